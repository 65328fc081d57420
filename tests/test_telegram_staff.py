"""The staff's chat on Telegram: its three commands, and word of new content."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from bot import reloading
from bot.app import Bot
from bot.channels.telegram import staff as staff_module
from bot.content.__main__ import checked
from bot.content.library import load
from bot.content.problems import Problem
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from bot.storage.store import StoreError
from bot.telemetry import Telemetry
from bot.telemetry.metrics import Metrics
from bot.unanswered import SHELF, Unanswered
from tests.asked import asked_as
from tests.botapi import BotAPI, User
from tests.botapi.chat import Chat
from tests.conftest import running, until
from tests.content.folder import good, small, write
from tests.logged import logged

SOON = 15.0
"""Seconds within which changed content is to be seen: another process reads and learns it."""
COMMANDS = ("version", "stats", "unanswered")
ADDRESS = "<b>&</b> ann@example.org"


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Knowledge]]:
    """The small content, learnt once: its revision is the same in every folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        folder = small(tmp_path_factory.mktemp("content") / "intents")
        yield folder, load(folder)


@pytest.fixture
def known(learnt: tuple[Path, Knowledge]) -> Knowledge:
    return learnt[1]


@dataclass
class Clinic:
    """The bot, and who talks with it: two of the staff in their group, and a patient."""

    bot: Bot
    group: Chat
    sam: User
    ann: User
    running: asyncio.Task[None]

    async def asks(self, command: str) -> str:
        """What the bot says to a command in the staff's chat."""
        await self.sam.says(command, chat=self.group)
        return (await self.group.reply()).text


@asynccontextmanager
async def clinic(
    server: BotAPI,
    known: Knowledge,
    *,
    chat: int | None = None,
    content: Path | None = None,
    store: MemoryStore | None = None,
    metrics: bool = True,
) -> AsyncIterator[Clinic]:
    """The whole bot with a staff's chat, a group of its own or another one, until the block ends."""
    group, store = server.group(title="Staff"), store or MemoryStore()
    telemetry = Telemetry(b"key", Metrics(known.revision) if metrics else None)
    bot = Bot(Dialogue(known), store, telemetry, unanswered=Unanswered(store))
    async with running(server, bot, staff=group.id if chat is None else chat, content=content) as task:
        sam = server.users.get(chat or 0) or server.user(first_name="Sam")
        yield Clinic(bot, group, sam, server.user(first_name="Ann"), task)


# The commands


async def test_the_commands_in_the_staffs_chat(server: BotAPI, known: Knowledge) -> None:
    """/version tells the content, /stats what was counted, /unanswered what found no answer, masked and grouped."""
    async with clinic(server, known) as one:
        text = asked_as(known, "lost", ADDRESS)
        for said in (f"{text} {ADDRESS}", f"{text} {ADDRESS}", "what is causes"):
            await one.ann.says(said)
            await one.ann.reply()
        assert (await one.asks("/version")).startswith(f"Content {known.revision}, in use since 2")
        stats = await one.asks("/stats")
        assert stats.startswith("Since 2")
        assert "turns lost: 2" in stats.splitlines()
        assert "refusals: 2" in stats.splitlines()
        unanswered = (await one.asks("/unanswered")).splitlines()
        assert unanswered[0] == "2 questions in 1 groups"
        assert unanswered[1].startswith(f"2x {text} <b>&</b> [email] (")
        await server.acknowledged()
    assert str(one.ann.id) not in "".join(
        posted.body["text"] for posted in server.sent if posted.body["chat"]["id"] < 0
    )


async def test_with_nothing_to_tell(server: BotAPI, known: Knowledge) -> None:
    """Before anybody wrote, and without counters, the commands are answered all the same."""
    async with clinic(server, known, metrics=False) as one:
        assert (await one.asks("/stats")).startswith("Since 2")
        assert await one.asks("/unanswered") == "0 questions in 0 groups"


