"""From DATABASE_URL and SESSION_KEYS to a store."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.storage import sqlite_file
from bot.storage.sealed import SealedStore
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Item, SessionStore, StoreError

FILE = "sqlite:///"
SERVERS = ("postgresql://", "postgres://")


def store_for(url: str, *, keys: Sequence[str] = (), connections: int = 30) -> SealedStore:
    """The store that an address names, not open yet; `connections` is how many turns PostgreSQL may carry at once.

    With `keys`, what it keeps is encrypted with the first of them.

    Raises StoreError when the address names none, or PostgreSQL's driver is not installed.
    """
    return SealedStore(_plain(url, connections), keys)


async def items_of(url: str, shelf: str, *, keys: Sequence[str] = ()) -> list[Item]:
    """What lies on a shelf of the store that an address names, which is neither made nor changed by it.

    Nothing where there is no database yet. Raises StoreError.
    """
    store = store_for(url, keys=keys, connections=1)
    if url.startswith(FILE):
        items = await asyncio.to_thread(sqlite_file.items_in, Path(url.removeprefix(FILE)), shelf)
    else:
        from bot.storage import postgres_server

        items = await postgres_server.items_in(url, shelf)
    return store.readable(items)


def _plain(url: str, connections: int) -> SessionStore:
    if url.startswith(FILE) and len(url) > len(FILE):
        return SqliteStore(Path(url.removeprefix(FILE)))
    if url.startswith(SERVERS):
        try:
            from bot.storage.postgres import PostgresStore
        except ImportError:
            raise StoreError('PostgreSQL needs the extra "postgres": pip install ".[postgres]"') from None
        return PostgresStore(url, connections=connections)
    raise StoreError(
        "DATABASE_URL should look like sqlite:///path/to/file or postgresql://user:password@host:5432/name"
    )
