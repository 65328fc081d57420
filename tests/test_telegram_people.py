"""People who leave, forward, write from two devices at once, or come by a link from a poster."""

import pytest

from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from tests.botapi import BotAPI, User
from tests.conftest import until
from tests.hooked import hooked, message
from tests.patient import Patient


@pytest.fixture
def patient(ann: User, knowledge: Knowledge) -> Patient:
    """The same in the symptom check."""
    return Patient(ann, knowledge)


# Who cannot be reached


@pytest.mark.parametrize("how", ["blocked", "deleted"])
async def test_who_cannot_be_reached(
    server: BotAPI, ann: User, patient: Patient, store: MemoryStore, knowledge: Knowledge, how: str
) -> None:
    """Once Telegram says that she blocked the bot or is no more, all kept of her goes; nothing is tried again."""
    question = await patient.begins()
    await (ann.blocks() if how == "blocked" else ann.is_deleted())
    server.log.clear()
    await ann.taps(patient.label("emergency", "no"), question)
    await ann.says("what causes it")
    bob = server.user(first_name="Bob")
    await bob.says("/start")
    await bob.reply()
    await server.acknowledged()
    hers = [call for call in server.log if call.params.get("chat_id") == ann.id]
    assert {call.status for call in hers} == {403}
    assert len(hers) <= 3
    assert ann.id not in store.sessions
    await ann.unblocks()
    await ann.says("/start")
    assert (await ann.reply()).text.startswith(str(knowledge.replies.start.title))


# What she did not write herself


async def test_what_she_forwards_is_read(ann: User, knowledge: Knowledge) -> None:
    """A forwarded question is answered, and a forwarded danger sign brings the card."""
    await ann.forwards("what causes it")
    assert (await ann.reply()).text.startswith(knowledge.intents["causes"].title)
    await ann.forwards("i am bleeding heavily and soaking pads")
    assert (await ann.reply()).text.startswith(str(knowledge.replies.emergency.title))


async def test_channels_are_silent(server: BotAPI, knowledge: Knowledge) -> None:
    """Telegram is not asked for posts in channels, and one that comes all the same brings nothing."""
    channel = {"id": -1_009_000_000_001, "title": "News", "type": "channel"}
    post = message(5, "what causes it", chat=channel, sender_chat=channel)
    async with hooked(server, knowledge) as bot:
        assert server.raw({"channel_post": post["message"]}) is None
        assert await bot.posts({"update_id": post["update_id"], "channel_post": post["message"]}) == 200
        assert await bot.posts({"update_id": post["update_id"] + 5, "message": post["message"]}) == 200
        assert not server.calls("sendMessage")
        assert not bot.store.sessions


# Two devices at once


async def test_one_answer_pressed_on_two_devices(server: BotAPI, ann: User, patient: Patient) -> None:
    """Two presses of one button at the same time are one answer: one new question comes, and both are confirmed."""
    question = await patient.begins()
    label = patient.label("emergency", "no")
    presses = [await ann.taps(label, question) for _ in range(2)]
    patient.screen = await ann.reply()
    assert patient.asks("urgent")
    await server.acknowledged()
    await until(lambda: all(press.answered for press in presses))
    await ann.silence(0.1)


async def test_one_tick_pressed_on_two_devices(server: BotAPI, ann: User, patient: Patient) -> None:
    """A sign that is ticked on two devices at once stays ticked."""
    await patient.reaches("signs")
    choice = patient.flow.step("signs").choices[0]  # type: ignore[union-attr]
    presses = [await ann.taps(f"☐ {choice.label}", patient.screen) for _ in range(2)]
    await server.acknowledged()
    await until(lambda: all(press.answered for press in presses))
    assert f"☑ {choice.label}" in ann.chat.screen()[-1].labels


async def test_an_emergency_pressed_on_two_devices(
    server: BotAPI, ann: User, patient: Patient, store: MemoryStore
) -> None:
    """The card comes once and nothing after it, and what is kept does not tell what was pressed."""
    question = await patient.begins()
    presses = [await ann.taps(patient.label("emergency", "yes"), question) for _ in range(2)]
    assert (await ann.reply()).text.startswith(patient.flow.results.emergency.title)
    await server.acknowledged()
    await until(lambda: all(press.answered for press in presses))
    titles = [reply.text.split("\n")[0] for reply in ann.chat.screen()]
    assert titles.count(patient.flow.results.emergency.title) == 1
    assert "pick" not in store.sessions[ann.id][0]
    assert len(titles) == 3  # the question, the card, the summary


async def test_two_devices_that_differ(server: BotAPI, ann: User, patient: Patient) -> None:
    """Of two answers pressed at once the first counts, and the other is told that it changed nothing."""
    question = await patient.begins()
    await ann.taps(patient.label("emergency", "no"), question)
    await ann.taps(patient.label("emergency", "yes"), question)
    patient.screen = await ann.reply()
    assert patient.asks("urgent")
    patient.screen = await ann.reply()
    assert patient.asks("urgent")
    await until(lambda: len(server.calls("answerCallbackQuery")) == 2)


# Links


@pytest.mark.parametrize("name", ["symptoms", "causes", "treatment", "what_is", "check", "symptom_check"])
async def test_links_on_posters(ann: User, knowledge: Knowledge, name: str) -> None:
    """t.me/bot?start=... leads to an answer by its name, or into the check."""
    await ann.says(f"/start {name}")
    reply = await ann.reply()
    expected = knowledge.flow.opening if "check" in name else knowledge.intents[name].title
    assert reply.text.startswith(expected)


async def test_a_link_that_leads_nowhere(ann: User, knowledge: Knowledge) -> None:
    """An old poster with a name that is gone brings the first screen; a danger sign behind /start is still read."""
    await ann.says("/start goneforever")
    assert (await ann.reply()).text.startswith(str(knowledge.replies.start.title))
    await ann.says("/start i am bleeding heavily")
    assert (await ann.reply()).text.startswith(str(knowledge.replies.emergency.title))
