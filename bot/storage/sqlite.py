"""A store in one SQLite file, for one process."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.storage.store import StoreError

T = TypeVar("T")
VERSION = 1
"""Of the tables below, kept in the file's `user_version`."""
_TABLES = """
CREATE TABLE IF NOT EXISTS sessions (chat INTEGER PRIMARY KEY, session TEXT NOT NULL, saved_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS updates (update_id INTEGER PRIMARY KEY, at REAL NOT NULL);
"""


class SqliteStore:
    """Sessions in a file that only its owner may read.

    All calls run in one thread of their own, so that a slow disk never holds up the event loop. WAL with
    synchronous=NORMAL keeps every saved turn through a kill of the process. secure_delete overwrites what is removed,
    but not the copies that stay behind where SQLite moved rows between pages: for those the file is rewritten.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Opens the file, or makes it; raises StoreError when it cannot or the file is damaged."""
        await self._run(self._open)

    async def close(self) -> None:
        """Closes the file."""
        await self._run(self._close)
        self._thread.shutdown()

    @asynccontextmanager
    async def slot(self, chat: int) -> AsyncIterator["SqliteSlot"]:
        """The chat's slot."""
        row = await self._run(
            lambda: self._open_connection.execute(
                "SELECT session, saved_at FROM sessions WHERE chat = ?", (chat,)
            ).fetchone()
        )
        session, saved_at = row or (None, 0.0)
        yield SqliteSlot(self, chat, session, saved_at)

    async def idle(self, before: float) -> list[int]:
        """The chats saved before a time."""
        sql = "SELECT chat FROM sessions WHERE saved_at < ? ORDER BY saved_at"
        return [chat for (chat,) in await self._run(lambda: self._open_connection.execute(sql, (before,)).fetchall())]

    async def purge(self, before: float) -> None:
        """Forgets answered updates older than a time, and rewrites the file without what was removed."""

        def work() -> None:
            with self._open_connection as connection:
                connection.execute("DELETE FROM updates WHERE at < ?", (before,))
            self._scrub()

        await self._run(work)

    async def answered(self, update_id: int) -> bool:
        """Whether an update was answered before."""
        sql = "SELECT 1 FROM updates WHERE update_id = ?"
        return await self._run(lambda: self._open_connection.execute(sql, (update_id,)).fetchone()) is not None

    async def save(self, chat: int, session: str | None, update_id: int | None, at: float) -> None:
        """Writes a turn's outcome in one transaction; a forgotten chat leaves the file and its log at once."""

        def work() -> None:
            with self._open_connection as connection:
                if session is None:
                    connection.execute("DELETE FROM sessions WHERE chat = ?", (chat,))
                else:
                    connection.execute("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)", (chat, session, at))
                if update_id is not None:
                    connection.execute("INSERT OR IGNORE INTO updates VALUES (?, ?)", (update_id, at))
            if session is None:
                self._scrub()

        await self._run(work)

    @property
    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StoreError("the database is not open")
        return self._connection

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _scrub(self) -> None:
        """Rewrites the file and empties its log: only what is kept stands in them afterwards."""
        self._open_connection.execute("VACUUM")
        self._open_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(self._path, timeout=5, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute("PRAGMA secure_delete=ON")
            self._connection.execute("PRAGMA temp_store=MEMORY")
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise StoreError(f"{self._path} was written by a newer release: upgrade the bot, or move the file away")
            if self._connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise StoreError(f"{self._path} is damaged: restore a backup, or move the file away")
            self._connection.executescript(_TABLES)
            self._connection.execute(f"PRAGMA user_version={VERSION}")
        except (sqlite3.DatabaseError, OSError) as error:
            self._close()
            raise StoreError(f"{self._path} cannot be used as the database ({error}): check path and disk") from error
        except StoreError:
            self._close()
            raise

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


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
        await self.store.save(self.chat, session, update_id, at)
