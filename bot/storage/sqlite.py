"""A store in one SQLite file, for one process.

What was removed must not stand in the raw files any more, and cheaply so:

- Each row begins with padding as long as a page, so that the session itself always lies on overflow pages of its own.
  SQLite moves rows between pages now and then and leaves copies behind, but never of overflow pages; and with
  secure_delete it fills those with zeros when the session is replaced or removed.
- The write-ahead log still holds the session as it was: it is emptied whenever a session gets shorter, which is what
  happens when a check ends and its answers go.
- A chat's number stands in the row itself, so a forgotten chat has the whole file rewritten. The file's header notes
  that this is due until it is done, so that a crash in between is made good when the file is opened again.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.storage.sqlite_file import fault, migrate
from bot.storage.store import Item, StoreError, packed, unpacked

T = TypeVar("T")
_PAGE = 512
"""Bytes of a page in a new file: small ones leave the least room empty behind a session."""
_BUSY = 5.0
"""Seconds to wait while another process (a backup) holds the file."""
_REMOVED = "PRAGMA application_id=1"
_REWRITTEN = "PRAGMA application_id=0"


class SqliteStore:
    """Sessions in a file that only its owner may read.

    All calls run in one thread of their own, so that a slow disk never holds up the event loop. WAL with
    synchronous=NORMAL keeps every saved turn through a kill of the process.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._connection: sqlite3.Connection | None = None
        self._padding = 0

    @property
    def healthy(self) -> bool:
        """A database that fails says so by an error."""
        return True

    async def open(self) -> None:
        """Opens the file, or makes it; raises StoreError when it cannot or the file is damaged."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._open)

    async def close(self) -> None:
        """Closes the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    @asynccontextmanager
    async def slot(self, chat: int) -> AsyncIterator["SqliteSlot"]:
        """The chat's slot."""
        sql = "SELECT session, saved_at FROM sessions WHERE chat = ?"
        row = await self._run(lambda connection: connection.execute(sql, (chat,)).fetchone())
        yield SqliteSlot(self, chat, unpacked(row[0]) if row else None, row[1] if row else 0.0)

    async def idle(self, before: float) -> list[int]:
        """The chats saved before a time, the longest idle first."""
        sql = "SELECT chat FROM sessions WHERE saved_at < ? ORDER BY saved_at"
        return await self._run(lambda connection: [chat for (chat,) in connection.execute(sql, (before,))])

    async def purge(self, before: float, *, chats_before: float = 0.0) -> None:
        """Forgets updates and chats older than a time, and empties the log; rewrites the file if that is due."""

        def work(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM updates WHERE at < ?", (before,))
                if connection.execute("DELETE FROM sessions WHERE saved_at < ?", (chats_before,)).rowcount:
                    connection.execute(_REMOVED)
            _clean(connection)

        await self._run(work)

    async def answered(self, update_id: int) -> bool:
        """Whether an update was answered before."""
        sql = "SELECT 1 FROM updates WHERE update_id = ?"
        return await self._run(lambda connection: connection.execute(sql, (update_id,)).fetchone()) is not None

    async def save(self, chat: int, session: str | None, update_id: int | None, at: float, *, clean: bool) -> None:
        """Writes a turn's outcome in one transaction; `clean`: nothing of what it replaces may stay in the files."""

        def work(connection: sqlite3.Connection) -> None:
            with connection:
                if session is not None:
                    row = (chat, at, self._padding, packed(session))
                    connection.execute("INSERT OR REPLACE INTO sessions VALUES (?, ?, zeroblob(?), ?)", row)
                elif connection.execute("DELETE FROM sessions WHERE chat = ?", (chat,)).rowcount:
                    connection.execute(_REMOVED)
                if update_id is not None:
                    connection.execute("INSERT OR IGNORE INTO updates VALUES (?, ?)", (update_id, at))
            if clean:
                _clean(connection)

        await self._run(work)

    async def put(self, shelf: str, key: str, value: str, at: float) -> None:
        """Lays a thing on a shelf."""

        def work(connection: sqlite3.Connection) -> None:
            with connection:
                row = (shelf, key, packed(value), at)
                connection.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)", row)

        await self._run(work)

    async def items(self, shelf: str) -> list[Item]:
        """All that lies on a shelf."""
        sql = "SELECT key, value, at FROM items WHERE shelf = ? ORDER BY at"
        rows = await self._run(lambda connection: connection.execute(sql, (shelf,)).fetchall())
        return [Item(key, unpacked(value), at) for key, value, at in rows]

    async def drop(self, shelf: str, *, key: str | None = None, before: float = 0.0) -> None:
        """Takes things off a shelf; nothing of them stays in the files after the next purge."""

        def work(connection: sqlite3.Connection) -> None:
            with connection:
                sql = "DELETE FROM items WHERE shelf = ? AND (key = ? OR at < ?)"
                if connection.execute(sql, (shelf, key, before)).rowcount:
                    connection.execute(_REMOVED)

        await self._run(work)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def guarded() -> T:
            if self._connection is None:
                raise StoreError(f"{self._path}: the database is not open")
            try:
                return work(self._connection)
            except sqlite3.Error as error:
                raise fault(self._path, error) from None

        return await asyncio.get_running_loop().run_in_executor(self._thread, guarded)

    def _open(self) -> None:
        self._close()
        try:
            self._path.parent.mkdir(0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            for end in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError, PermissionError):
                    os.chmod(f"{self._path}{end}", 0o600)
            self._connection = sqlite3.connect(self._path, timeout=_BUSY, check_same_thread=False)
            self._connection.execute(f"PRAGMA page_size={_PAGE}")
            migrate(self._path, self._connection)
            self._padding = self._connection.execute("PRAGMA page_size").fetchone()[0]
            _clean(self._connection)
        except (sqlite3.Error, OSError) as error:
            self._close()
            raise fault(self._path, error) from None
        except StoreError:
            self._close()
            raise

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _clean(connection: sqlite3.Connection) -> None:
    """Rewrites the file if chats were removed from it, and empties its log.

    The log stays while another process reads the file, until the next cleaning.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0]:
        connection.execute("VACUUM")
        connection.execute(_REWRITTEN)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@dataclass
class SqliteSlot:
    """One chat's place in the file."""

    store: SqliteStore
    chat: int
    session: str | None
    saved_at: float

    async def answered(self, update_id: int) -> bool:
        """Whether an update was answered before."""
        return await self.store.answered(update_id)

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps or forgets the session, and that the update was answered."""
        clean = session is None or len(session) < len(self.session or "")
        await self.store.save(self.chat, session, update_id, at, clean=clean)
