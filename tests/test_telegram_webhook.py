"""A posted update is taken only when it is answered and saved, and nothing that is posted does harm."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from bot.channels import web
from bot.channels.address import Address, ListenError
from bot.channels.telegram.running import Line, serve
from bot.channels.telegram.webhook import TRIES, Hook
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Event, Text
from bot.core.session import Session
from bot.core.turn import Turn
from bot.storage.fallback import FallbackStore
from bot.storage.memory import MemorySlot, MemoryStore
from bot.storage.store import StoreBusyError, StoreError
from tests.botapi import BotAPI, User
from tests.conftest import until
from tests.hooked import HEADER, SECRET, Hooked, free_port, hooked, message
from tests.logged import logged


@pytest.fixture
def ann(server: BotAPI) -> User:
    """A patient in a private chat."""
    return server.user(first_name="Ann")


@pytest.fixture
async def bot(server: BotAPI, knowledge: Knowledge) -> AsyncIterator[Hooked]:
    """The bot on a webhook."""
    async with hooked(server, knowledge) as bot:
        yield bot


class HeldStore(MemoryStore):
    """A store whose saves wait until they are let go, and fail as they are told to."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()
        self.failures: list[Exception] = []
        self.saves = 0

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator[MemorySlot]:
        session, saved_at = self.sessions.get(chat, (None, 0.0))
        yield HeldSlot(self, chat, session, saved_at, update_id in self.updates, self)


@dataclass
class HeldSlot(MemorySlot):
    held: HeldStore = field(kw_only=False)

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        self.held.saves += 1
        await self.held.let_go.wait()
        if self.held.failures:
            raise self.held.failures.pop(0)
        await super().save(session, update_id, at)


# Who may post


async def test_who_does_not_show_the_secret_is_refused(server: BotAPI, bot: Hooked, ann: User) -> None:
    """403 without the secret or with another, whatever its bytes, and nothing is answered."""
    update = message(ann.id, "/start")
    for shown in (b"", b"wrong", SECRET[:-1].encode(), f"{SECRET}x".encode(), b"\xff\x80", SECRET.encode() + b"\xe9"):
        found = await bot.web.post("/telegram", json=update, headers=[(HEADER.encode(), shown)])
        assert (found.status_code, found.content) == (403, b""), shown
    assert (await bot.web.post("/telegram", json=update)).status_code == 403
    await ann.silence(0.05)
    assert not server.log
    assert await bot.posts(update) == 200
    await ann.reply()


async def test_other_pages(bot: Hooked) -> None:
    """Updates are only taken by POST, and there is nothing else to see."""
    assert (await bot.web.get("/telegram", headers={HEADER: SECRET})).status_code == 405
    assert (await bot.web.post("/", headers={HEADER: SECRET})).status_code == 404


# When an update is taken


async def test_before_telegram_was_reached(server: BotAPI, knowledge: Knowledge, ann: User) -> None:
    """What comes in while Telegram cannot be reached yet is refused for now, and is answered when it comes again."""
    server.fault("getMe", "502", chance=1.0)
    update = message(ann.id, "/start")
    async with hooked(server, knowledge, wait=False) as bot:
        await until(lambda: bool(server.calls("getMe")))
        found = await bot.web.post("/telegram", json=update, headers={HEADER: SECRET})
        assert (found.status_code, found.headers["Retry-After"]) == (503, "2")
        server.faults.clear()
        await until(lambda: bool(server.calls("setWebhook")))
        assert await bot.posts(update) == 200
        assert len(await ann.replies(1)) == 1


async def test_a_webhook_that_telegram_refuses(server: BotAPI, knowledge: Knowledge) -> None:
    """Until Telegram takes WEBHOOK_URL the bot is not ready, and its log says what to mend; then it goes on."""
    server.fault("setWebhook", "400", chance=1.0)
    with logged() as log:
        async with hooked(server, knowledge, wait=False) as bot:
            await until(lambda: "telegram refuses WEBHOOK_URL" in log.getvalue())
            assert (await bot.web.get("/readyz")).json() == {"database": True, "telegram": False}
            server.faults.clear()
            async with asyncio.timeout(20):
                while (await bot.web.get("/readyz")).status_code != 200:  # noqa: ASYNC110  # it tells nobody
                    await asyncio.sleep(0.05)


async def test_taken_only_when_answered_and_saved(server: BotAPI, knowledge: Knowledge, ann: User) -> None:
    """200 waits for the reply and then for the save."""
    store = HeldStore()
    async with hooked(server, knowledge, store) as bot:
        slow = server.fault("sendMessage", "delay", seconds=0.1)
        posting = asyncio.create_task(bot.posts(message(ann.id, "/start")))
        await until(lambda: slow.hits > 0)
        assert store.saves == 0
        await ann.reply()
        await until(lambda: store.saves > 0)
        await asyncio.sleep(0.05)
        assert not posting.done()
        store.let_go.set()
        assert await posting == 200
        assert ann.id in store.sessions


@pytest.mark.parametrize("fault", [StoreBusyError("busy"), StoreError("down"), RuntimeError("odd")])
async def test_a_save_that_fails(server: BotAPI, knowledge: Knowledge, ann: User, fault: Exception) -> None:
    """What could not be saved is not taken: it comes again, is answered and saved, and then never again."""
    store = HeldStore()
    store.let_go.set()
    store.failures = [fault]
    update = message(ann.id, "/start")
    async with hooked(server, knowledge, store) as bot:
        assert await bot.posts(update) in (500, 503)
        assert not store.updates
        assert [await bot.posts(update) for _ in range(3)] == [200] * 3
    assert store.updates.keys() == {update["update_id"]}
    assert len(server.sent) == 2  # the reply that was not saved, and the one that was


