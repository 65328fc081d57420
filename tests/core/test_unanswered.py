"""Questions that found no answer are kept for support staff, and nothing that tells who asked."""

import io
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.app import Bot, UnreachableError
from bot.arrival import Arrival
from bot.content.library import load
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Media, Reply, Tap, Text, TimedOut
from bot.core.session import Session, from_json
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from bot.storage.store import StoreError
from bot.telemetry import Telemetry
from bot.unanswered import KEPT, SHELF, Unanswered
from tests.asked import asked_as
from tests.content.folder import good, small, write
from tests.core.talk import Talk
from tests.logged import logged

ANN = 7_000_000_001
NOON = 20_000 * 86_400 + 12 * 3600.0
DAY = 86_400.0
SECRET = "my name is Zerlina, zerlina@example.org"


@pytest.fixture(scope="module")
def small_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The small content with one neighbouring topic, which is refused by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        folder = small(tmp_path_factory.mktemp("content") / "intents")
        write(folder, "en/other_rabies.yaml", good("rabies"))
        return load(folder)


@dataclass
class World:
    """A bot that keeps unanswered questions, or not, and a clock that stands still."""

    knowledge: Knowledge
    store: SqliteStore | MemoryStore
    keeps: bool = True
    now: float = NOON
    sent: list[Reply] = field(default_factory=list)

    def __post_init__(self) -> None:
        kept = Unanswered(self.store) if self.keeps else None
        self.bot = Bot(Dialogue(self.knowledge), self.store, Telemetry(b"key"), unanswered=kept, clock=lambda: self.now)
        self.updates = 0

    async def on(self, event: Event, update: int | None = None) -> None:
        self.updates += 1
        await self.bot.handle(Arrival(self.updates if update is None else update, ANN, event), self.send)

    async def send(self, reply: Reply) -> None:
        self.sent.append(reply)

    async def wordings(self) -> list[str]:
        return await Unanswered(self.store).wordings()


@pytest.fixture
def world(small_knowledge: Knowledge) -> World:
    return World(small_knowledge, MemoryStore())


@pytest.fixture
async def on_disk(small_knowledge: Knowledge, tmp_path: Path) -> AsyncIterator[World]:
    """A world whose store is a file."""
    store = SqliteStore(tmp_path / "bot.sqlite3")
    await store.open()
    yield World(small_knowledge, store)
    await store.close()


# Which turns


def test_a_lost_turn_tells_its_masked_wording(small_knowledge: Knowledge) -> None:
    """A message that was not understood comes with its wording, masked; the session keeps nothing of it."""
    text = asked_as(small_knowledge, "lost", "zed@example.org")
    turn = Talk(small_knowledge).on(Text(f"{text} zed@example.org"))
    assert turn.route
    assert turn.route.kind == "lost"
    assert turn.unanswered == f"{text} [email]"
    assert turn.session
    assert not turn.session.asked


def test_none_of_these_tells_the_wording_that_was_asked(small_knowledge: Knowledge) -> None:
    """ "None of these" comes with the wording of the message before; the suggestions themselves with nothing."""
    text = asked_as(small_knowledge, "suggest")
    talk = Talk(small_knowledge)
    first = talk.on(Text(text))
    assert not first.unanswered
    assert talk.session.asked == text
    second = talk.on(Tap("none"))
    assert second.unanswered == text
    assert not talk.session.asked
    assert not talk.on(Tap("none")).unanswered


RABIES = ("what is rabies", "rabies?", "rabies", "i never heard of rabies before today", "tell me about rabies")
EVENTS: dict[str, Callable[[Knowledge], Event]] = {
    "answered": lambda known: Text("what is causes"),
    "asked back": lambda known: Text(asked_as(known, "suggest")),
    "refused by name": lambda known: Text(next(t for t in RABIES if known.router.route(t).refused)),
    "red flag": lambda known: Text("i am bleeding heavily and soaking pads"),
    "red flag in a caption": lambda known: Media("photo", "i am bleeding heavily and soaking pads"),
    "asks for the check": lambda known: Text("check my symptoms"),
    "a picture": lambda known: Media("photo", ""),
    "nothing": lambda known: Text("  "),
    "a command": lambda known: Command("topics"),
    "an unknown command": lambda known: Command("zebra", "crossing"),
    "a topic": lambda known: Tap("ask:causes"),
    "an old button": lambda known: Tap("zebra crossing"),
    "a time-out": lambda known: TimedOut(),
}


