"""Updates that are stuck and stand in the way of others, kept in the database until they are answered.

Telegram gives 100 updates at a time, from the first that is not acknowledged on. When it makes one chat wait for long
(429), that chat's message would hide whatever others write after the next hundred. So it is acknowledged, and kept
here: the only case in which words of a person are stored, until she has her answer.
"""

import json
from typing import Any

from bot.storage.store import SessionStore, StoreError
from bot.telemetry import LOG

SHELF = "parked updates"
MOST = 1000
"""Updates kept at a time; when there is no room, the rest waits with Telegram."""


class Parking:
    """The updates kept, by number."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store
        self.numbers: set[int] = set()

    async def parked(self) -> list[tuple[int, Any]]:
        """What an earlier run of the program left, in its order; nothing when the database cannot tell now."""
        try:
            found = sorted((int(item.key), json.loads(item.value)) for item in await self._store.items(SHELF))
        except (StoreError, ValueError):
            LOG.error("parked updates could not be read; they are answered after a restart with a sound database")
            return []
        self.numbers = {number for number, _ in found}
        return found

    async def park(self, number: int, raw: Any) -> None:
        """Keeps an update, if there is room and the database works."""
        if len(self.numbers) >= MOST:
            return
        try:
            await self._store.put(SHELF, str(number), json.dumps(raw), float(number))
        except StoreError:
            return
        self.numbers.add(number)

    async def release(self, number: int) -> None:
        """Lets go of an update that is finished."""
        if number not in self.numbers:
            return
        try:
            await self._store.drop(SHELF, key=str(number))
        except StoreError:
            LOG.warning("a parked update could not be let go; it is recognised as answered after a restart")
        self.numbers.discard(number)
