"""One event through the app: load, turn, send, save; nothing twice, nothing lost, nothing told to the log."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import structlog

from bot.app import DOUBLE, Bot, Send, UnreachableError
from bot.arrival import Arrival
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Reply, Tap, Text
from bot.core.session import Session
from bot.core.turn import Turn
from bot.storage.memory import MemorySlot, MemoryStore
from bot.telemetry import LOG, Telemetry, set_up_logging

ANN, BOB = 7_000_000_001, 7_000_000_002
DAY = 24 * 3600.0


@dataclass
class World:
    """A bot with its store, a clock that stands still, and what each chat was sent."""

    knowledge: Knowledge
    now: float = 1_000_000.0
    store: MemoryStore = field(default_factory=MemoryStore)
    sent: dict[int, list[Reply]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bot = self.around(Dialogue(self.knowledge), self.store)

    def around(self, dialogue: Dialogue, store: MemoryStore) -> Bot:
        return Bot(dialogue, store, Telemetry(b"key"), ttl=DAY, clock=lambda: self.now)

    def send_to(self, chat: int) -> Send:
        async def send(reply: Reply) -> None:
            self.sent.setdefault(chat, []).append(reply)

        return send

    async def handle(self, update_id: int | None, event: Event, chat: int = ANN) -> list[Reply]:
        """What one event brings."""
        before = len(self.sent.get(chat, []))
        await self.bot.handle(Arrival(update_id, chat, event), self.send_to(chat))
        return self.sent.get(chat, [])[before:]

    async def late(self, update_id: int, age: float) -> str | None:
        """What stands before the answer to a message that is so many seconds old."""
        before = len(self.sent.get(ANN, []))
        await self.bot.handle(Arrival(update_id, ANN, Command("help"), age), self.send_to(ANN))
        first, *others = self.sent[ANN][before:]
        return first.text if others else None

    def session(self, chat: int = ANN) -> dict[str, object]:
        return dict(json.loads(self.store.sessions[chat][0]))


@pytest.fixture
def world(knowledge: Knowledge) -> World:
    return World(knowledge)


async def test_an_update_is_answered_once(world: World) -> None:
    """An update that comes again is passed over, whatever came in between; the next is answered."""
    assert await world.handle(1, Command("check"))
    assert await world.handle(2, Text("no"))
    before = world.store.sessions[ANN]
    assert await world.handle(1, Command("check")) == []
    assert await world.handle(2, Text("no")) == []
    assert world.store.sessions[ANN] == before
    assert await world.handle(3, Text("no"))


async def test_a_double_tap_is_quick(world: World) -> None:
    """The same button pressed again at once does nothing more; ten seconds later it is meant, and answered."""
    topic = Tap("ask:causes", message=5)
    assert await world.handle(1, topic)
    world.now += DOUBLE - 1
    assert await world.handle(2, topic) == []
    world.now += DOUBLE + 1
    assert await world.handle(3, topic)


async def test_a_clock_that_was_put_back_holds_up_no_button(world: World) -> None:
    """After the clock went back an hour, a button that was pressed before is answered when it is pressed again."""
    topic = Tap("ask:causes", message=5)
    assert await world.handle(1, topic)
    world.now -= 3600
    assert await world.handle(2, topic)


async def test_a_wrong_clock_apologises_once(world: World, knowledge: Knowledge) -> None:
    """Messages that all seem late get one apology, graver only when they get later; one in time ends the matter."""
    say = knowledge.replies
    first = [await world.late(number, age) for number, age in enumerate((700.0, 800.0, 4000.0, 900.0, 5.0, 700.0), 1)]
    assert first == [say.late.says, None, say.very_late.says, None, None, say.late.says]


async def test_a_failing_send_saves_nothing(world: World) -> None:
    """When a reply does not go out, session and update stay as they were, and the update is answered later."""
    await world.handle(1, Command("check"))
    before = dict(world.store.sessions)

    async def broken(_reply: Reply) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await world.bot.handle(Arrival(2, ANN, Text("no")), broken)
    assert world.store.sessions == before
    assert world.store.updates.keys() == {1}
    assert await world.handle(2, Text("no"))


async def test_the_order_is_load_turn_send_save(world: World) -> None:
    """A crash at any point repeats a reply at worst: sending comes after thinking and before saving."""
    steps: list[str] = []

    class Noting(Dialogue):
        def turn(self, session: Session, event: Event) -> Turn:
            steps.append("turn")
            return super().turn(session, event)

    class Slot(MemorySlot):
        async def save(self, session: str | None, update_id: int | None, at: float) -> None:
            steps.append("save")
            await super().save(session, update_id, at)

    class Store(MemoryStore):
        @asynccontextmanager
        async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator[MemorySlot]:
            steps.append("load")
            yield Slot(self, chat, None, 0.0, False)

    async def send(_reply: Reply) -> None:
        steps.append("send")

    await world.around(Noting(world.knowledge), Store()).handle(Arrival(1, ANN, Command("start")), send)
    assert steps == ["load", "turn", "send", "save"]


async def test_who_cannot_be_reached_is_forgotten(world: World) -> None:
    """Someone who blocked the bot leaves no session, and the update counts as answered."""
    await world.handle(1, Command("check"))

    async def blocked(_reply: Reply) -> None:
        raise UnreachableError

    await world.bot.handle(Arrival(2, ANN, Text("no")), blocked)
    assert world.store.sessions == {}
    assert await world.handle(2, Text("no")) == []


async def test_delete_keeps_nothing_of_the_chat(world: World) -> None:
    """After /delete the store holds nothing under the chat's id."""
    await world.handle(1, Command("check"))
    await world.handle(2, Command("delete"))
    await world.handle(3, Tap("delete:yes"))
    assert world.store.sessions == {}


