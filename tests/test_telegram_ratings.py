"""Whether an answer helped: two buttons under it, thanks in their place, and what the staff learn of it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.app import Bot
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry
from bot.telemetry.metrics import Metrics
from bot.unanswered import Unanswered
from tests.botapi import BotAPI, Reply, User
from tests.conftest import running

CAUSES = "what causes it"


@dataclass
class Clinic:
    """The bot with its staff's chat and what it keeps, and a patient."""

    server: BotAPI
    store: MemoryStore
    ann: User
    staff: User

    async def answer(self, text: str) -> Reply:
        await self.ann.says(text)
        return await self.ann.reply()

    async def stats(self) -> str:
        await self.staff.says("/stats")
        return (await self.staff.reply()).text

    async def unanswered(self) -> list[str]:
        await self.server.acknowledged()
        return await Unanswered(self.store).wordings()


@pytest.fixture
async def clinic(server: BotAPI, knowledge: Knowledge) -> AsyncIterator[Clinic]:
    store = MemoryStore()
    telemetry = Telemetry(b"key", Metrics(knowledge.revision))
    bot = Bot(Dialogue(knowledge), store, telemetry, unanswered=Unanswered(store))
    ann, staff = server.user(first_name="Ann"), server.user(first_name="Sam")
    async with running(server, bot, staff=staff.id):
        yield Clinic(server, store, ann, staff)


async def test_yes_turns_into_thanks(clinic: Clinic, knowledge: Knowledge) -> None:
    """ "This helped" becomes thanks under the same words; nothing new is sent, the other buttons stay and work."""
    labels = knowledge.replies.labels
    answer = await clinic.answer(CAUSES)
    *others, rating = answer.rows
    assert [button.label for button in rating] == [labels.helped, labels.not_helped]
    await clinic.ann.taps(labels.helped, answer)
    thanked = await clinic.ann.reply()
    assert (thanked.edited, thanked.message_id, thanked.text) == (True, answer.message_id, answer.text)
    assert list(thanked.rows[:-1]) == others
    assert [button.label for button in thanked.rows[-1]] == [labels.thanks]
    press = await clinic.ann.taps(labels.thanks, thanked)
    await clinic.server.acknowledged()
    assert press.answered
    await clinic.ann.silence(0.1)
    await clinic.ann.taps(labels.more, thanked)
    assert (await clinic.ann.reply()).message_id == answer.message_id
    assert f"ratings causes yes {knowledge.revision}: 1" in await clinic.stats()
    assert not await clinic.unanswered()


async def test_no_asks_what_was_meant(clinic: Clinic, knowledge: Knowledge) -> None:
    """ "This did not help" asks which topic was meant, keeps the masked wording, and the topic answers in its place."""
    labels = knowledge.replies.labels
    answer = await clinic.answer(f"{CAUSES} 07700 900123")
    await clinic.ann.taps(labels.not_helped, answer)
    thanked, which = await clinic.ann.replies(2)
    assert thanked.labels[-1] == labels.thanks
    assert which.text == knowledge.replies.not_helped.says
    assert knowledge.intents["causes"].title not in which.labels
    assert which.labels[-1] == labels.none_of_these
    assert await clinic.unanswered() == [f"{CAUSES} [phone]"]
    await clinic.ann.taps(which.labels[0], which)
    meant = await clinic.ann.reply()
    assert (meant.edited, meant.message_id) == (True, which.message_id)
    assert meant.text.startswith(which.labels[0])
    assert f"ratings causes no {knowledge.revision}: 1" in await clinic.stats()


async def test_none_of_them_offers_the_topics(clinic: Clinic, knowledge: Knowledge) -> None:
    """After "None of these" the topics stand in its place, and the wording is kept once."""
    await clinic.ann.taps(knowledge.replies.labels.not_helped, await clinic.answer(CAUSES))
    _, which = await clinic.ann.replies(2)
    await clinic.ann.taps(knowledge.replies.labels.none_of_these, which)
    topics = await clinic.ann.reply()
    assert (topics.edited, topics.text) == (True, knowledge.replies.none_of_these.says)
    assert await clinic.unanswered() == [CAUSES]


async def test_more_before_the_rating(clinic: Clinic, knowledge: Knowledge) -> None:
    """Who reads on first can still say that it did not help: the wording of her question is not lost."""
    labels = knowledge.replies.labels
    await clinic.ann.taps(labels.more, await clinic.answer(CAUSES))
    whole = await clinic.ann.reply()
    await clinic.ann.taps(labels.not_helped, whole)
    thanked, _ = await clinic.ann.replies(2)
    assert thanked.text == whole.text
    assert labels.more not in thanked.labels
    assert await clinic.unanswered() == [CAUSES]


async def test_an_older_answer_keeps_no_other_wording(clinic: Clinic, knowledge: Knowledge) -> None:
    """An answer rated after another question was asked is counted, and that question's words are not taken for its."""
    first = await clinic.answer(CAUSES)
    await clinic.answer("how long does the stitch stay in")
    await clinic.ann.taps(knowledge.replies.labels.not_helped, first)
    await clinic.ann.replies(2)
    assert not await clinic.unanswered()
    assert "ratings causes no" in await clinic.stats()


@pytest.mark.parametrize("text", ["hello", "i am bleeding heavily and soaking pads", "/check", "/start", "/topics"])
async def test_what_is_not_rated(clinic: Clinic, knowledge: Knowledge, text: str) -> None:
    """Small talk, cards for danger signs, the check and the bot's own pages ask for no rating."""
    assert knowledge.replies.labels.helped not in (await clinic.answer(text)).labels


async def test_a_double_tap_counts_once(clinic: Clinic, knowledge: Knowledge) -> None:
    """Two presses at once are one rating, and ask once what was meant."""
    answer = await clinic.answer(CAUSES)
    for _ in range(3):
        await clinic.ann.taps(knowledge.replies.labels.not_helped, answer)
    await clinic.ann.replies(2)
    await clinic.server.acknowledged()
    await clinic.ann.silence(0.1)
    assert "ratings causes no" in (stats := await clinic.stats())
    assert stats.count("ratings") == 1
    assert stats.splitlines()[-1].endswith(": 1") or f"{knowledge.revision}: 1" in stats


async def test_the_words_go_with_the_next_event(clinic: Clinic) -> None:
    """The masked words of an answered question lie in the session until the next event, and no longer."""
    await clinic.answer(CAUSES)
    await clinic.server.acknowledged()
    assert json.loads(clinic.store.sessions[clinic.ann.id][0])["asked"] == CAUSES
    await clinic.answer("/help")
    await clinic.server.acknowledged()
    assert json.loads(clinic.store.sessions[clinic.ann.id][0])["asked"] == ""
