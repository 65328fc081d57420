"""A store in PostgreSQL, for several replicas of the bot at once."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from bot.storage.postgres_server import OPTIONS, PATIENCE, guarded, migrate, prepare
from bot.storage.store import Item, StoreBusyError, StoreError, packed, unpacked

_LOAD = """
SELECT session, saved_at, EXISTS (SELECT 1 FROM updates WHERE update_id = %s::int8)
FROM (SELECT 1) AS this LEFT JOIN sessions ON chat = %s::int8
"""
_SAVE = """
INSERT INTO sessions (chat, session, saved_at) VALUES (%s, %s, %s)
ON CONFLICT (chat) DO UPDATE SET session = excluded.session, saved_at = excluded.saved_at
"""
_PUT = """
INSERT INTO items (shelf, key, value, at) VALUES (%s, %s, %s, %s)
ON CONFLICT (shelf, key) DO UPDATE SET value = excluded.value, at = excluded.at
"""


class PostgresStore:
    """Sessions in a database that replicas share: no two turns of a chat at once, whichever replica they reach.

    A turn holds a connection and a transaction from load to save, while its replies are sent: `connections` is how many
    turns may be under way in this replica, and the server's max_connections must be enough for all replicas. One more
    turn waits `wait` seconds (10) for a connection, then it is StoreBusyError. A crash before the save leaves nothing
    and gives up the chat at once.

    What is removed or replaced is gone for every reader with the save. Its bytes stay in the server's files until
    PostgreSQL uses their room again, which autovacuum and the VACUUM in `purge` bring about, and in its write-ahead log
    and backups until those are recycled: keep all of them on an encrypted disk, and backups no longer than needed.
    """

    def __init__(self, url: str, *, connections: int = 30, wait: float = 10.0) -> None:
        self._url = url
        self._connections = connections
        self._wait = wait
        self._pool: AsyncConnectionPool[AsyncConnection] | None = None
        self._taken = 0
        # Its warnings quote the server and come by the dozen when it is down; StoreError says it once.
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)

    @property
    def healthy(self) -> bool:
        """A database that fails says so by an error."""
        return True

    async def open(self) -> None:
        """Brings the tables up to date and begins with fresh connections; raises StoreError within `wait` seconds."""
        async with guarded(self._wait):
            async with await AsyncConnection.connect(self._url, **OPTIONS) as connection:
                await migrate(connection)
            pool = AsyncConnectionPool(
                self._url,
                kwargs=OPTIONS,
                min_size=min(2, self._connections),
                max_size=self._connections,
                timeout=self._wait,
                reconnect_timeout=self._wait,
                configure=prepare,
                check=self._check,
                open=False,
            )
            await pool.open()
        before, self._pool = self._pool, pool
        if before is not None:
            await before.close(timeout=2)

    async def close(self) -> None:
        """Closes the connections; those of turns under way when they end."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close(timeout=2)

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator["PostgresSlot"]:
        """The chat's slot, alone among all replicas.

        The lock is one on the chat's number that ends with the transaction, rather than on its row: there is no row
        before the first save, nor after the chat was forgotten, and it must be held then, too.
        """
        async with self._connected() as connection:
            async with guarded(PATIENCE), connection.pipeline():
                await connection.execute("SELECT pg_advisory_xact_lock(%s::int8)", (chat,))
                # A statement of its own: only so does it see what the turn before has saved.
                row = await (await connection.execute(_LOAD, (update_id, chat))).fetchone()
            session, saved_at, answered = row or (None, None, False)
            yield PostgresSlot(
                connection, chat, unpacked(session) if session is not None else None, saved_at or 0.0, answered
            )

    async def idle(self, before: float) -> list[int]:
        """The chats saved before a time, the longest idle first."""
        async with self._connected() as connection, guarded(PATIENCE):
            sql = "SELECT chat FROM sessions WHERE saved_at < %s ORDER BY saved_at"
            return [chat for (chat,) in await (await connection.execute(sql, (before,))).fetchall()]

    async def purge(self, before: float, *, chats_before: float = 0.0) -> None:
        """Forgets updates and chats older than a time, and frees the room of all that was replaced or removed."""
        async with self._connected() as connection, guarded(PATIENCE):
            await connection.execute("DELETE FROM updates WHERE at < %s", (before,))
            await connection.execute("DELETE FROM sessions WHERE saved_at < %s", (chats_before,))
            await connection.commit()
            await connection.set_autocommit(True)
            # Left to the replica that does it already, if there is one.
            await connection.execute("VACUUM (SKIP_LOCKED) sessions, updates, items")
            await connection.set_autocommit(False)

    async def put(self, shelf: str, key: str, value: str, at: float) -> None:
        """Lays a thing on a shelf."""
        async with self._connected() as connection, guarded(PATIENCE):
            await connection.execute(_PUT, (shelf, key, packed(value), at))
            await connection.commit()

    async def items(self, shelf: str) -> list[Item]:
        """All that lies on a shelf."""
        async with self._connected() as connection, guarded(PATIENCE):
            sql = "SELECT key, value, at FROM items WHERE shelf = %s ORDER BY at"
            rows = await (await connection.execute(sql, (shelf,))).fetchall()
            return [Item(key, unpacked(value), at) for key, value, at in rows]

    async def drop(self, shelf: str, *, key: str | None = None, before: float = 0.0) -> None:
        """Takes things off a shelf."""
        async with self._connected() as connection, guarded(PATIENCE):
            sql = "DELETE FROM items WHERE shelf = %s AND (key = %s::text OR at < %s)"
            await connection.execute(sql, (shelf, key, before))
            await connection.commit()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """A connection that works; whatever was not committed on it is rolled back in the end."""
        pool = self._pool
        if pool is None:
            raise StoreError("the PostgreSQL database is not open")
        try:
            async with guarded(self._wait + 1):
                connection = await pool.getconn()
        except StoreError:
            if self._taken >= self._connections:
                raise StoreBusyError("every connection to PostgreSQL is in use: allow more") from None
            raise
        self._taken += 1
        try:
            yield connection
        finally:
            self._taken -= 1
            await pool.putconn(connection)

    async def _check(self, connection: AsyncConnection) -> None:
        """Whether a connection still works; if not, all that wait with it are as old and are replaced at once."""
        try:
            await AsyncConnectionPool.check_connection(connection)
        except Exception:
            if self._pool is not None:
                await self._pool.drain()
            raise


@dataclass
class PostgresSlot:
    """One chat's place in the database, for as long as the transaction is open."""

    connection: AsyncConnection
    chat: int
    session: str | None
    saved_at: float
    answered: bool

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps or forgets the session, and that the update was answered; commits, and so gives up the chat."""
        async with guarded(PATIENCE), self.connection.pipeline():
            if session is None:
                await self.connection.execute("DELETE FROM sessions WHERE chat = %s", (self.chat,))
            else:
                await self.connection.execute(_SAVE, (self.chat, packed(session), at))
            if update_id is not None:
                sql = "INSERT INTO updates VALUES (%s::int8, %s) ON CONFLICT DO NOTHING"
                await self.connection.execute(sql, (update_id, at))
            await self.connection.commit()
