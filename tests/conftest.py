"""Shared by the tests: the real content, loaded once, and the bot on a loopback Bot API server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import Bot
from bot.channels.telegram.polling import DRAIN
from bot.channels.telegram.running import Line, serve
from bot.content.languages import load_all
from bot.content.library import load
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.polyglot import Polyglot
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry
from tests.botapi import BotAPI, User

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What the bot really knows."""
    return load(ROOT / "intents")


@pytest.fixture(scope="session")
def polyglot() -> Polyglot:
    """All that the bot really speaks."""
    return load_all(ROOT / "intents").speaking()


@pytest.fixture
async def server() -> AsyncIterator[BotAPI]:
    """A Bot API server of its own."""
    server = BotAPI()
    async with server.running():
        yield server


@asynccontextmanager
async def running(
    server: BotAPI, bot: Bot, *, staff: int | None = None, drain: float = DRAIN, content: Path | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    """A bot that polls the server until the block ends, and not less; gives what it runs in."""
    stop = asyncio.Event()
    line = Line(server.token, server.base_url, staff=staff)
    task = asyncio.create_task(serve(bot, line, stop, drain=drain, content=content))
    try:
        yield task
        assert not task.done()
    finally:
        stop.set()
        await task


@asynccontextmanager
async def talking(
    server: BotAPI, knowledge: Knowledge | Polyglot, *, drain: float = DRAIN, store: MemoryStore | None = None
) -> AsyncIterator[MemoryStore]:
    """The whole bot on the server until the block ends; gives its store, which may be one of an earlier run."""
    store = store or MemoryStore()
    dialogue = Dialogue(knowledge) if isinstance(knowledge, Knowledge) else knowledge
    async with running(server, Bot(dialogue, store, Telemetry(b"key")), drain=drain):
        yield store


async def until(fact: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits until something holds; TimeoutError after so many seconds."""
    async with asyncio.timeout(seconds):
        while not fact():  # noqa: ASYNC110  # what is watched is the server's state, which tells nobody
            await asyncio.sleep(0.01)


def introduced(server: BotAPI) -> bool:
    """Whether a bot that started on the server has looked at what Telegram shows of it, and set what differed."""
    return bool(server.calls("getMyShortDescription")) and ("short_description", "") in server.profile


@pytest.fixture
async def store(server: BotAPI, knowledge: Knowledge) -> AsyncIterator[MemoryStore]:
    """The store of a bot that talks on the server."""
    async with talking(server, knowledge) as store:
        yield store


@pytest.fixture
def ann(server: BotAPI, store: MemoryStore) -> User:
    """A patient in a private chat with the running bot."""
    return server.user(first_name="Ann")
