"""What every store can do: one session per chat, and which updates were answered, saved together."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Item:
    """A thing on a shelf: its key, what it is, and when it was put there (Unix seconds)."""

    key: str
    value: str
    at: float


class Slot(Protocol):
    """One chat's place in a store while a turn is under way: what was loaded.

    `saved_at` is in Unix seconds; `answered` says whether the turn's update was answered before.
    """

    session: str | None
    saved_at: float
    answered: bool

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps the session (None forgets the chat) and that the update was answered, in one transaction.

        To be called once at most, as the last thing in the slot: with it the slot is given up.
        """


class SessionStore(Protocol):
    """Remembers sessions. Only one turn of a chat may hold its slot at a time; the app sees to that in one process."""

    @property
    def healthy(self) -> bool:
        """Whether what is saved is kept, as far as is known."""

    async def open(self) -> None:
        """Makes the store ready; once more, when it failed. Raises StoreError with one clear line when it cannot."""

    async def close(self) -> None:
        """Lets go of files and connections."""

    def slot(self, chat: int, update_id: int | None = None) -> AbstractAsyncContextManager[Slot]:
        """The chat's slot, to be used within one turn: that of an update, if it answers one."""

    async def idle(self, before: float) -> list[int]:
        """The chats whose session was saved before a time (Unix seconds), the longest idle first."""

    async def purge(self, before: float, *, chats_before: float = 0.0) -> None:
        """Forgets which updates were answered before a time, and the chats saved before another.

        Telegram sends nothing again after 24 hours.
        """

    async def put(self, shelf: str, key: str, value: str, at: float) -> None:
        """Lays a thing that belongs to no chat on a shelf, in place of what lay there under its key."""

    async def items(self, shelf: str) -> list[Item]:
        """All that lies on a shelf, the oldest first."""

    async def drop(self, shelf: str, *, key: str | None = None, before: float = 0.0) -> None:
        """Takes a thing off a shelf, and all that lay there before a time (Unix seconds)."""


class StoreError(Exception):
    """The store cannot be used; the message says what to do, and holds nothing of what is stored.

    StoreError
    +-- StoreBusyError    it works, but has no room for one more turn just now: the same turn may be tried again
    """


class StoreBusyError(StoreError):
    """The store works, but has no room for one more turn just now: the same turn may be tried again."""


def packed(session: str) -> bytes:
    """A session as bytes, which keep what a database's text would not: null bytes and halves of characters."""
    return session.encode("utf-8", "surrogatepass")


def unpacked(session: bytes) -> str:
    """The session that was packed."""
    return session.decode("utf-8", "surrogatepass")
