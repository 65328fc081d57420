"""The open SQLite file. All work on it is done in one thread, so that a slow disk never holds up the event loop.

It also sees to it that what was removed does not stand in the raw files any more. The write-ahead log still holds it:
the log is emptied (`clean`), which costs a write to the disk, so once in a while is enough, unless it is asked for at
once.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeVar

from bot.storage.one_thread import OneThread
from bot.storage.sqlite_file import fault, migrate
from bot.storage.store import StoreError

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
When = Literal["", "soon", "now"]
"""When the files are to be cleaned after some work: not for its sake, within SOON, or with it."""
SOON = 1.0
"""Seconds that what was removed may still stand in the files."""
_PAGE = 512
"""Bytes of a page in a new file: small ones leave the least room empty behind a session."""
_BUSY = 5.0
"""Seconds to wait while another process (a backup) holds the file."""
REMOVED = "PRAGMA application_id=1"
"""Notes in the file's header that it is to be rewritten, so that a crash in between is made good later."""
_REWRITTEN = "PRAGMA application_id=0"


class OpenFile:
    """One file, opened and used in one thread. `page_size` is known once it is open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = OneThread("sqlite")
        self._connection: sqlite3.Connection | None = None
        self._cleaning: asyncio.Task[None] | None = None
        self.page_size = 0

    async def open(self) -> None:
        """Opens the file, or makes it; raises StoreError when it cannot or the file is damaged."""
        await self._thread.do(self._open)

    async def close(self) -> None:
        """Closes the file; SQLite empties the log with it."""
        if self._cleaning:
            self._cleaning.cancel()
        await self._thread.do(self._close)
        self._thread.end()

    async def run(self, work: Work[T], clean: When = "") -> T:
        """Does some work in the thread, after what was asked before; raises StoreError when the database fails."""

        def guarded() -> T:
            if self._connection is None:
                raise StoreError(f"{self._path}: the database is not open")
            try:
                done = work(self._connection)
                if clean == "now":
                    _clean(self._connection)
                return done
            except sqlite3.Error as error:
                raise fault(self._path, error) from None

        done = await self._thread.do(guarded)
        if clean == "soon" and (self._cleaning is None or self._cleaning.done()):
            self._cleaning = asyncio.create_task(self._clean_soon())
        return done

    async def _clean_soon(self) -> None:
        await asyncio.sleep(SOON)
        self._cleaning = None  # what is removed from here on needs a cleaning of its own
        with suppress(StoreError):  # the next save meets the same fault, and tells of it
            await self.run(lambda _: None, "now")

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
            self.page_size = self._connection.execute("PRAGMA page_size").fetchone()[0]
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
