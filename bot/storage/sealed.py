"""A store whose sessions and shelves are encrypted with keys that only the operator has."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.storage.store import Item, SessionStore, Slot, StoreError, packed, unpacked

SHELF, KEY = "proof of the key", "proof"
UNREADABLE = "SESSION_KEYS cannot read this database: add the key it was written with, after the new one"
KEYLESS = "this database was written with a key: put it into SESSION_KEYS, or move the database away"
_MARK = "gAAAA"
"""How every Fernet token begins: what does not was written before there was a key."""


class SealedStore:
    """Wraps a store: what it keeps is written with the first key, and read with any of them.

    So a new key is put before the old one, and the old one goes after 30 days: by then everything was written anew or
    forgotten. Chats' numbers, times and the names of shelves stay readable, because things are found by them; what was
    written before there was a key is read as it is. Without any key all is kept as it is, but a store that was written
    with one is refused: its chats would begin anew, and be kept readable from then on.
    """

    def __init__(self, store: SessionStore, keys: Sequence[str]) -> None:
        self.inner = store
        self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None

    @property
    def healthy(self) -> bool:
        """What the store says."""
        return self.inner.healthy

    async def open(self) -> None:
        """Opens the store; raises StoreError when it was written with a key that is not known here.

        Else a slip in the settings would begin every chat anew.
        """
        await self.inner.open()
        self.readable([item for item in await self.inner.items(SHELF) if item.key == KEY])
        if self._fernet:
            await self.inner.put(SHELF, KEY, self.sealed("the key fits"), 0.0)

    async def close(self) -> None:
        """Closes the store."""
        await self.inner.close()

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator["SealedSlot"]:
        """The chat's slot."""
        async with self.inner.slot(chat, update_id) as slot:
            session = None if slot.session is None else self.opened(slot.session)
            yield SealedSlot(self, slot, session, slot.saved_at, slot.answered)

    async def idle(self, before: float) -> list[int]:
        """The chats saved before a time."""
        return await self.inner.idle(before)

    async def purge(self, before: float, *, chats_before: float = 0.0) -> None:
        """Forgets what is old."""
        await self.inner.purge(before, chats_before=chats_before)

    async def put(self, shelf: str, key: str, value: str, at: float) -> None:
        """Lays a thing on a shelf."""
        await self.inner.put(shelf, key, self.sealed(value), at)

    async def items(self, shelf: str) -> list[Item]:
        """All that lies on a shelf."""
        return [replace(item, value=self.opened(item.value)) for item in await self.inner.items(shelf)]

    async def drop(self, shelf: str, *, key: str | None = None, before: float = 0.0) -> None:
        """Takes things off a shelf."""
        await self.inner.drop(shelf, key=key, before=before)

    def readable(self, items: Iterable[Item]) -> list[Item]:
        """Things as they were put on a shelf; raises StoreError when a key is missing for one of them."""
        opened = [replace(item, value=self.opened(item.value)) for item in items]
        if any(item.value.startswith(_MARK) for item in opened):
            raise StoreError(UNREADABLE if self._fernet else KEYLESS)
        return opened

    def sealed(self, text: str) -> str:
        """A text, encrypted if there is a key."""
        return self._fernet.encrypt(packed(text)).decode() if self._fernet else text

    def opened(self, kept: str) -> str:
        """The text that was encrypted; what no key fits comes back as it is, and is no session to anyone."""
        if not self._fernet or not kept.startswith(_MARK):
            return kept
        try:
            return unpacked(self._fernet.decrypt(kept))
        except (InvalidToken, ValueError):
            return kept


@dataclass
class SealedSlot:
    """One chat's place in a sealed store."""

    store: SealedStore
    inner: Slot
    session: str | None
    saved_at: float
    answered: bool

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps or forgets the session, and that the update was answered."""
        await self.inner.save(None if session is None else self.store.sealed(session), update_id, at)