async def test_a_private_chat_of_staff(server: BotAPI, known: Knowledge) -> None:
    """The staff's chat may be a private one, and whatever else is said there is answered as to a patient."""
    sam = server.user(first_name="Sam")
    async with clinic(server, known, chat=sam.id) as one:
        await one.sam.says("/version")
        assert (await one.sam.reply()).text.startswith("Content ")
        await one.sam.says("what is causes")
        assert "It is causes." in (await one.sam.reply()).text
        await one.sam.says("/help")
        assert (await one.sam.reply()).text.startswith(str(known.replies.help.title))


@pytest.mark.parametrize("command", COMMANDS)
async def test_elsewhere_they_are_unknown(server: BotAPI, known: Knowledge, command: str) -> None:
    """A patient who types a command of the staff is told that there is none; another group hears nothing."""
    other = server.group(title="Other")
    async with clinic(server, known) as one:
        await one.sam.says(f"/{command}", chat=other)
        await one.sam.says(f"/{command}")
        assert (await one.sam.reply()).text.endswith(known.replies.unknown_command.says)
        await server.acknowledged()
        assert not other.screen()
        assert not one.group.screen()


async def test_without_a_staffs_chat(server: BotAPI, known: Knowledge) -> None:
    """Where no chat is set, nobody may ask, and the bot talks as ever."""
    async with clinic(server, known, chat=0) as one:
        await one.ann.says("/stats")
        assert (await one.ann.reply()).text.endswith(known.replies.unknown_command.says)


async def test_what_else_is_said_among_staff(server: BotAPI, known: Knowledge) -> None:
    """Talk of the staff, patients' commands and those for another bot are left alone; its own name is heard."""
    async with clinic(server, known) as one:
        for text in (
            "what is causes",
            "/check",
            "/version@other_bot",
            "i am bleeding heavily",
            "see /version",
            "/ask x",
        ):
            await one.sam.says(text, chat=one.group)
        await one.sam.sends_photo("/version")
        assert (await one.asks("/VERSION@Loopback_Bot\nplease")).startswith("Content ")
        await server.acknowledged()
        assert len(one.group.screen()) == 1


async def test_the_staffs_group_moves(server: BotAPI, known: Knowledge) -> None:
    """When the staff's group becomes a supergroup, the bot goes along, and says what to set."""
    old = server.group(kind="group", title="Staff")
    async with clinic(server, known, chat=old.id) as one:
        new = old.moves()
        assert str(new.id) in (await new.reply()).text
        await one.sam.says("/version", chat=new)
        assert (await new.reply()).text.startswith("Content ")
        await one.ann.says("what is causes")
        await one.ann.reply()
        await server.acknowledged()
        assert not old.screen()


async def test_telegram_shows_the_commands_to_staff(server: BotAPI, known: Knowledge) -> None:
    """The three commands are listed in the staff's chat, and only there."""
    async with clinic(server, known) as one:
        await until(lambda: len(server.commands) == 3)
        found = {scope: [command["command"] for command in listed] for (scope, _), listed in server.commands.items()}
        assert found.pop(f"chat:{one.group.id}") == list(COMMANDS)
        assert not set(COMMANDS) & set().union(*found.values())


async def test_a_long_list_comes_in_parts(server: BotAPI, known: Knowledge) -> None:
    """Fifteen long questions full of emoji, more than Telegram takes in one message, arrive whole."""
    store = MemoryStore()
    texts = [letter * 20 + " \N{BABY}" * 140 for letter in "abcdefghijklmnopqrst"]
    for text in texts:
        await Unanswered(store).keep(text, 0.0)
    async with clinic(server, known, store=store) as one:
        await one.sam.says("/unanswered", chat=one.group)
        first, _ = await one.group.replies(2)
        assert first.text.startswith("20 questions in 20 groups\n1x aaaa")
        await server.acknowledged()
        assert sum(posted.body["text"].count("1x ") for posted in server.sent) == staff_module.SHOWN
        assert all(call.status == 200 for call in server.calls("sendMessage"))