async def test_buttons_from_before_a_delete_stay_old(world: World) -> None:
    """A button of a deleted chat does not fit the check that is begun after it."""
    [question] = await world.handle(1, Command("check"))
    old = question.buttons[1][0].data
    world.now += 1
    await world.handle(2, Command("delete"))
    await world.handle(3, Command("check"))
    before = world.session()["progress"]
    [told] = await world.handle(4, Tap(old))
    assert told.text.startswith(world.knowledge.replies.stale.says)
    assert world.session()["progress"] == before


@pytest.mark.parametrize("stored", ["", "[]", "null", '{"run": "x", "progress": {"step": 5}}', "{"])
async def test_a_session_that_cannot_be_read_starts_over(world: World, stored: str) -> None:
    """A damaged session costs its check, never the reply."""
    world.store.sessions[ANN] = stored, world.now
    assert await world.handle(1, Command("check"))
    assert await world.handle(2, Text("no"))


async def test_turns_of_one_chat_never_overlap(world: World) -> None:
    """Ten events of one chat at once are answered one after the other, in order; another chat does not wait."""
    inside = most = 0
    order: list[int] = []

    def send_of(number: int) -> Send:
        async def slow(_reply: Reply) -> None:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.005)
            order.append(number)
            inside -= 1

        return slow

    async with asyncio.TaskGroup() as group:
        for number in range(10):
            group.create_task(world.bot.handle(Arrival(number, ANN, Command("help")), send_of(number)))
        await asyncio.sleep(0)
        assert await world.handle(99, Command("help"), BOB)
        assert len(order) < 10
    assert order == list(range(10))
    assert most == 1


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """Takes back what setting up the log changes."""
    root = logging.getLogger()
    handlers, level, configured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], root.level = handlers, level
    structlog.configure(**configured)
    vars(LOG).pop("bind", None)  # what it has cached of the setting


@pytest.mark.usefixtures("logging_as_it_was")
@pytest.mark.parametrize("form", ["console", "json"])
async def test_the_log_holds_neither_chat_nor_words(
    world: World, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """A turn and a failure are logged in numbers: no chat id, nothing she wrote, no secret."""
    set_up_logging("DEBUG", "json" if form == "json" else "console", ("123:token",))

    async def broken(_reply: Reply) -> None:
        raise ConnectionError("zebra words at 123:token")

    await world.handle(1, Text("zebra words of mine"))
    await world.handle(2, Command("start", "zebra"))
    await world.handle(3, Tap("zebra"))
    await world.handle(4, Command("check"))
    world.now += DAY + 1
    await world.bot.sweep(lambda _chat: broken)
    logging.getLogger("somewhere").error("the token is 123:token")
    logged = capsys.readouterr().err
    assert logged.count("turn") >= 4
    assert "ConnectionError" in logged
    for secret in ("zebra", str(ANN), "123:token"):
        assert secret not in logged
    if form == "json":
        assert {json.loads(line)["event"] for line in logged.splitlines()} >= {"turn"}
