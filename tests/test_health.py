"""A supervisor learns the truth: alive at once, ready with Telegram and the database, and counts without people."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.channels.telegram import running
from bot.core.knowledge import Knowledge
from bot.storage import fallback
from bot.storage.fallback import FallbackStore
from bot.storage.memory import MemorySlot, MemoryStore
from bot.storage.store import StoreError
from tests.botapi import BotAPI
from tests.conftest import until
from tests.hooked import SECRET, Hooked, hooked, message, press

CHAT = 7_345_678_901


class Fragile(MemoryStore):
    """A database that can be taken away."""

    down = False

    async def open(self) -> None:
        if self.down:
            raise StoreError("the database is gone")

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator[MemorySlot]:
        await self.open()
        async with super().slot(chat, update_id) as slot:
            yield slot


async def ready(bot: Hooked) -> tuple[int, dict[str, bool]]:
    """What /readyz says."""
    found = await bot.web.get("/readyz")
    return found.status_code, found.json()


async def becomes(bot: Hooked, database: bool, telegram: bool) -> None:
    """Waits until /readyz says so."""
    expected = 200 if database and telegram else 503, {"database": database, "telegram": telegram}
    async with asyncio.timeout(4):
        while await ready(bot) != expected:  # noqa: ASYNC110  # what is watched tells nobody
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("polling", [False, True])
async def test_before_telegram_answers(server: BotAPI, knowledge: Knowledge, polling: bool) -> None:
    """The process is alive from the start, and ready as soon as Telegram has answered."""
    server.fault("getMe", "502", chance=1.0)
    async with hooked(server, knowledge, polling=polling, wait=False) as bot:
        await until(lambda: bool(server.calls("getMe")))
        assert (await bot.web.get("/healthz")).json() == {"alive": True}
        await becomes(bot, database=True, telegram=False)
        server.faults.clear()
        await becomes(bot, database=True, telegram=True)
        assert (await bot.web.head("/healthz")).status_code == 200


async def test_while_telegram_is_silent(server: BotAPI, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer for a while, or with refusals of the token only, it is not ready; then it is again."""
    assert running.WATCH < running.SILENT
    monkeypatch.setattr(running, "SILENT", 0.4)
    monkeypatch.setattr(running, "WATCH", 0.05)
    async with hooked(server, knowledge) as bot:
        await becomes(bot, database=True, telegram=True)
        for kind in ("502", "not_json", "401"):
            server.fault("*", kind, chance=1.0)
            await becomes(bot, database=True, telegram=False)
            assert (await bot.web.get("/healthz")).status_code == 200
            server.faults.clear()
            await becomes(bot, database=True, telegram=True)


async def test_while_the_database_is_down(
    server: BotAPI, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its database it answers, and says in health and metrics that it is not well until that is back."""
    monkeypatch.setattr(fallback, "FIRST_PAUSE", 0.05)
    store = Fragile()
    ann = server.user(CHAT, first_name="Ann")
    async with hooked(server, knowledge, FallbackStore(store, lambda *noted: bot.bot.telemetry.store(*noted))) as bot:
        assert await bot.posts(message(CHAT, "/start")) == 200
        assert (await bot.metrics())["bot_store_healthy"] == 1
        store.down = True
        assert await bot.posts(message(CHAT, "/help")) == 200
        await becomes(bot, database=False, telegram=True)
        assert (await bot.metrics())["bot_store_healthy"] == 0
        store.down = False
        await becomes(bot, database=True, telegram=True)
        assert (await bot.metrics())["bot_store_healthy"] == 1
    assert len(await ann.replies(2)) == 2


async def test_the_counts(server: BotAPI, knowledge: Knowledge) -> None:
    """/metrics is Prometheus' text, counts what happened, and holds no chat, no words and no secret."""
    server.user(CHAT, first_name="Zebra")
    said = ["/start", "I am bleeding heavily", "what causes it", "zebra qwrtz zebra", "zebra"]
    async with hooked(server, knowledge) as bot:
        for text in said[:-1]:
            assert await bot.posts(message(CHAT, text)) == 200
        assert await bot.posts(press(CHAT, "zebra")) == 200
        assert await bot.posts(message(CHAT, 5)) == 200
        assert (await bot.web.post("/telegram", json=message(CHAT, "zebra"))).status_code == 403
        found = await bot.metrics()
        answer = await bot.web.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert {family.type for family in text_string_to_metric_families(answer.text)} == {"counter", "gauge", "histogram"}
    for name, value in {
        "bot_turns_total{kind=command}": 1, "bot_turns_total{kind=red_flag}": 1, "bot_turns_total{kind=answer}": 1,
        "bot_turns_total{kind=lost}": 1, "bot_turns_total{kind=tap}": 1, "bot_refusals_total": 1,
        "bot_red_flags_total{level=emergency}": 1, "bot_turn_seconds_count": 5, "bot_reply_seconds_count": 5,
        "bot_updates_in_work": 0, "bot_updates_skipped_total{why=unreadable message}": 1, "bot_store_healthy": 1,
        "bot_content_info{revision=content}": 1, "bot_floods_total": 0, "bot_telegram_retries_total": 0,
    }.items():  # fmt: skip
        assert found[name] == value, name
    assert found["bot_update_age_seconds_count"] == 4
    for secret in (str(CHAT), "zebra", "Zebra", "bleeding", server.token, server.token.split(":")[1], SECRET):
        assert secret not in answer.text


async def test_retries_are_counted(server: BotAPI, knowledge: Knowledge) -> None:
    """A call that had to be made again is counted."""
    ann = server.user(CHAT, first_name="Ann")
    async with hooked(server, knowledge) as bot:
        server.fault("sendMessage", "502")
        await ann.says("/start")
        await ann.reply()
        assert (await bot.metrics())["bot_telegram_retries_total"] == 1


async def test_what_waits_at_telegram_is_counted(
    server: BotAPI, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of updates that wait at Telegram is asked for now and then."""
    monkeypatch.setattr(running, "WATCH", 0.05)
    ann = server.user(CHAT, first_name="Ann")
    async with hooked(server, knowledge) as bot:
        server.fault("sendMessage", "delay", seconds=0.5)
        for _ in range(3):
            await ann.says("/start")
        async with asyncio.timeout(0.5):
            while (await bot.metrics())["bot_updates_waiting"] != 3:  # noqa: ASYNC110  # what is watched tells nobody
                await asyncio.sleep(0.02)
        await server.acknowledged()


async def test_nobody_else_is_kept_waiting(server: BotAPI, knowledge: Knowledge) -> None:
    """Health is told while turns hang."""
    async with hooked(server, knowledge) as bot:
        server.fault("*", "delay", chat=CHAT, chance=1.0, seconds=0.4)
        posting = [asyncio.create_task(bot.posts(message(CHAT, "/start"))) for _ in range(5)]
        await until(lambda: bool(server.calls("sendMessage")))
        async with httpx.AsyncClient(base_url=bot.web.base_url, timeout=0.3, trust_env=False, verify=False) as web:
            assert (await web.get("/healthz")).status_code == 200
            assert (await bot.metrics())["bot_updates_in_work"] == 5
        server.faults.clear()
        await asyncio.gather(*posting)
