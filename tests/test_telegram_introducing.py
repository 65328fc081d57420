"""What Telegram shows of the bot: commands where they belong, descriptions and the menu button."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import reloading
from bot.app import Bot
from bot.content.__main__ import checked
from bot.content.library import load
from bot.content.problems import Problem
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry
from tests.botapi import BotAPI
from tests.conftest import introduced, running, talking, until
from tests.content.folder import small

SOON = 30.0
"""Seconds within which changed content is live: it is learnt anew."""
SETTING = ("setMyCommands", "setChatMenuButton", "setMyDescription", "setMyShortDescription")


def listed(server: BotAPI) -> dict[str, dict[str, str]]:
    """The commands and what they do, by scope."""
    found = server.commands.items()
    return {scope: {one["command"]: one["description"] for one in commands} for (scope, _), commands in found}


def sets(server: BotAPI) -> list[str]:
    """The calls that set something."""
    return [call.method for call in server.log if call.method in SETTING]


async def test_the_first_start(server: BotAPI, knowledge: Knowledge) -> None:
    """All commands are listed in private chats and a few in groups; both descriptions and the menu button are set."""
    async with talking(server, knowledge):
        await until(lambda: introduced(server))
    say = knowledge.replies
    assert listed(server) == {"all_private_chats": dict(say.commands), "all_group_chats": dict(say.group_commands)}
    assert set(server.profile.values()) == {say.description, say.short_description}
    assert server.menu_button == {"type": "commands"}


async def test_nothing_is_set_twice(server: BotAPI, knowledge: Knowledge) -> None:
    """The next start looks, and sets only what somebody changed meanwhile."""
    async with talking(server, knowledge):
        await until(lambda: introduced(server))
    server.log.clear()
    async with talking(server, knowledge):
        await until(lambda: introduced(server))
    assert sets(server) == []
    server.log.clear()
    server.profile["description", ""] = "Another bot"
    async with talking(server, knowledge):
        await until(lambda: introduced(server))
    assert sets(server) == ["setMyDescription"]
    assert server.profile["description", ""] == knowledge.replies.description


@pytest.mark.parametrize("kind", ["400", "403", "429", "502"])
@pytest.mark.parametrize("method", ["getMyCommands", "setMyCommands", "setChatMenuButton", "setMyDescription"])
async def test_what_telegram_refuses(server: BotAPI, knowledge: Knowledge, method: str, kind: str) -> None:
    """The bot talks whatever Telegram refuses of it, and the rest is set all the same."""
    server.fault(method, kind)  # type: ignore[arg-type]
    ann = server.user(first_name="Ann")
    async with talking(server, knowledge):
        await ann.says("/start")
        await ann.reply()
        await until(lambda: introduced(server))
    assert "all_group_chats" in listed(server)


@asynccontextmanager
async def on_a_folder(server: BotAPI, folder: Path) -> AsyncIterator[Bot]:
    """The bot on content that may change, until the block ends."""
    bot = Bot(Dialogue(load(folder)), MemoryStore(), Telemetry(b"key"))
    async with running(server, bot, content=folder):
        yield bot


async def test_after_a_live_reload(server: BotAPI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When changed content goes live, Telegram is told what changed of the words that it shows, and nothing else."""
    monkeypatch.setenv("BOT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(reloading, "QUIET", 100)
    monkeypatch.setattr(reloading, "LOOK", 0.3)

    async def here(folder: Path, languages: Collection[str]) -> tuple[str, dict[str, list[Problem]]]:
        return await asyncio.to_thread(checked, folder, languages)

    monkeypatch.setattr(reloading, "_checked", here)
    folder = small(tmp_path / "intents")
    replies = folder / "en" / "replies.yaml"
    async with on_a_folder(server, folder):
        await until(lambda: introduced(server))
        server.log.clear()
        words = replies.read_text(encoding="utf-8").replace("  ask: Ask a question", "  ask: Ask me")
        replies.write_text(words, encoding="utf-8")
        await until(lambda: bool(sets(server)), SOON)
        await until(lambda: introduced(server))
    assert sets(server) == ["setMyCommands"]
    assert listed(server)["all_group_chats"]["ask"] == "Ask me"
