"""A trial: people who write at a steady pace, answered or not, to a bot that is killed or meets faults meanwhile."""

import asyncio
import time
from dataclasses import dataclass, field

from benchmarks.endtoend import bots
from benchmarks.endtoend.load import polled
from benchmarks.endtoend.process import Process
from benchmarks.endtoend.witness import Seen, compare
from tests.botapi import BotAPI, User

JUST = 0.15
"""Seconds before a kill in which a reply may have come out whose turn was not saved yet."""
LATE = 1.0
"""Seconds to wait at the end for what is sent twice."""


@dataclass(slots=True)
class Trial:
    """Who writes what, what each must see, the bot that runs now, and the chats in flight at each kill."""

    server: BotAPI
    place: bots.Place
    people: list[User]
    turns: list[tuple[str, list[str]]]
    process: Process
    said: dict[int, list[float]] = field(default_factory=dict)
    kills: list[tuple[float, set[int]]] = field(default_factory=list)

    def seen(self) -> dict[int, Seen]:
        """What each saw, held against what she was to see."""
        replies: dict[int, list[tuple[str, float]]] = {user.id: [] for user in self.people}
        for one in self.server.sent:
            replies[one.body["chat"]["id"]].append((str(one.body.get("text", "")).strip(), one.at))
        turns = [expected for _, expected in self.turns]
        return {chat: compare(turns, shown) for chat, shown in replies.items()}

    def unanswered(self) -> int:
        """Messages not answered in full, those to come included."""
        return sum(len(self.turns) - seen.answered for seen in self.seen().values())

    async def write(self, rate: float) -> None:
        """Everybody writes in turn, so many messages a second in all."""
        began, number = time.monotonic(), 0
        for text, _ in self.turns:
            for user in self.people:
                await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
                self.said.setdefault(user.id, []).append(time.time())
                await user.says(text)
                number += 1

    async def last(self, rate: float, every: float | None) -> None:
        """Lasts until all is answered; kills the bot again and again, when it has worked for `every` seconds."""
        writing = asyncio.create_task(self.write(rate))
        try:
            while not await self._over(writing, every or 1.0):
                if every is not None:
                    await self._kill()
            await writing
            await asyncio.sleep(LATE)
        finally:
            writing.cancel()

    async def _over(self, writing: asyncio.Task[None], seconds: float) -> bool:
        """Whether all is written and answered, within so many seconds."""
        end = time.monotonic() + seconds
        await asyncio.wait((writing,), timeout=seconds)
        while (waiting := bool(self.unanswered())) and (left := end - time.monotonic()) > 0:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(min(left, 0.2))
        return writing.done() and not waiting

    async def _kill(self) -> None:
        self.kills.append((time.time(), self._in_flight()))
        self.process.kill()
        self.server.log.clear()
        self.process = bots.ours(self.place)
        await polled(self.server, self.process)

    def _in_flight(self) -> set[int]:
        """The chats with a message that is not answered, or whose answer came a moment ago."""
        just = time.time() - JUST - self.server.latency
        lately = {one.body["chat"]["id"] for one in self.server.sent if one.at > just}
        waiting = {chat for chat, seen in self.seen().items() if len(self.said.get(chat, ())) > seen.answered}
        return lately | waiting