@pytest.mark.parametrize("name", EVENTS)
def test_other_turns_tell_nothing(small_knowledge: Knowledge, name: str) -> None:
    """What was answered, refused by its name, reported as a danger sign or pressed is no unanswered question."""
    turn = Talk(small_knowledge).on(EVENTS[name](small_knowledge))
    assert not turn.unanswered
    if name == "refused by name":
        assert turn.route
        assert turn.route.refused == "other_rabies"
    if name.startswith("red flag"):
        assert turn.route
        assert turn.route.kind == "red_flag"


def test_turns_in_the_check_tell_nothing(small_knowledge: Knowledge) -> None:
    """Whatever is typed at an open question of the check is a health answer, and never kept."""
    for text in (
        asked_as(small_knowledge, "lost"),
        asked_as(small_knowledge, "suggest"),
        "zebra crossing in the plain",
    ):
        talk = Talk(small_knowledge)
        talk.command("check")
        turn = talk.on(Text(text))
        assert talk.session.progress
        assert not turn.unanswered
        assert not talk.session.asked


@pytest.mark.parametrize("name", [name for name in EVENTS if name != "asked back"])
def test_asked_lasts_until_the_next_event(small_knowledge: Knowledge, name: str) -> None:
    """Whatever comes next, the wording of the question before is gone from the session."""
    talk = Talk(small_knowledge)
    talk.on(Text(asked_as(small_knowledge, "suggest")))
    assert talk.session.asked
    talk.on(EVENTS[name](small_knowledge))
    # An answer may be said not to have helped: then its own question stands there.
    assert talk.session.asked == ("what is causes" if name == "answered" else "")
    talk.on(Command("topics"))
    assert not talk.on(Tap("none")).unanswered


def test_asked_goes_when_the_content_changed(small_knowledge: Knowledge) -> None:
    """Also a check that starts over because its step vanished takes the wording with it."""
    check = Talk(small_knowledge)
    check.command("check")
    assert check.session.progress
    gone = replace(check.session.progress, step="vanished")
    talk = Talk(small_knowledge, check.session.but(progress=gone, asked="zebra"))
    talk.on(Text("what is causes"))
    assert talk.session.progress is None
    assert not talk.session.asked


async def test_asked_goes_in_a_flood(small_knowledge: Knowledge, world: World) -> None:
    """A message that a flood leaves unanswered is an event like any other."""
    text = asked_as(small_knowledge, "suggest")
    for _ in range(200):
        await world.on(Text(text))
    assert world.sent[-1] == world.bot.dialogue.of(Session()).slow_down
    assert not from_json(world.store.sessions[ANN][0]).asked  # type: ignore[union-attr]


# What is kept


async def test_what_is_kept(small_knowledge: Knowledge, world: World) -> None:
    """Lost and "none of these" turns are kept, each as often as it was asked, and no other turn is."""
    lost, unsure = asked_as(small_knowledge, "lost"), asked_as(small_knowledge, "suggest")
    for event in (
        Text(lost),
        Text(unsure),
        Tap("none"),
        Text("what is causes"),
        Text(unsure),
        Tap("topics"),
        Text(lost),
    ):
        await world.on(event)
    assert sorted(await world.wordings()) == sorted([lost, lost, unsure])


async def test_an_update_that_comes_again_is_kept_once(small_knowledge: Knowledge, world: World) -> None:
    """Telegram repeating an update makes no second question of it, and a reply that fails keeps nothing yet."""
    text = asked_as(small_knowledge, "lost")

    async def fails(_reply: Reply) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await world.bot.handle(Arrival(1, ANN, Text(text)), fails)
    assert await world.wordings() == []
    await world.on(Text(text), update=1)
    await world.on(Text(text), update=1)
    assert await world.wordings() == [text]


async def test_of_someone_who_blocked_the_bot(small_knowledge: Knowledge, world: World) -> None:
    """A question is kept also when its reply reaches nobody any more: nothing ties it to her."""

    async def blocked(_reply: Reply) -> None:
        raise UnreachableError

    await world.bot.handle(Arrival(1, ANN, Text(asked_as(small_knowledge, "lost"))), blocked)
    assert len(await world.wordings()) == 1
    assert ANN not in world.store.sessions  # type: ignore[union-attr]