async def test_the_database_is_down(server: BotAPI, known: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is down /unanswered says so, and the others are answered."""
    store = MemoryStore()

    async def fails(_shelf: str) -> None:
        raise StoreError("down")

    monkeypatch.setattr(store, "items", fails)
    async with clinic(server, known, store=store) as one:
        monkeypatch.setattr(store, "items", fails)
        assert await one.asks("/unanswered") == "The database is down. Please try again later."
        assert (await one.asks("/version")).startswith("Content ")


class Later(datetime):
    """A clock that a test sets forward."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Later":
        return cls.fromtimestamp((datetime.now(UTC) + cls.ahead).timestamp(), tz)


# Word of new content


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, learnt: tuple[Path, Knowledge]) -> Path:
    """The same small content in a folder of its own, watched closely."""
    monkeypatch.setattr(reloading, "QUIET", 100)
    monkeypatch.setattr(reloading, "LOOK", 0.3)
    return small(tmp_path / "intents")


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are checked as another process does it, but in a thread: where that is not the point, it is quicker."""

    async def here(folder: Path, languages: Collection[str]) -> tuple[str, dict[str, list[Problem]]]:
        return await asyncio.to_thread(checked, folder, languages)

    monkeypatch.setattr(reloading, "_checked", here)


def says(folder: Path, words: str) -> None:
    """Changes the answer to one question."""
    write(folder, "en/causes.yaml", good("causes").replace("It is causes.", words))


async def test_new_content_is_told(
    server: BotAPI, known: Knowledge, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff hear of a mistake with its place and of what goes live; /version tells since when, whenever it is asked."""
    monkeypatch.setattr(staff_module, "datetime", Later)
    monkeypatch.setattr(Later, "ahead", timedelta())
    async with clinic(server, known, content=folder) as one:
        write(folder, "en/causes.yaml", good("causes").replace("title:", "titel:"))
        told = await one.group.reply(SOON)
        assert f"{folder}/en/causes.yaml:1:1: error: unknown key 'titel': did you mean 'title'?" in told.text
        await one.ann.says("what is causes")
        assert "It is causes." in (await one.ann.reply()).text
        says(folder, "It is <b>new</b> & live.")
        told = await one.group.reply(SOON)
        assert told.text == f"New content is live: {one.bot.dialogue.knowledge.revision}"
        since = Later.now(UTC)
        monkeypatch.setattr(Later, "ahead", timedelta(hours=5))
        version = await one.asks("/version")
        told_since = version.partition("\n")[0].rpartition(" in use since ")[2]
        assert told_since in {f"{moment:%Y-%m-%d %H:%M} UTC" for moment in (since, since - timedelta(minutes=1))}
        await one.ann.says("what is causes")
        assert "It is <b>new</b> & live." in (await one.ann.reply()).text


# A chat that cannot be reached


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("why", ["403", "400", "429", "hang", "no such chat"])
async def test_a_chat_that_cannot_be_reached(
    server: BotAPI, known: Knowledge, folder: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """Whatever keeps Telegram from writing to staff, patients are answered, content goes live, and the log says why."""
    monkeypatch.setattr(staff_module, "PATIENCE", 0.1)
    group = server.group(title="Staff of before")
    chat = -77 if why == "no such chat" else group.id
    if why != "no such chat":
        server.fault("*", why, chat=group.id, chance=1.0, retry_after=3600, seconds=3600)  # type: ignore[arg-type]
    with logged() as log:
        async with clinic(server, known, chat=chat, content=folder) as one:
            await one.ann.says("what is causes")
            assert "It is causes." in (await one.ann.reply()).text
            if why != "no such chat":
                await one.sam.says("/version", chat=group)
            says(folder, "It is new.")
            await until(lambda: one.bot.dialogue.knowledge.revision != known.revision, SOON)
            await one.ann.says("what is causes")
            assert "It is new." in (await one.ann.reply()).text
            await until(lambda: log.getvalue().count("check STAFF_CHAT_ID") > 0)
            says(folder, "It is newer.")
            before = one.bot.dialogue.knowledge.revision
            await until(lambda: one.bot.dialogue.knowledge.revision != before, SOON)
            await server.acknowledged()
    assert not group.screen()
    assert server.token not in log.getvalue()


async def test_nothing_of_staff_is_kept(server: BotAPI, known: Knowledge) -> None:
    """Commands of the staff leave nothing in the store."""
    store = MemoryStore()
    async with clinic(server, known, store=store) as one:
        for command in COMMANDS:
            await one.asks(f"/{command}")
        await server.acknowledged()
    assert not store.sessions
    assert not store.shelves.get(SHELF)
