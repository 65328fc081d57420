"""Thousands of random actions: never silence, an error, a message that Telegram refuses, or a chat that is stuck."""

import random
from dataclasses import dataclass, field

import pytest

from bot.app import Bot
from bot.arrival import Arrival
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Media, Reply, Tap, Text, written
from bot.core.session import from_json, to_json
from bot.core.taps import again
from bot.flood import Floods
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry
from bot.unanswered import Unanswered
from tests.asked import DANGER
from tests.core.test_properties import sendable
from tests.walk import Person

CHAT, LARGEST = 7, 8192
DAY = 24 * 3600.0
STEPS, TURNS = 1000, 5
"""Actions of one chat, and chats."""


@dataclass
class Chat:
    """One chat with the bot, whose process may end at any time; its messages have numbers, as on Telegram."""

    knowledge: Knowledge
    person: Person
    now: float = 1_000_000.0
    update: int = 0
    last: int = 1_000_000
    replies: list[Reply] = field(default_factory=list)
    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Another process goes on with what the store holds."""
        dialogue = Dialogue(self.knowledge, staffed=True)
        telemetry, unanswered = Telemetry(b"key"), Unanswered(self.store)
        self.bot = Bot(dialogue, self.store, telemetry, ttl=DAY, unanswered=unanswered, clock=lambda: self.now)

    async def send(self, reply: Reply) -> int:
        """Takes a reply as Telegram would, and shows it."""
        sendable(reply)
        self.replies.append(reply)
        self.last += not reply.edit
        for row in reply.buttons:
            for button in row:
                self.person.sees(self.last, button.data)
        return self.last

    async def on(self, event: Event, age: float | None = None) -> list[Reply]:
        """The replies to one event."""
        self.update += 1
        self.now += 2.0
        self.replies = []
        await self.bot.handle(Arrival(self.update, CHAT, event, age), self.send)
        return self.replies

    @property
    def session(self) -> str:
        return self.store.sessions[CHAT][0] if CHAT in self.store.sessions else ""


def silent(event: Event, before: str, *, soon: bool) -> bool:
    """Whether nothing need be said: to a double tap, thanks, more of an album, a caption that is gone."""
    session = from_json(before) if before else None
    match event:
        case Tap(data=data):
            return data == "thanks" or (soon and session is not None and again(session, event))
        case Media(edited=True) if not written(event).strip():
            return True
        case Media(album=album) if album and not written(event).strip():
            return session is not None and session.album == album
        case _:
            return False


async def never_stuck(chat: Chat) -> None:
    """From here /start greets and a danger sign gets its card; then all is put back as it was."""
    say, kept = chat.knowledge.replies, dict(chat.store.sessions)
    assert (await chat.on(Command("start")))[-1].text == say.start.says
    chat.store.sessions = dict(kept)
    assert (await chat.on(Command("cancel")))[-1].text in (say.cancelled.says, say.nothing_to_cancel.says)
    chat.store.sessions = dict(kept)
    card = (await chat.on(Text(DANGER)))[0]
    assert (card.text, card.buttons, card.edit) == (say.emergency.says, (), False)
    chat.store.sessions = kept


@pytest.fixture
def no_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk is quicker than any person, and is answered all the same."""
    monkeypatch.setattr("bot.app.Floods", lambda **_: Floods(burst=10**9))


@pytest.mark.usefixtures("no_flood")
@pytest.mark.parametrize("seed", range(TURNS))
async def test_a_random_walk(knowledge: Knowledge, seed: int) -> None:
    """Whatever she does in whatever order, with restarts and long pauses between: an answer that can be sent, where
    one is due; a small session that survives JSON; and always a way out."""
    chance = random.Random(seed)
    chat = Chat(knowledge, Person(random.Random(seed + 100)))
    for step in range(STEPS):
        if chance.random() < 0.03:
            chat.restart()
        if chance.random() < 0.02:
            chat.now += chance.choice((11.0, 2 * DAY))
        event, before, saved = chat.person.next(), chat.session, chat.store.sessions.get(CHAT, ("", 0.0))[1]
        replies = await chat.on(event, chance.choice((None, 0.0, 0.0, 700.0, 4000.0)))
        assert replies or silent(event, before, soon=chat.now - saved <= 10), (seed, step, event)
        assert len(chat.session) <= LARGEST
        if chat.session:
            assert to_json(from_json(chat.session)) == chat.session
        await never_stuck(chat)
        assert len(chat.session) <= LARGEST
