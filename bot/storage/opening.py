"""From DATABASE_URL to a store."""

from pathlib import Path

from bot.storage.sqlite import SqliteStore
from bot.storage.store import SessionStore, StoreError

FILE = "sqlite:///"
SERVERS = ("postgresql://", "postgres://")


def store_for(url: str, *, connections: int = 30) -> SessionStore:
    """The store that an address names, not open yet; `connections` is how many turns PostgreSQL may carry at once.

    Raises StoreError when the address names none, or PostgreSQL's driver is not installed.
    """
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
