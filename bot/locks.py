"""One turn of a chat at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Locks:
    """A lock for each chat, first come, first served; it lives only while someone wants it."""

    def __init__(self) -> None:
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def alone(self, chat: int) -> AsyncIterator[None]:
        """Nobody else has a turn in this chat until the block ends."""
        lock, wanted = self._locks.get(chat, (asyncio.Lock(), 0))
        self._locks[chat] = lock, wanted + 1
        try:
            async with lock:
                yield
        finally:
            lock, wanted = self._locks[chat]
            if wanted == 1:
                del self._locks[chat]
            else:
                self._locks[chat] = lock, wanted - 1
