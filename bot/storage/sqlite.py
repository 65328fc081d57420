"""A store in one SQLite file, for one process.

What was removed must not stand in the raw files any more, and cheaply so:

- Each row with a person's words begins with padding as long as a page, so that the words always lie on overflow pages
  of their own. SQLite moves rows between pages now and then and leaves copies behind, but never of overflow pages; and
  with secure_delete it fills those with zeros when the row is replaced or removed.
- The write-ahead log still holds them as they were: it is emptied within a second whenever a session gets shorter,
  which is what happens when a check ends and its answers go, and at once when a chat is forgotten or timed out.
- A chat's number stands in the row itself, so a forgotten chat has the whole file rewritten. The file's header notes
  that this is due until it is done, so that a crash in between is made good when the file is opened again.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.storage.sqlite_open import REMOVED, OpenFile, When
from bot.storage.store import Item, packed, unpacked

_LOAD = """
SELECT session, saved_at, EXISTS (SELECT 1 FROM updates WHERE update_id = ?)
FROM (SELECT 1) LEFT JOIN sessions ON chat = ?
"""


class SqliteStore:
    """Sessions in a file that only its owner may read.

    WAL with synchronous=NORMAL keeps every saved turn through a kill of the process.
    """

    def __init__(self, path: Path) -> None:
        self._file = OpenFile(path)

    @property
    def healthy(self) -> bool:
        """A database that fails says so by an error."""
        return True

    async def open(self) -> None:
        """Opens the file, or makes it; raises StoreError when it cannot or the file is damaged."""
        await self._file.open()

    async def close(self) -> None:
        """Closes the file."""
        await self._file.close()

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator["SqliteSlot"]:
        """The chat's slot."""
        row = await self._file.run(lambda connection: connection.execute(_LOAD, (update_id, chat)).fetchone())
        session, saved_at, answered = row
        yield SqliteSlot(
            self, chat, unpacked(session) if session is not None else None, saved_at or 0.0, bool(answered)
        )

    async def idle(self, before: float) -> list[int]:
        """The chats saved before a time, the longest idle first."""
        sql = "SELECT chat FROM sessions WHERE saved_at < ? ORDER BY saved_at"
        return await self._file.run(lambda connection: [chat for (chat,) in connection.execute(sql, (before,))])

    async def purge(self, before: float, *, chats_before: float = 0.0) -> None:
        """Forgets updates and chats older than a time, and empties the log; rewrites the file if that is due."""

        def work(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM updates WHERE at < ?", (before,))
                if connection.execute("DELETE FROM sessions WHERE saved_at < ?", (chats_before,)).rowcount:
                    connection.execute(REMOVED)

        await self._file.run(work, "now")

    async def save(self, chat: int, session: str | None, update_id: int | None, at: float, clean: When) -> None:
        """Writes a turn's outcome in one transaction; `clean`: when what it replaces is to be gone from the files."""
        padding = self._file.page_size

        def work(connection: sqlite3.Connection) -> None:
            with connection:
                if session is not None:
                    row = (chat, at, padding, packed(session))
                    connection.execute("INSERT OR REPLACE INTO sessions VALUES (?, ?, zeroblob(?), ?)", row)
                elif connection.execute("DELETE FROM sessions WHERE chat = ?", (chat,)).rowcount:
                    connection.execute(REMOVED)
                if update_id is not None:
                    connection.execute("INSERT OR IGNORE INTO updates VALUES (?, ?)", (update_id, at))

        await self._file.run(work, clean)

    async def put(self, shelf: str, key: str, value: str, at: float) -> None:
        """Lays a thing on a shelf."""
        padding = self._file.page_size

        def work(connection: sqlite3.Connection) -> None:
            with connection:
                row = (shelf, key, at, padding, packed(value))
                connection.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?, zeroblob(?), ?)", row)

        await self._file.run(work)

    async def items(self, shelf: str) -> list[Item]:
        """All that lies on a shelf."""
        sql = "SELECT key, value, at FROM items WHERE shelf = ? ORDER BY at"
        rows = await self._file.run(lambda connection: connection.execute(sql, (shelf,)).fetchall())
        return [Item(key, unpacked(value), at) for key, value, at in rows]

    async def drop(self, shelf: str, *, key: str | None = None, before: float = 0.0) -> None:
        """Takes things off a shelf; nothing of what they were stays in the files."""

        def work(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM items WHERE shelf = ? AND (key = ? OR at < ?)", (shelf, key, before))

        await self._file.run(work, "soon")


@dataclass
class SqliteSlot:
    """One chat's place in the file."""

    store: SqliteStore
    chat: int
    session: str | None
    saved_at: float
    answered: bool

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps or forgets the session, and that the update was answered."""
        shorter = session is None or len(session) < len(self.session or "")
        timed_out = update_id is None
        clean: When = "" if not shorter else "now" if session is None or timed_out else "soon"
        await self.store.save(self.chat, session, update_id, at, clean)
