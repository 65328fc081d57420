"""How many messages a chat may send at once: a token bucket for each."""

import time
from collections.abc import Callable
from dataclasses import dataclass

BURST = 120
"""Messages that may come at once, far more than a worried person types."""
PER_SECOND = 1.0
"""How quickly room for another comes back: no person types more, and Telegram takes no more replies for a chat."""
RESTED = 30
"""Room that is there again when a flood is over: the next one is told of anew."""
MANY = 10_000
"""Chats remembered; those that have not written for long have a full bucket anyway and are let go."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: bool = False


class Floods:
    """Tells whether a chat sends more than can be answered."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        burst: float | None = None,
        per_second: float | None = None,
    ) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_second
        self._buckets: dict[int, _Bucket] = {}

    def room(self, chat: int) -> float:
        """Takes one message from the chat's bucket; what was in it, at least 1 when the message fits.

        0 for the first message of a flood that does not, below 0 for the others.
        """
        bucket = self._filled(chat)
        if bucket.left >= 1:
            bucket.told = bucket.told and bucket.left < RESTED
            bucket.left -= 1
            return bucket.left + 1
        if bucket.told:
            return -1.0
        bucket.told = True
        return 0.0

    def _filled(self, chat: int) -> _Bucket:
        """The chat's bucket as it is by now."""
        now = self._clock()
        burst = BURST if self._burst is None else self._burst
        per_second = PER_SECOND if self._per_second is None else self._per_second
        bucket = self._buckets.pop(chat, None) or _Bucket(burst, now)
        bucket.left = min(bucket.left + (now - bucket.at) * per_second, burst)
        bucket.at = now
        self._buckets[chat] = bucket  # at the end: the first is the one that wrote longest ago
        if len(self._buckets) > MANY:
            del self._buckets[next(iter(self._buckets))]
        return bucket
