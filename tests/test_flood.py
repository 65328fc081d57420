"""A chat that sends more than can be answered is told so once, danger signs are always heard, and others never wait."""

import asyncio
import time

import pytest

from bot import flood
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Text
from bot.core.session import Session, from_json
from bot.flood import BURST, MANY, PER_SECOND, RESTED, Floods
from tests.botapi import BotAPI
from tests.hooked import hooked, message

ANN, BOB = 1, 2


class Clock:
    """A clock that is set by hand, in seconds."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def floods(clock: Clock) -> Floods:
    return Floods(clock)


def answered(floods: Floods, chat: int, count: int) -> list[str]:
    """What becomes of so many messages at once."""
    rooms = [floods.room(chat) for _ in range(count)]
    return ["answered" if room >= 1 else "told" if room >= 0 else "silent" for room in rooms]


def test_a_burst(floods: Floods) -> None:
    """A full bucket is answered, the next message is told so, and the rest gets no word."""
    found = answered(floods, ANN, 200)
    assert found == ["answered"] * BURST + ["told"] + ["silent"] * (199 - BURST)
    assert answered(floods, BOB, 1) == ["answered"]


def test_room_comes_back(floods: Floods, clock: Clock) -> None:
    """With time messages are answered again, up to a full bucket."""
    answered(floods, ANN, 200)
    clock.now += 3 / PER_SECOND
    assert answered(floods, ANN, 5) == ["answered"] * 3 + ["silent"] * 2
    clock.now += 10 * BURST / PER_SECOND
    assert answered(floods, ANN, BURST + 1) == ["answered"] * BURST + ["told"]


def test_a_flood_that_lasts_is_told_of_once(floods: Floods, clock: Clock) -> None:
    """Who goes on writing too fast gets as many answers as there is room for, and is told once, not each second."""
    found: list[str] = []
    for _ in range(600):
        found += answered(floods, ANN, 1)
        clock.now += 0.2 / PER_SECOND
    assert found.count("told") == 1
    assert abs(found.count("answered") - (BURST + 600 * 0.2)) <= 2


def test_the_next_flood_is_told_of_anew(floods: Floods, clock: Clock) -> None:
    """After a rest a flood is a new one."""
    answered(floods, ANN, 200)
    clock.now += (RESTED + 1) / PER_SECOND
    assert answered(floods, ANN, RESTED + 3) == ["answered"] * (RESTED + 1) + ["told", "silent"]


def test_memory_is_bounded(floods: Floods) -> None:
    """Only so many chats are remembered, those that wrote last."""
    answered(floods, ANN, 200)
    for chat in range(10, 10 + MANY - 1):
        floods.room(chat)
    assert answered(floods, ANN, 1) == ["silent"]
    for chat in range(10, 10 + 2 * MANY):
        floods.room(chat)
    assert len(floods._buckets) == MANY
    assert answered(floods, ANN, 1) == ["answered"]


async def test_two_hundred_messages_at_once(
    server: BotAPI, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One kind reply to a flood, danger signs in it answered, another chat on time, and the check where she saw it."""
    monkeypatch.setattr(flood, "BURST", 20)
    monkeypatch.setattr(flood, "PER_SECOND", 0.01)
    ann, bob = server.user(first_name="Ann"), server.user(first_name="Bob")
    dialogue = Dialogue(knowledge)
    slow_down, alarm = dialogue.slow_down.text, dialogue.turn(Session(), Text("I am bleeding heavily")).replies
    texts = ["/check", "no", *["none"] * 198]
    texts[100] = texts[150] = "I am bleeding heavily"
    async with hooked(server, knowledge) as bot:
        posting = asyncio.create_task(one_by_one(bot.posts, [message(ann.id, text) for text in texts]))
        began = time.monotonic()
        assert await bot.posts(message(bob.id, "/help")) == 200
        assert time.monotonic() - began < 0.5
        assert await posting == {200}
        said = [reply.text for reply in ann.chat.screen()]
        assert said.count(slow_down) == 1
        assert sum(alarm[0].text in text for text in said) == 2
        kept = from_json(bot.store.sessions[ann.id][0])
        assert kept.progress is not None
        assert kept == session_after(dialogue, [*texts[:20], texts[100], texts[150]]).but(
            run=kept.run, pairs=kept.pairs, language=kept.language
        )
        found = await bot.metrics()
        assert found["bot_floods_total"] == 178
        monkeypatch.setattr(flood, "PER_SECOND", 1000.0)
        await asyncio.sleep(0.03)
        assert await bot.posts(message(ann.id, "/help")) == 200
        assert str(knowledge.replies.help.title) in ann.chat.screen()[-1].text


async def one_by_one(posts: object, updates: list[dict[str, object]]) -> set[int]:
    """Posts updates as Telegram does those of one chat."""
    return {await posts(update) for update in updates}  # type: ignore[operator]  # a bound method


def session_after(dialogue: Dialogue, texts: list[str]) -> Session:
    """The session after these messages and no others."""
    session = Session()
    for text in texts:
        event = Command(text[1:]) if text.startswith("/") else Text(text)
        session = dialogue.turn(session, event).session or session
    return session
