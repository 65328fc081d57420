"""The queue of updates that wait for the bot, and getUpdates on it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.botapi.errors import APIError

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

FIRST_ID = 100_000_001
_GATHER = 0.001  # s; the real server waits so long after an update for more of them (LONG_POLL_WAIT_AFTER)
_BY_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Update:
    """An update as JSON bytes; updates of one lane reach a webhook one after the other."""

    id: int
    lane: Hashable
    body: bytes


class Updates:
    """Unacknowledged updates in order of their ids, for one server."""

    def __init__(self, server: BotAPI) -> None:
        self._server = server
        self.allowed: frozenset[str] | None = None
        self.next_id = FIRST_ID
        self._head = FIRST_ID
        self._pending: dict[int, Update] = {}
        self._waiter: asyncio.Future[None] | None = None
        self._woken = False
        self._last_offset: int | None = None
        self._last_start = 0.0
        self._next_conflict = 0.0
        self._empty = asyncio.Event()

    def __len__(self) -> int:
        return len(self._pending)

    def allow(self, kinds: object) -> None:
        """Set allowed_updates as Telegram does: an empty list is the default, anything odd changes nothing."""
        if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds):
            self.allowed = frozenset(kinds) or None

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind are kept for the bot."""
        return kind not in _BY_REQUEST if self.allowed is None else kind in self.allowed

    def push(self, kind: str, payload: object, lane: Hashable, update_id: int | None = None) -> int | None:
        """Queue an update and give its id, or None when the bot does not want the kind."""
        if not self.wants(kind):
            return None
        if update_id is not None and update_id < self.next_id:
            raise ValueError(f"update_id {update_id} is used up: give {self.next_id} or more, or none")
        update_id = self.next_id if update_id is None else update_id
        self.next_id = update_id + 1
        body = json.dumps({"update_id": update_id, kind: payload}, separators=(",", ":")).encode()
        self._pending[update_id] = Update(update_id, lane, body)
        self._empty.clear()
        if self._waiter is not None and not self._woken:
            self._woken = True
            asyncio.get_running_loop().call_later(_GATHER, _wake, self._waiter)
        return update_id

    def get(self, update_id: int) -> Update | None:
        """A waiting update."""
        return self._pending.get(update_id)

    def remove(self, update_id: int) -> None:
        """Acknowledge one update."""
        self._pending.pop(update_id, None)
        self._told()

    def clear(self) -> None:
        """Forget all waiting updates."""
        self._pending.clear()
        self._head = self.next_id
        self._told()

    async def emptied(self) -> None:
        """Wait until nothing waits for the bot any more."""
        while self._pending:
            await self._empty.wait()

    def _told(self) -> None:
        if not self._pending:
            self._empty.set()

    def head(self) -> int:
        """The id of the oldest waiting update, the next id when there is none."""
        while self._head < self.next_id and self._head not in self._pending:
            self._head += 1
        return self._head

    async def poll(self, offset: int, limit: int, seconds: float) -> bytes:
        """The answer to getUpdates as a JSON array; APIError 409 when another poll ends this one."""
        now = time.monotonic()
        if offset == self._last_offset and now < self._last_start + self._server.repeat_window:
            limit = 1
        self._last_offset, self._last_start = offset, now
        if offset < 0:
            offset = max(self.head(), self.next_id + offset)
        batch = self._take(offset, limit)
        if not batch and seconds > 0:
            await self._wait(seconds)
            batch = self._take(offset, limit)
        return b"[" + b",".join(batch) + b"]"

    def end_poll(self, conflict: str) -> None:
        """End the waiting getUpdates, if there is one, with a 409."""
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(APIError(409, conflict))

    async def refuse(self, conflict: APIError) -> None:
        """Raise the conflict: at once, or after a pause when the last one was a moment ago, as the real server."""
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(self._server.conflict_pause)
        else:
            self._next_conflict = now + self._server.conflict_pause
        raise conflict

    def _take(self, offset: int, limit: int) -> list[bytes]:
        if offset > self.next_id:  # the real server forgets nothing for an offset from the future
            offset = self.head()
        while self._head < offset:
            self._pending.pop(self._head, None)
            self._head += 1
        self._told()
        batch: list[bytes] = []
        at = self.head()
        while at < self.next_id and len(batch) < limit:
            if update := self._pending.get(at):
                batch.append(update.body)
            at += 1
        return batch

    async def _wait(self, seconds: float) -> None:
        self.end_poll(_OTHER_POLL)
        loop = asyncio.get_running_loop()
        waiter = self._waiter = loop.create_future()
        self._woken = False
        timer = loop.call_later(seconds, _wake, waiter)
        try:
            await waiter
        except APIError as conflict:
            await self.refuse(conflict)
        finally:
            timer.cancel()
            if self._waiter is waiter:
                self._waiter = None


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
