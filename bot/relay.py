"""Which chat a question came from that was passed on to the clinic's staff, until it is closed."""

import json
from contextlib import suppress

from bot.storage.store import SessionStore, StoreError

SHELF = "passed on"
OPEN = 48 * 3600.0
"""Seconds in which the staff's answer still finds her."""


class PassedOn:
    """The chats by the number of the message that the staff read; nothing of what was written."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store

    async def keep(self, messages: list[int], chat: int, at: float) -> None:
        """Keeps where the staff's answer to any of these messages goes; raises StoreError."""
        for message in messages:
            await self._store.put(SHELF, str(message), json.dumps(chat), at)

    async def chat(self, message: int, now: float) -> int | None:
        """The chat that a message of the staff's chat came from, while it is open; raises StoreError."""
        for item in await self._store.items(SHELF):
            if item.key == str(message) and item.at >= now - OPEN:
                return int(item.value)
        return None

    async def forget(self, chat: int) -> None:
        """Closes all questions of a chat; raises StoreError."""
        for item in await self._store.items(SHELF):
            if item.value == json.dumps(chat):
                await self._store.drop(SHELF, key=item.key)

    async def purge(self, now: float) -> None:
        """Closes what is too old."""
        with suppress(StoreError):
            await self._store.drop(SHELF, before=now - OPEN)
