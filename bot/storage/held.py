"""What a database could not be told: held in memory until it can."""

from collections.abc import Iterator
from dataclasses import dataclass, field

LIMIT, UPDATES = 10_000, 100
"""Chats held at most, and updates of each; the oldest is let go for one more."""


@dataclass(frozen=True, slots=True)
class Held:
    """A chat's last session, None when it is to be forgotten, and its updates answered meanwhile and when."""

    session: str | None
    saved_at: float
    updates: tuple[tuple[int, float], ...] = ()


@dataclass
class HeldChats:
    """The chats held, the one that wrote longest ago first."""

    limit: int = LIMIT
    chats: dict[int, Held] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.chats)

    def __iter__(self) -> Iterator[int]:
        return iter(self.chats)

    def get(self, chat: int) -> Held | None:
        """What is held of a chat."""
        return self.chats.get(chat)

    def hold(self, chat: int, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps what could not be saved."""
        before = self.chats.pop(chat, None)
        updates = before.updates if before else ()
        if update_id is not None:
            updates = (*updates[1 - UPDATES :], (update_id, at))
        self.chats[chat] = Held(session, at, updates)
        if len(self.chats) > self.limit:
            del self.chats[next(iter(self.chats))]

    def release(self, chat: int, held: Held) -> None:
        """Lets go of what was written, unless a turn has ended since."""
        if self.chats.get(chat) is held:
            del self.chats[chat]

    def answered(self, update_id: int | None) -> bool:
        """Whether an update was answered."""
        return any(number == update_id for held in self.chats.values() for number, _ in held.updates)

    def idle(self, before: float) -> list[int]:
        """The chats saved before a time, the longest idle first."""
        found = [(held.saved_at, chat) for chat, held in self.chats.items() if held.session is not None]
        return [chat for saved_at, chat in sorted(found) if saved_at < before]

    def purge(self, before: float, chats_before: float) -> None:
        """Forgets updates and sessions older than a time; what is to be forgotten in the database stays known."""
        for chat, held in self.chats.items():
            session = held.session if held.saved_at >= chats_before else None
            updates = tuple((number, at) for number, at in held.updates if at >= before)
            self.chats[chat] = Held(session, held.saved_at, updates)
