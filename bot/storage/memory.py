"""A store that lives in the process: for the console and for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.storage.store import Item


@dataclass
class MemoryStore:
    """Sessions and answered updates in two mappings."""

    sessions: dict[int, tuple[str, float]] = field(default_factory=dict)
    updates: dict[int, float] = field(default_factory=dict)
    shelves: dict[str, dict[str, Item]] = field(default_factory=dict)

    @property
    def healthy(self) -> bool:
        """Nothing can fail."""
        return True

    async def open(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator["MemorySlot"]:
        """The chat's slot."""
        session, saved_at = self.sessions.get(chat, (None, 0.0))
        yield MemorySlot(self, chat, session, saved_at, update_id in self.updates)

    async def idle(self, before: float) -> list[int]:
        """The chats saved before a time."""
        found = [(saved_at, chat) for chat, (_, saved_at) in self.sessions.items() if saved_at < before]
        return [chat for _, chat in sorted(found)]

    async def purge(self, before: float, *, chats_before: float = 0.0) -> None:
        """Forgets updates and chats older than a time."""
        self.updates = {number: at for number, at in self.updates.items() if at >= before}
        self.sessions = {chat: kept for chat, kept in self.sessions.items() if kept[1] >= chats_before}

    async def put(self, shelf: str, key: str, value: str, at: float) -> None:
        """Lays a thing on a shelf."""
        self.shelves.setdefault(shelf, {})[key] = Item(key, value, at)

    async def items(self, shelf: str) -> list[Item]:
        """All that lies on a shelf."""
        return sorted(self.shelves.get(shelf, {}).values(), key=lambda item: item.at)

    async def drop(self, shelf: str, *, key: str | None = None, before: float = 0.0) -> None:
        """Takes things off a shelf."""
        lying = self.shelves.get(shelf, {})
        self.shelves[shelf] = {name: item for name, item in lying.items() if name != key and item.at >= before}


@dataclass
class MemorySlot:
    """One chat's place in memory."""

    store: MemoryStore
    chat: int
    session: str | None
    saved_at: float
    answered: bool

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps or forgets the session, and that the update was answered."""
        if session is None:
            self.store.sessions.pop(self.chat, None)
        else:
            self.store.sessions[self.chat] = session, at
        if update_id is not None:
            self.store.updates[update_id] = at