async def test_the_raw_store_tells_nothing_of_who_asked(
    small_knowledge: Knowledge, on_disk: World, tmp_path: Path
) -> None:
    """In the file a wording lies under a random key with its day: no chat, no update, no hour, nothing unmasked."""
    lost = asked_as(small_knowledge, "lost", SECRET)
    for _ in range(5):
        await on_disk.on(Text(f"{lost} {SECRET}"))
        on_disk.now += 61
    with sqlite3.connect(f"file:{tmp_path / 'bot.sqlite3'}?mode=ro", uri=True) as raw:
        columns = [name for _, name, *_ in raw.execute("PRAGMA table_info(items)")]
        rows = raw.execute("SELECT * FROM items").fetchall()
    raw.close()
    assert columns == ["shelf", "key", "at", "padding", "value"]
    assert len({key for _, key, *_ in rows}) == 5
    for shelf, key, at, padding, value in rows:
        assert not any(padding)
        assert shelf == SHELF
        assert at == NOON // DAY * DAY
        assert bytes(value).decode() == f"{lost} my name is [name], [email]"
        assert all(str(number) not in key for number in (ANN, int(NOON)))


async def test_no_wording_reaches_a_log(small_knowledge: Knowledge, on_disk: World) -> None:
    """No log line of any level holds a wording, be it lost, asked back about or refused."""
    lost, unsure = asked_as(small_knowledge, "lost"), asked_as(small_knowledge, "suggest")
    with logged("DEBUG") as log, redirect_stderr(io.StringIO()):
        logging.getLogger().setLevel("DEBUG")
        for event in (Text(f"{lost} qqq"), Text(unsure), Tap("none"), Text(unsure), Command("mydata")):
            await on_disk.on(event)
    lines = log.getvalue()
    assert lines.count('"event": "turn"') == 5
    assert "qqq" not in lines
    assert unsure not in lines
    assert "[phone]" not in lines


async def test_switched_off(small_knowledge: Knowledge) -> None:
    """With KEEP_UNANSWERED=false nothing is kept, and not even the session ever holds a wording."""
    world = World(small_knowledge, MemoryStore(), keeps=False)
    for text in (asked_as(small_knowledge, "lost"), asked_as(small_knowledge, "suggest")):
        await world.on(Text(text))
        assert not from_json(world.store.sessions[ANN][0]).asked  # type: ignore[union-attr]
        assert text not in world.store.sessions[ANN][0]  # type: ignore[union-attr]
        await world.on(Tap("none"))
    assert await world.wordings() == []


@pytest.mark.parametrize("keeps", [True, False])
async def test_kept_for_thirty_days(small_knowledge: Knowledge, keeps: bool) -> None:
    """A wording goes with the first sweep thirty days after its day began, also once keeping is switched off."""
    world = World(small_knowledge, MemoryStore())
    await world.on(Text(asked_as(small_knowledge, "lost")))
    world.keeps = keeps
    world.__post_init__()
    world.now = NOON // DAY * DAY + KEPT - 1
    await world.bot.sweep(lambda _chat: world.send)
    assert len(await world.wordings()) == 1
    world.now += 2
    await world.bot.sweep(lambda _chat: world.send)
    assert await world.wordings() == []


async def test_what_is_too_old_leaves_the_file(small_knowledge: Knowledge, on_disk: World, tmp_path: Path) -> None:
    """After thirty days and one more sweep the raw file holds nothing of a wording."""
    lost = asked_as(small_knowledge, "lost")
    await on_disk.on(Text(f"{lost} zerlinda"))
    on_disk.now += KEPT + DAY
    for _ in range(2):
        await on_disk.bot.sweep(lambda _chat: on_disk.send)
    folder = tmp_path
    assert all(b"zerlinda" not in path.read_bytes() for path in folder.iterdir())


async def test_a_database_that_is_down(
    small_knowledge: Knowledge, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wording that cannot be kept is let go: the turn is answered and saved all the same."""

    async def fails(*_arguments: object, **_more: object) -> None:
        raise StoreError("down")

    monkeypatch.setattr(world.store, "put", fails)
    monkeypatch.setattr(world.store, "drop", fails)
    await world.on(Text(asked_as(small_knowledge, "lost")))
    await world.bot.sweep(lambda _chat: world.send)
    assert len(world.sent) == 1
    assert from_json(world.store.sessions[ANN][0]).lost == 1  # type: ignore[union-attr]


async def test_dropped_as_often_as_asked() -> None:
    """Dropping a wording takes it off as often as it lies there, and no other."""
    kept = Unanswered(MemoryStore())
    for wording in ("one", "two", "one", "three"):
        await kept.keep(wording, NOON)
    await kept.drop({"one", "three"})
    assert await kept.wordings() == ["two"]
