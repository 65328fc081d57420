"""A store whose sessions and shelves are encrypted with keys that only the operator has."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.storage.store import Item, SessionStore, Slot, StoreError, packed, unpacked

SHELF, KEY = "proof of the key", "proof"
_MARK = "gAAAA"
"""How every Fernet token begins: what does not was written before there was a key."""


class SealedStore:
    """Wraps a store: what it keeps is written with the first key, and read with any of them.

    So a new key is put before the old one, and the old one goes after 30 days: by then everything was written anew or
    forgotten. Chats' numbers, times and the names of shelves stay readable, because things are found by them; what was
    written before there was a key is read as it is.
    """

    def __init__(self, store: SessionStore, keys: Iterable[str]) -> None:
        self._store = store
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    @property
    def healthy(self) -> bool:
        """What the store says."""
        return self._store.healthy

    async def open(self) -> None:
        """Opens the store; raises StoreError when it was written with a key that is not known here.

        Else a slip in the settings would begin every chat anew.
        """
        await self._store.open()
        proofs = [item.value for item in await self._store.items(SHELF) if item.key == KEY]
        if any(self.opened(proof) == proof for proof in proofs):
            raise StoreError(
                "SESSION_KEYS cannot read this database: add the key it was written with, after the new one"
            )
        await self._store.put(SHELF, KEY, self.sealed("the key fits"), 0.0)

    async def close(self) -> None:
        """Closes the store."""
        await self._store.close()

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator["SealedSlot"]:
        """The chat's slot."""
        async with self._store.slot(chat, update_id) as slot:
            session = None if slot.session is None else self.opened(slot.session)
            yield SealedSlot(self, slot, session, slot.saved_at, slot.answered)

    async def idle(self, before: float) -> list[int]:
        """The chats saved before a time."""
        return await self._store.idle(before)

    async def purge(self, before: float, *, chats_before: float = 0.0) -> None:
        """Forgets what is old."""
        await self._store.purge(before, chats_before=chats_before)

    async def put(self, shelf: str, key: str, value: str, at: float) -> None:
        """Lays a thing on a shelf."""
        await self._store.put(shelf, key, self.sealed(value), at)

    async def items(self, shelf: str) -> list[Item]:
        """All that lies on a shelf."""
        return [replace(item, value=self.opened(item.value)) for item in await self._store.items(shelf)]

    async def drop(self, shelf: str, *, key: str | None = None, before: float = 0.0) -> None:
        """Takes things off a shelf."""
        await self._store.drop(shelf, key=key, before=before)

    def sealed(self, text: str) -> str:
        """A text, encrypted."""
        return self._fernet.encrypt(packed(text)).decode()

    def opened(self, kept: str) -> str:
        """The text that was encrypted; what no key fits comes back as it is, and is no session to anyone."""
        if not kept.startswith(_MARK):
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
