"""Several replicas on one PostgreSQL: whichever of them a message reaches, it is answered once and in its order."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.address import Address
from bot.channels.web import serving
from bot.core.knowledge import Knowledge
from bot.storage.postgres import PostgresSlot, PostgresStore
from bot.storage.store import StoreError
from tests.botapi import BotAPI
from tests.conftest import ROOT, until
from tests.hooked import SECRET, Hooked, free_port, hooked, message

if TYPE_CHECKING:
    from tests.storage.postgres import Server

pytest_plugins = ["tests.storage.postgres"]
TOKEN = "123456:" + "SecretPartOfTheToken_" * 2
CHATS, MESSAGES = 30, 10
SAID = ("/start", "/help", "/privacy")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the PostgreSQL of the tests is built for Unix")


class Balancer:
    """Sprays what Telegram posts over all replicas in turn, with nothing kept between two posts."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports
        self._posts = 0
        self._web = httpx.AsyncClient(timeout=30, trust_env=False, verify=False)
        self.carried: Counter[int] = Counter()
        self.broken: list[int] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Serves within the block; gives the address for Telegram."""
        at = Address("127.0.0.1", free_port())
        async with self._web, serving(Starlette(routes=[Route("/telegram", self._pass_on, methods=["POST"])]), at):
            yield f"http://{at.host}:{at.port}/telegram"

    async def _pass_on(self, request: Request) -> Response:
        body = await request.body()
        port = self._ports[self._posts % len(self._ports)]
        self._posts += 1
        try:
            answer = await self._web.post(f"http://127.0.0.1:{port}/telegram", content=body, headers=request.headers)
        except httpx.HTTPError as error:
            if not isinstance(error, httpx.ConnectError):
                self.broken.append(json.loads(body)["message"]["chat"]["id"])
            return Response(status_code=502)
        self.carried[port] += answer.status_code == 200
        return Response(status_code=answer.status_code)


@asynccontextmanager
async def replica(folder: Path, server: BotAPI, url: str, database: str, port: int) -> AsyncIterator[Process]:
    """The program as a process of its own, killed at the end."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    settings = {
        "TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_BASE_URL": server.base_url, "DATABASE_URL": database,
        "WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET, "PORT": str(port), "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "run_bot.py"), cwd=folder, env=keep | settings, stdin=DEVNULL
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def is_ready(port: int) -> None:
    """Waits until a replica takes updates."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as web, asyncio.timeout(90):
        while True:
            with suppress(httpx.HTTPError):
                if (await web.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)


async def test_three_replicas_and_one_is_killed(tmp_path: Path, postgres: "Server", knowledge: Knowledge) -> None:
    """Kill -9 of one of three in the middle: all is answered, in order, and twice only what was under way in it."""
    server = BotAPI(TOKEN, latency=0.01, retry_scale=0.01, webhook_pause=0)
    ports, database = [free_port() for _ in range(3)], postgres.database()
    balancer = Balancer(ports)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(server.running())
        url = await stack.enter_async_context(balancer.running())
        replicas = [await stack.enter_async_context(replica(tmp_path, server, url, database, port)) for port in ports]
        await asyncio.gather(*map(is_ready, ports))
        await until(lambda: len(server.calls("getMyShortDescription")) >= 3)
        people = [server.user(5000 + number) for number in range(CHATS)]
        for number in range(MESSAGES):
            for person in people:
                await person.says(SAID[number % len(SAID)])
        await until(lambda: len(server.sent) > CHATS * MESSAGES // 3, 60)
        replicas[1].kill()
        await server.acknowledged(90)
    titles = [getattr(knowledge.replies, text[1:]).title for text in SAID]
    expected = [titles[number % len(titles)] for number in range(MESSAGES)]
    repeated: Counter[int] = Counter()
    for person in people:
        found = [reply.text.split("\n")[0] for reply in person.chat.screen()]
        assert [title for title, _ in groupby(found)] == expected, person.id
        repeated[person.id] = len(found) - MESSAGES
    assert repeated <= Counter(balancer.broken)
    assert all(balancer.carried[port] > 20 for port in ports)
    assert not overlapping(server, set(balancer.broken))


def overlapping(server: BotAPI, but: set[int]) -> list[int]:
    """The chats in which two replies were sent at the same time, except those that were cut off by the kill."""
    ended: dict[int, float] = {}
    found = []
    for call in server.calls("sendMessage"):
        chat = int(call.params["chat_id"])
        if call.at < ended.get(chat, 0) and chat not in but:
            found.append(chat)
        ended[chat] = max(ended.get(chat, 0), call.ended or 0)
    return found


class Probe(PostgresStore):
    """A store that notes how many turns of one chat are under way at once, among all replicas."""

    under_way: Counter[int]
    most = 0
    turns = 0

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator[PostgresSlot]:
        """The chat's slot; a turn is over when its save begins, since that gives up the chat."""
        async with super().slot(chat, update_id) as slot:
            self.under_way[chat] += 1
            self.most = max(self.most, self.under_way[chat])
            self.turns += 1
            probed = ProbedSlot(slot.connection, chat, slot.session, slot.saved_at, slot.answered, self.under_way)
            yield probed
            self.under_way[chat] -= not probed.saved


