"""The bot comes up when Telegram is ready, and goes down without letting go of a message."""

import asyncio

import pytest

from bot.app import Bot
from bot.channels.telegram.connecting import TokenError
from bot.channels.telegram.running import Line, serve
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry
from tests.botapi import BotAPI
from tests.conftest import talking, until

# Starting


async def test_telegram_is_not_there_at_start(server: BotAPI, knowledge: Knowledge) -> None:
    """502, a page and a hang-up to getMe are waited out; one 401 of a proxy is no wrong token."""
    for kind in ("502", "401"):
        server.fault("getMe", kind)
    ann = server.user(first_name="Ann")
    await ann.says("/start")
    async with talking(server, knowledge):
        await ann.reply()


async def test_told_to_stop_before_telegram_answers(server: BotAPI, knowledge: Knowledge) -> None:
    """The bot stops at once while it still waits for Telegram."""
    server.fault("*", "hang", chance=1.0)
    async with asyncio.timeout(2):
        async with talking(server, knowledge):
            await until(lambda: bool(server.calls("getMe")))


async def test_a_wrong_token_ends_the_start(server: BotAPI, knowledge: Knowledge) -> None:
    """Three refusals in a row are a wrong token; the error holds nothing of it."""
    bot = Bot(Dialogue(knowledge), MemoryStore(), Telemetry(b"key"))
    with pytest.raises(TokenError) as raised:
        await serve(bot, Line("123:wrong", server.base_url), asyncio.Event())
    assert "123:wrong" not in str(raised.value)


async def test_refused_commands_and_descriptions(server: BotAPI, knowledge: Knowledge) -> None:
    """The bot talks also when Telegram takes neither its commands nor its descriptions."""
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        server.fault(method, "400")
    ann = server.user(first_name="Ann")
    async with talking(server, knowledge):
        await ann.says("/start")
        await ann.reply()


# Stopping


async def test_stopping_lets_replies_out(server: BotAPI, knowledge: Knowledge) -> None:
    """A reply under way at the end is sent and its message acknowledged."""
    ann = server.user(first_name="Ann")
    async with talking(server, knowledge):
        held = server.fault("sendMessage", "delay", seconds=0.4)
        await ann.says("/start")
        await until(lambda: held.hits > 0)
    assert server.pending() == 0
    await ann.reply(0.1)


async def test_what_is_not_answered_at_the_end_stays(server: BotAPI, knowledge: Knowledge) -> None:
    """A message that could not be answered before the end waits for the next start, which answers it once."""
    ann = server.user(first_name="Ann")
    bob = server.user(first_name="Bob")
    async with talking(server, knowledge, drain=0.3):
        stuck = server.fault("sendMessage", "hang", chat=ann.id, chance=1.0)
        await ann.says("/start")
        await bob.says("/start")
        await bob.reply()
        await until(lambda: stuck.hits > 0)
    assert server.pending() == 2
    server.faults.clear()
    async with talking(server, knowledge):
        await ann.reply()
        await server.acknowledged()
