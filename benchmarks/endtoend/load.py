"""People who write to a bot, each the next message when the last is answered."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.endtoend.process import Process
from tests.botapi import BotAPI, User

TEXTS = ("/help", "what is cervical insufficiency", "what causes it", "/privacy", "how long does the stitch stay in")
"""Messages that our bot surely answers with one reply each; the echo bots say them back."""
PATIENCE = 30.0
"""Seconds to wait for one reply."""


@dataclass(slots=True)
class Load:
    """What came of it: seconds from message to reply, and messages that were not answered."""

    waited: list[float] = field(default_factory=list)
    unanswered: int = 0
    seconds: float = 0.0
    cpu: float = 0.0


async def polled(server: BotAPI, process: Process, seconds: float = 20.0) -> float:
    """Waits until a bot asks for updates, or says where to post them; gives the seconds since it was started."""
    async with asyncio.timeout(seconds):
        while True:
            for call in server.log:
                if call.method == "getUpdates" or (call.method == "setWebhook" and call.status == 200):
                    return call.at - process.began
            if not process.alive:
                raise RuntimeError(f"the bot ended at its start: {process.last_words}")
            await asyncio.sleep(0.005)


async def load(server: BotAPI, process: Process, chats: int, messages: int, limit: float) -> Load:
    """So many chats side by side write so many messages in all; stops after `limit` seconds."""
    people = [server.user(1000 + number) for number in range(chats)]
    await asyncio.gather(*(_talks(user, TEXTS[:1], Load()) for user in people))
    done, share = Load(), max(1, messages // chats)
    began, cpu = time.perf_counter(), process.cpu
    talks = [asyncio.create_task(_talks(user, _texts(number, share), done)) for number, user in enumerate(people)]
    _, late = await asyncio.wait(talks, timeout=limit)
    for talk in late:
        talk.cancel()
    done.seconds, done.cpu = time.perf_counter() - began, process.cpu - cpu
    done.unanswered = chats * share - len(done.waited)
    return done


def _texts(first: int, count: int) -> list[str]:
    return [TEXTS[(first + number) % len(TEXTS)] for number in range(count)]


async def _talks(user: User, texts: Sequence[str], done: Load) -> None:
    for text in texts:
        began = time.perf_counter()
        await user.says(text)
        await user.reply(PATIENCE)
        done.waited.append(time.perf_counter() - began)
