"""Slows all calls down once Telegram tells most of them to wait: then it means the whole bot and not one chat.

Telegram takes about 30 messages a second from a bot, and more from some; it does not say how many from which. So
nothing is held back before Telegram asks for it, and a bot that is asked does not run into the next refusals.
"""

import asyncio
import time
from collections import deque

RECENT = 20
"""Calls looked at; when more than half of them were told to wait, the bot slows down."""
PER_SECOND = 25.0
"""Calls a second then, a little less than Telegram takes from any bot."""
CALM = 1.0
"""Seconds without anybody in line, after which all calls go out at once again."""


class Pace:
    """The line in which calls wait while the bot is slowed down."""

    def __init__(self) -> None:
        self._told: deque[bool] = deque(maxlen=RECENT)
        self._slow = False
        self._next = 0.0

    def heard(self, wait: bool) -> None:
        """Notes what Telegram answered to a call: to wait, or anything else."""
        self._told.append(wait)
        if sum(self._told) * 2 > RECENT:
            self._told.clear()
            self._slow = True
            self._next = max(self._next, time.monotonic())

    async def turn(self) -> None:
        """Waits for this call's turn; not at all as long as all is well."""
        if not self._slow:
            return
        now = time.monotonic()
        if now - self._next > CALM:
            self._slow = False
            return
        self._next = max(self._next, now) + 1 / PER_SECOND
        await asyncio.sleep(self._next - now)