@dataclass
class ProbedSlot(PostgresSlot):
    under_way: Counter[int]
    saved: bool = False

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        self.under_way[self.chat] -= 1
        self.saved = True
        await super().save(session, update_id, at)


async def test_messages_of_a_chat_at_all_replicas_at_once(postgres: "Server", knowledge: Knowledge) -> None:
    """All at once to any replica, some to two: never two turns of a chat at once, and each answered once."""
    server = BotAPI(TOKEN, latency=0.002)
    database, under_way = postgres.database(), Counter[int]()
    people = [server.user(6000 + number) for number in range(15)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(server.running())
        bots, stores = [], []
        for _ in range(3):
            store = Probe(database, connections=20)
            store.under_way = under_way
            await store.open()
            stack.push_async_callback(store.close)
            stores.append(store)
            bots.append(await stack.enter_async_context(hooked(server, knowledge, store)))
        updates = [message(person.id, "/help") for _ in range(8) for person in people]
        twice = updates[::3]
        await asyncio.gather(*(taken(bots, number, update) for number, update in enumerate([*updates, *twice])))
    assert [len(person.chat.screen()) for person in people] == [8] * len(people)
    assert all(store.most == 1 and store.turns > 20 for store in stores)
    assert sum(store.turns for store in stores) >= len(updates) + len(twice)


async def taken(bots: list[Hooked], number: int, update: dict[str, object]) -> None:
    """Posts an update to one replica after the other until one takes it, as Telegram does."""
    for attempt in range(20):
        if await bots[(number + attempt) % len(bots)].posts(update) == 200:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("an update is not taken")


async def test_one_replica_is_told_to_stop(postgres: "Server", knowledge: Knowledge) -> None:
    """SIGTERM to one of two costs nothing: what it has begun it ends, and the other takes the rest."""
    server = BotAPI(TOKEN, latency=0.005, retry_scale=0.01, webhook_pause=0)
    stores = [PostgresStore(url) for url in [postgres.database()] for _ in range(2)]
    people = [server.user(7000 + number) for number in range(6)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(server.running())
        bots = []
        for store in stores:
            await store.open()
            stack.push_async_callback(store.close)
            bots.append(await stack.enter_async_context(hooked(server, knowledge, store)))
        balancer = Balancer([bot.address.port for bot in bots])
        url = await stack.enter_async_context(balancer.running())
        hook = server.webhook
        assert hook is not None
        hook.url = url
        server.set_webhook(hook)
        for _ in range(MESSAGES):
            for person in people:
                await person.says("/help")
        await until(lambda: len(server.sent) > 20)
        bots[0].stop.set()
        await bots[0].running
        await server.acknowledged(20)
    assert [len(person.chat.screen()) for person in people] == [MESSAGES] * len(people)
    with pytest.raises(StoreError):
        await stores[0].idle(0)
