"""Webhook delivery as Telegram does it: lanes, retries, several connections side by side."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.botapi.post import Answer, Connection
from tests.botapi.updates import Update

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

_FOREIGN = ("get", "setwebhook", "deletewebhook", "close", "logout")  # never carried out from a webhook's answer


@dataclass(slots=True)
class Webhook:
    """Where updates go; error and error_at (Unix time) tell of the last failed delivery."""

    url: str
    secret: str
    max_connections: int
    error: str = ""
    error_at: float = 0.0


class Deliveries:
    """Posts the waiting updates to a webhook until stopped.

    One delivery at a time in each lane, the next after a 2xx. A failed one is repeated at once, then after 2, 4,
    8 ... s, at most 60 to 120 s, or after the Retry-After that the webhook asked for; times server.retry_scale.
    As on the real server only 2 x max_connections updates are looked at: a lane that fails can fill them.
    """

    def __init__(self, server: BotAPI, hook: Webhook) -> None:
        self._server = server
        self._hook = hook
        self._lanes: dict[Hashable, deque[Update]] = {}
        self._ready: asyncio.Queue[Hashable] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._fails: dict[int, int] = {}
        self._loaded = 0
        self._next = server.updates.head()
        self._idle = 0
        self._stopped = False
        self.wake()

    def wake(self) -> None:
        """Look at updates that came in."""
        if self._stopped:
            return
        updates = self._server.updates
        while self._next < updates.next_id and self._loaded < 2 * self._hook.max_connections:
            update = updates.get(self._next)
            self._next += 1
            if update is None:
                continue
            lane = self._lanes.setdefault(update.lane, deque())
            lane.append(update)
            self._loaded += 1
            if len(lane) == 1:
                self._ready.put_nowait(update.lane)
        while self._ready.qsize() > self._idle and len(self._workers) < self._hook.max_connections:
            self._idle += 1  # the worker counts as idle from now on, it runs only later
            self._workers.append(asyncio.create_task(self._work()))

    def stop(self) -> None:
        """Drop what is under way; it stays unacknowledged."""
        self._stopped = True
        for worker in self._workers:
            worker.cancel()

    async def _work(self) -> None:
        connection = Connection(self._hook.url, self._hook.secret)
        try:
            while True:
                name = await self._ready.get()
                self._idle -= 1
                await self._deliver(connection, name)
                self._idle += 1
        finally:
            connection.close()

    async def _deliver(self, connection: Connection, name: Hashable) -> None:
        lane = self._lanes[name]
        update = lane[0]
        answer, error = await self._post(connection, update)
        if error:
            self._repeat(name, update, error, answer.retry_after if answer else 0)
            return
        self._server.updates.remove(update.id)
        self._fails.pop(update.id, None)
        self._loaded -= 1
        lane.popleft()
        if lane:
            self._ready.put_nowait(name)
        else:
            del self._lanes[name]
        self.wake()
        if answer and answer.json and answer.body:
            await self._carry_out(answer.body)

    async def _post(self, connection: Connection, update: Update) -> tuple[Answer | None, str]:
        half = self._server.latency / 2
        try:
            if half:
                await asyncio.sleep(half)
            async with asyncio.timeout(self._server.webhook_timeout):
                answer = await connection.post(update.body)
            if half:
                await asyncio.sleep(half)
        except TimeoutError:
            return None, "Read timeout expired"
        except ConnectionRefusedError:
            return None, "Connection refused"
        except (OSError, EOFError, ValueError):
            return None, "Webhook connection closed"
        ok = 200 <= answer.status <= 299
        return answer, "" if ok else f"Wrong response from the webhook: {answer.status} {answer.reason}"

    def _repeat(self, name: Hashable, update: Update, error: str, retry_after: int) -> None:
        self._hook.error, self._hook.error_at = error, time.time()
        fails = self._fails.get(update.id, 0)
        self._fails[update.id] = fails + 1
        delay = retry_after or (min(2**fails, random.randint(60, 120)) if fails else 0)
        loop = asyncio.get_running_loop()
        loop.call_later(delay * self._server.retry_scale, self._again, name)

    def _again(self, name: Hashable) -> None:
        self._ready.put_nowait(name)
        self.wake()

    async def _carry_out(self, body: bytes) -> None:
        try:
            call = json.loads(body)
        except ValueError:
            return
        method = call.pop("method", "") if isinstance(call, dict) else ""
        if isinstance(method, str) and method and not method.lower().startswith(_FOREIGN):
            await self._server.carry_out(method, call)
