"""The SQLite file itself: its tables and their versions, and what can be wrong with it in plain words."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.store import Item, StoreError, unpacked

_STEPS = (
    """
    CREATE TABLE IF NOT EXISTS sessions (chat INTEGER PRIMARY KEY, session TEXT NOT NULL, saved_at REAL NOT NULL);
    CREATE TABLE IF NOT EXISTS updates (update_id INTEGER PRIMARY KEY, at REAL NOT NULL);
    """,
    """
    ALTER TABLE sessions RENAME TO plain;
    CREATE TABLE sessions (
        chat INTEGER PRIMARY KEY, saved_at REAL NOT NULL, padding BLOB NOT NULL, session BLOB NOT NULL
    );
    INSERT INTO sessions
        SELECT chat, saved_at, zeroblob((SELECT page_size FROM pragma_page_size)), CAST(session AS BLOB) FROM plain;
    DROP TABLE plain;
    PRAGMA application_id=1;
    """,
    """
    CREATE TABLE items (
        shelf TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY (shelf, key)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE items RENAME TO plain;
    CREATE TABLE items (
        shelf TEXT NOT NULL, key TEXT NOT NULL, at REAL NOT NULL, padding BLOB NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (shelf, key)
    );
    INSERT INTO items
        SELECT shelf, key, at, zeroblob((SELECT page_size FROM pragma_page_size)), value FROM plain;
    DROP TABLE plain;
    PRAGMA application_id=1;
    """,
)
VERSION = len(_STEPS)
"""Of the tables, kept in the file's `user_version`: how many of the steps were taken."""
SHELVES = 3
"""The version since which there are shelves."""
_DAMAGED = "is damaged or no database: restore a backup, or move the file away"
_CLOSED = "cannot be written: check the rights of the file and its folder"
_FULL = "the disk is full: make room"
_FAULTS = {
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: "another process holds the database locked: end that process",
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_IOERR: "cannot be read or written: check the disk and the room on it",
}
_SYSTEM_FAULTS = {
    errno.EISDIR: "is a folder: name a file in it",
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
    errno.ENOSPC: _FULL,
}


def migrate(path: Path, connection: sqlite3.Connection) -> None:
    """Sets a connection up, checks the file and brings its tables up to date, each step whole or not at all.

    Raises StoreError, and sqlite3's own errors.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise StoreError(f"{path}: was written by a newer release: upgrade the bot, or move the file away")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA temp_store=MEMORY")
    if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise StoreError(f"{path}: {_DAMAGED}")
    for number, step in enumerate(_STEPS[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version={number}; COMMIT;")
    # A write, so that a full disk or a file that may only be read shows at once.
    connection.executescript(f"BEGIN IMMEDIATE; PRAGMA user_version={VERSION}; COMMIT;")


def items_in(path: Path, shelf: str) -> list[Item]:
    """What lies on a shelf of a file that is only looked at, whoever uses it; nothing when there is no file yet."""
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] < SHELVES:
                return []
            sql = "SELECT key, value, at FROM items WHERE shelf = ? ORDER BY at"
            return [Item(key, unpacked(value), at) for key, value, at in connection.execute(sql, (shelf,))]
    except (sqlite3.Error, OSError) as error:
        raise fault(path, error) from None


def fault(path: Path, error: sqlite3.Error | OSError) -> StoreError:
    """What is wrong and what to do, without the words of SQLite."""
    if isinstance(error, OSError):
        return StoreError(f"{path}: {_SYSTEM_FAULTS.get(error.errno or 0, 'cannot be opened: check the path')}")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the lowest byte is the kind, the rest says more
    return StoreError(f"{path}: {_FAULTS.get(code, f'the database failed ({type(error).__name__}, {code})')}")
