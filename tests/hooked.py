"""The whole bot on a webhook, and what Telegram would post to it."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bot.app import Bot
from bot.channels.address import Address
from bot.channels.telegram.running import Line, serve
from bot.channels.telegram.webhook import Hook
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from bot.storage.store import SessionStore
from bot.telemetry import Telemetry
from bot.telemetry.metrics import Metrics
from tests.botapi import BotAPI
from tests.conftest import introduced, until

SECRET = "a-secret_of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_numbers = count(900_000_001)


@dataclass
class Hooked:
    """A bot that listens at a port of its own; `posts` speaks to it as Telegram does."""

    bot: Bot
    store: Any
    address: Address
    stop: asyncio.Event
    running: asyncio.Task[None]
    web: httpx.AsyncClient

    async def posts(self, update: Any, **headers: Any) -> int:
        """Posts an update, or bytes as they are; the status of the answer."""
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        return (await self.web.post("/telegram", content=body, headers={HEADER: SECRET} | headers)).status_code

    async def metrics(self) -> dict[str, float]:
        """All counters, by name and labels: `bot_turns_total{kind=text}`."""
        text = (await self.web.get("/metrics")).text
        found = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                labels = ",".join(f"{name}={value}" for name, value in sample.labels.items())
                found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
        return found


@asynccontextmanager
async def hooked(
    server: BotAPI,
    knowledge: Knowledge,
    store: SessionStore | None = None,
    *,
    dialogue: Dialogue | None = None,
    url: str = "",
    polling: bool = False,
    wait: bool = True,
) -> AsyncIterator[Hooked]:
    """The bot until the block ends, with health and metrics; `url` is where the server posts to, if elsewhere."""
    address = Address("127.0.0.1", free_port())
    base = f"http://{address.host}:{address.port}"
    hook = None if polling else Hook(url or f"{base}/telegram", SECRET)
    store = store or MemoryStore()
    bot = Bot(dialogue or Dialogue(knowledge), store, Telemetry(b"key", Metrics("content")))
    stop = asyncio.Event()
    line = Line(server.token, server.base_url, hook, address)
    server.webhook_pause = 0
    running = asyncio.create_task(serve(bot, line, stop))
    # Without the environment's proxies and certificates, which take 20 ms to read.
    async with httpx.AsyncClient(base_url=base, timeout=15, trust_env=False, verify=False) as web:
        one = Hooked(bot, store, address, stop, running, web)
        try:
            if wait:
                await until(lambda: running.done() or introduced(server))
                server.log.clear()
            yield one
        finally:
            stop.set()
            await running


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def message(chat: int, text: Any, /, **more: Any) -> dict[str, Any]:
    """A message in a private chat, as Telegram posts it, under a number of its own."""
    person = {"id": chat, "is_bot": False, "first_name": "Pat"}
    body = {
        "message_id": 1, "date": int(time.time()), "from": person, "text": text,
        "chat": {"id": chat, "type": "private", "first_name": "Pat"},
    }  # fmt: skip
    if isinstance(text, str) and text.startswith("/"):
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return {"update_id": next(_numbers), "message": body | more}


def press(chat: int, data: Any, /, **more: Any) -> dict[str, Any]:
    """A press of a button, as Telegram posts it."""
    shown = message(chat, "a question")["message"] | {"from": {"id": 1, "is_bot": True, "first_name": "Bot"}}
    body = {"id": "77", "from": {"id": chat, "is_bot": False, "first_name": "Pat"}, "chat_instance": "5"}
    return {"update_id": next(_numbers), "callback_query": body | {"message": shown, "data": data} | more}
