"""What every store can do: one session per chat, and which updates were answered, saved together."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Slot(Protocol):
    """One chat's place in a store while a turn is under way; `session` and `saved_at` (Unix seconds) as loaded."""

    session: str | None
    saved_at: float

    async def answered(self, update_id: int) -> bool:
        """Whether an update was answered before."""

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps the session (None forgets the chat) and that the update was answered, in one transaction."""


class SessionStore(Protocol):
    """Remembers sessions. Only one turn of a chat may hold its slot at a time; the app sees to that in one process."""

    async def open(self) -> None:
        """Makes the store ready; raises StoreError with one clear line when it cannot."""

    async def close(self) -> None:
        """Lets go of files and connections."""

    def slot(self, chat: int) -> AbstractAsyncContextManager[Slot]:
        """The chat's slot, to be used within one turn."""

    async def idle(self, before: float) -> list[int]:
        """The chats whose session was saved before a time (Unix seconds)."""

    async def purge(self, before: float) -> None:
        """Forgets which updates were answered before a time; Telegram sends nothing again after 24 hours."""


class StoreError(Exception):
    """The store cannot be used; the message says what to do, and holds nothing of what is stored."""
