"""Questions that found no answer, kept for support staff without anything that tells who asked."""

import secrets
from collections.abc import Sequence
from contextlib import suppress

from bot.core.polyglot import MAIN
from bot.storage.opening import items_of, store_for
from bot.storage.store import SessionStore, StoreError

SHELF = "unanswered"
KEPT = 30 * 24 * 3600.0
"""Seconds that a wording is kept."""
_DAY = 24 * 3600.0


class Unanswered:
    """The wordings of such questions: masked, and with the day only, so that no order of turns can be told."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store

    async def keep(self, wording: str, at: float, language: str = MAIN) -> None:
        """Keeps one wording; while the database is down it is let go."""
        with suppress(StoreError):
            await self._store.put(SHELF, f"{language} {secrets.token_hex(8)}", wording, at // _DAY * _DAY)

    async def wordings(self, language: str = MAIN) -> list[str]:
        """All that is kept of chats in a language, in no order but that of their days; raises StoreError."""
        return [item.value for item in await self._store.items(SHELF) if _language(item.key) == language]

    async def drop(self, wordings: set[str]) -> None:
        """Lets go of some wordings, each as often as it was asked; raises StoreError."""
        for item in await self._store.items(SHELF):
            if item.value in wordings:
                await self._store.drop(SHELF, key=item.key)

    async def purge(self, now: float) -> None:
        """Lets go of what is too old."""
        with suppress(StoreError):
            await self._store.drop(SHELF, before=now - KEPT)


class Kept:
    """The wordings kept in the database of a bot, which may be running: for support staff."""

    def __init__(self, url: str, keys: Sequence[str] = (), language: str = MAIN) -> None:
        self._language = language
        self._url = url
        self._keys = keys

    async def wordings(self) -> list[str]:
        """All that is kept of chats in the language; the database is only looked at, and need not be there.

        Raises StoreError.
        """
        items = await items_of(self._url, SHELF, keys=self._keys)
        return [item.value for item in items if _language(item.key) == self._language]

    async def drop(self, wordings: set[str]) -> None:
        """Lets go of some wordings; raises StoreError."""
        store = store_for(self._url, keys=self._keys)
        await store.open()
        try:
            await Unanswered(store).drop(wordings)
        finally:
            await store.close()


def _language(key: str) -> str:
    """The language that a key begins with; those of an earlier release have none."""
    language, space, _ = key.partition(" ")
    return language if space else MAIN
