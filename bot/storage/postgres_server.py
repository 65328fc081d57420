"""What the bot asks of a PostgreSQL server: how to connect, the tables and their versions, and its faults in words."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import AsyncConnection, errors

from bot.storage.store import Item, StoreBusyError, StoreError, unpacked

OPTIONS: dict[str, Any] = {
    "application_name": "leaflet-bot",
    "connect_timeout": 10,
    # A server that vanished without a word is noticed after 15 to 30 seconds, not after hours.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
PATIENCE = 25.0
"""Seconds that one request to the server may take; a little more than it waits for another replica's turn."""
_SETTINGS = """
SET lock_timeout = '20s';
-- A replica that vanished without a word, or hangs, gives up its chats.
SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
SET idle_in_transaction_session_timeout = '10min';
"""
_STEPS = (
    """
    CREATE TABLE sessions (chat int8 PRIMARY KEY, session bytea NOT NULL, saved_at float8 NOT NULL);
    CREATE TABLE updates (update_id int8 PRIMARY KEY, at float8 NOT NULL);
    """,
    """
    CREATE TABLE items (
        shelf text NOT NULL, key text NOT NULL, value bytea NOT NULL, at float8 NOT NULL, PRIMARY KEY (shelf, key)
    );
    """,
)
VERSION = len(_STEPS)
"""Of the tables, kept in the table `schema_version`: how many of the steps were taken."""
_REACH = "the PostgreSQL database cannot be reached: check DATABASE_URL, and that the server runs"
_REFUSED = "the PostgreSQL server refused user, password or database name: check DATABASE_URL"
_FAULTS = {
    errors.InvalidPassword: _REFUSED,
    errors.InvalidAuthorizationSpecification: _REFUSED,
    errors.InvalidCatalogName: _REFUSED,
    errors.InsufficientPrivilege: "the PostgreSQL user may not make or write the bot's tables: grant it the rights",
    errors.ReadOnlySqlTransaction: "the PostgreSQL database may only be read: name the primary server",
    errors.DiskFull: "the disk of the PostgreSQL server is full: make room",
    errors.TooManyConnections: "the PostgreSQL server has no connection left: raise its max_connections",
}


async def prepare(connection: AsyncConnection) -> None:
    """Sets a new connection up."""
    await connection.execute(_SETTINGS)
    await connection.commit()


async def migrate(connection: AsyncConnection) -> None:
    """Makes the tables or brings them up to date, in one transaction; of replicas that start at once, one does it.

    Raises StoreError, and psycopg's own errors.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(1, 1)")  # of two numbers, so that it is no chat's lock
    await connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version int NOT NULL)")
    row = await (await connection.execute("SELECT version FROM schema_version")).fetchone()
    version = row[0] if row else 0
    if version > VERSION:
        raise StoreError("the PostgreSQL database was written by a newer release: upgrade the bot")
    for step in _STEPS[version:]:
        await connection.execute(step)
    # Written every time, so that a database that may only be read shows at once.
    sql = "UPDATE schema_version SET version = %s" if row else "INSERT INTO schema_version VALUES (%s)"
    await connection.execute(sql, (VERSION,))
    await connection.commit()


async def items_in(url: str, shelf: str) -> list[Item]:
    """What lies on a shelf of a database that is only looked at; nothing when it has no tables yet."""
    async with guarded(PATIENCE), await AsyncConnection.connect(url, **OPTIONS) as connection:
        await connection.set_read_only(True)
        there = await (await connection.execute("SELECT to_regclass('items')")).fetchone()
        if there is None or there[0] is None:
            return []
        sql = "SELECT key, value, at FROM items WHERE shelf = %s ORDER BY at"
        rows = await (await connection.execute(sql, (shelf,))).fetchall()
        return [Item(key, unpacked(value), at) for key, value, at in rows]


@asynccontextmanager
async def guarded(seconds: float) -> AsyncIterator[None]:
    """Gives what is done inside so many seconds; every fault of it becomes a StoreError without the server's words."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except psycopg.DataError:
        raise OverflowError("a number does not fit the database") from None
    except (psycopg.Error, OSError) as error:  # a time-out is an OSError
        raise _fault(error) from None


def _fault(error: Exception) -> StoreError:
    if isinstance(error, errors.LockNotAvailable):
        return StoreBusyError("another replica is in a turn with this chat for too long")
    for kind, words in _FAULTS.items():
        if isinstance(error, kind):
            return StoreError(words)
    if isinstance(error, psycopg.ProgrammingError) and not error.sqlstate:
        return StoreError("DATABASE_URL cannot be read: write it as postgresql://user:password@host:5432/name")
    # A refused connection has no code of its own, only words, in the server's language.
    said = str(error)
    if any(words in said for words in ("authentication failed", "does not exist", "no pg_hba.conf entry")):
        return StoreError(_REFUSED)
    if isinstance(error, psycopg.OperationalError | OSError):
        return StoreError(_REACH)
    return StoreError(f"the PostgreSQL database failed ({type(error).__name__}): see the server's log")