async def test_a_save_that_fails_with_a_memory_beside_it(server: BotAPI, knowledge: Knowledge, ann: User) -> None:
    """A database that is down costs no second answer: the update is remembered beside it and taken."""
    store = HeldStore()
    store.let_go.set()
    store.failures = [StoreError("down"), StoreError("down")]
    update = message(ann.id, "/start")
    async with hooked(server, knowledge, FallbackStore(store, lambda _down, _says: None)) as bot:
        assert [await bot.posts(update) for _ in range(3)] == [200] * 3
    assert len(server.sent) == 1


async def test_an_update_that_comes_again(server: BotAPI, bot: Hooked, ann: User) -> None:
    """An update is answered once, also when it comes twice at the same time or after others."""
    update, other = message(ann.id, "/start"), message(ann.id, "/help")
    assert await asyncio.gather(*(bot.posts(one) for one in (update, update, update))) == [200] * 3
    assert await bot.posts(other) == 200
    assert await bot.posts(update) == 200
    assert len(server.sent) == 2


async def test_one_chat_waits_alone(server: BotAPI, bot: Hooked, knowledge: Knowledge, ann: User) -> None:
    """While a reply to one chat hangs, another's messages are answered in their order; then hers are, in theirs."""
    bob, says = server.user(first_name="Bob"), knowledge.replies
    titles = [says.start.title, says.help.title, says.privacy.title, says.start.title]
    slow = server.fault("sendMessage", "delay", chat=ann.id, seconds=3)
    for text in ("/start", "/help", "/privacy", "/start"):
        await ann.says(text)
        await bob.says(text)
    assert [reply.text.split("\n")[0] for reply in await bob.replies(4, 2.5)] == titles
    assert (slow.hits, len(server.sent)) == (1, 4)
    assert [reply.text.split("\n")[0] for reply in await ann.replies(4)] == titles
    await server.acknowledged()


class Poisoned(Dialogue):
    """A dialogue that fails at one word, each time."""

    failures = 0

    def turn(self, session: Session, event: Event) -> Turn:
        if isinstance(event, Text) and event.text == "poison":
            self.failures += 1
            raise ZeroDivisionError("poison")
        return super().turn(session, event)


async def test_an_update_that_always_fails(server: BotAPI, knowledge: Knowledge, ann: User) -> None:
    """An update that fails each time is given up after some tries, and her next message gets through."""
    dialogue = Poisoned(knowledge)
    server.retry_scale = 0.001
    with logged() as log:
        async with hooked(server, knowledge, dialogue=dialogue) as bot:
            await ann.says("poison")
            await ann.says("/help")
            assert (await ann.reply()).text.startswith(str(knowledge.replies.help.title))
            await server.acknowledged()
            found = await bot.metrics()
    assert dialogue.failures == TRIES
    assert found["bot_updates_skipped_total{why=gave up}"] == 1
    assert found["bot_updates_in_work"] == 0
    assert log.getvalue().count("ZeroDivisionError") == TRIES
    assert "poison" not in log.getvalue()


# Stopping and starting


async def test_stopping_finishes_what_is_under_way(server: BotAPI, knowledge: Knowledge, ann: User) -> None:
    """At the end a turn is finished, saved and taken; new updates meet a closed door and wait for the next start."""
    store = HeldStore()
    bob = server.user(first_name="Bob")
    server.retry_scale = 0.05
    async with hooked(server, knowledge, store) as bot:
        await ann.says("/start")
        await until(lambda: store.saves > 0)
        began = time.monotonic()
        bot.stop.set()
        await asyncio.sleep(0.25)
        with pytest.raises(httpx.ConnectError):
            await bot.posts(message(bob.id, "/start"))
        await bob.says("/help")
        assert not bot.running.done()
        store.let_go.set()
    assert time.monotonic() - began < 3
    assert ann.id in store.sessions
    assert server.pending() == 1
    async with hooked(server, knowledge, store):
        await bob.reply()
        await server.acknowledged()
    assert len(server.sent) == 2


async def test_stopping_while_a_reply_cannot_go_out(
    server: BotAPI, knowledge: Knowledge, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be finished in time is dropped, not taken, and answered once after the next start."""
    assert web.DRAIN < 9
    monkeypatch.setattr(web, "DRAIN", 0.3)
    server.retry_scale = 0.05
    store = MemoryStore()
    async with hooked(server, knowledge, store) as bot:
        stuck = server.fault("*", "hang", chat=ann.id, chance=1.0)
        await ann.says("/start")
        await until(lambda: stuck.hits > 0)
        began = time.monotonic()
        bot.stop.set()
        await bot.running
    assert time.monotonic() - began < 2
    assert (server.pending(), store.sessions) == (1, {})
    server.faults.clear()
    async with hooked(server, knowledge, store):
        await ann.reply()
        await server.acknowledged()
    assert len(server.sent) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "a" * 70 + ".b"])
async def test_a_place_where_nobody_can_listen(server: BotAPI, knowledge: Knowledge, bot: Hooked, host: str) -> None:
    """A port that is taken and a host that is not this one are said in one line, before Telegram is told anything."""
    port = bot.address.port if host == "127.0.0.1" else free_port()
    line = Line(server.token, server.base_url, Hook("http://other.invalid/telegram", SECRET), Address(host, port))
    with pytest.raises(ListenError) as raised:
        await serve(bot.bot, line, asyncio.Event())
    assert str(raised.value).count("\n") == 0
    assert f"{host}:{port}" in str(raised.value)
    assert "PORT" in str(raised.value)
    assert not server.calls("setWebhook")
