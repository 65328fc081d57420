"""How the bot behaves on Telegram: pages that turn in place, double taps, what is no text, typing, late answers."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.outgoing import PATIENCE
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemorySlot, MemoryStore
from tests.asked import DANGER
from tests.botapi import BotAPI, Reply, User
from tests.botapi.media import MEDIA
from tests.conftest import talking, until

CAUSES = "what causes it"
MINUTE = 60


async def answer(user: User, text: str) -> Reply:
    """The reply to a text."""
    await user.says(text)
    return await user.reply()


# Pages that turn in place


async def test_pages_turn_in_place(ann: User, knowledge: Knowledge) -> None:
    """From /start, topics, privacy and what is kept come and go in one message, and lead back to where she began."""
    labels = knowledge.replies.labels
    start = await answer(ann, "/start")
    for way in ([labels.ask], [labels.privacy], [labels.privacy, labels.my_data]):
        shown = start
        for label in way:
            await ann.taps(label, shown)
            shown = await ann.reply()
            assert (shown.edited, shown.message_id) == (True, start.message_id)
        await ann.taps(labels.back, shown)
        back = await ann.reply()
        assert (back.text, back.labels) == (start.text, start.labels)
    assert len(ann.chat.screen()) == 1


async def test_privacy_tells_all(ann: User, knowledge: Knowledge) -> None:
    """/privacy says what is kept, for how long, and that Telegram's chats with bots can be read."""
    text = (await answer(ann, "/privacy")).text
    for told in ("numbers of messages", "30 days", "a day at most", "not end-to-end encrypted", "/delete", "/mydata"):
        assert told in text


async def test_answers_stay_and_keep_their_buttons(ann: User, knowledge: Knowledge) -> None:
    """An answer that another message followed is not touched, and its buttons still do what they say."""
    first = await answer(ann, CAUSES)
    second = await answer(ann, "how long does the stitch stay in")
    assert not second.edited
    await ann.taps(knowledge.replies.labels.more, first)
    whole = await ann.reply()
    assert (whole.edited, whole.message_id) == (True, first.message_id)
    assert knowledge.intents["causes"].more[0].says in whole.text
    related = knowledge.intents["symptoms"]
    await ann.taps(str(related.short), first)
    assert (await ann.reply()).text.startswith(related.title)


@pytest.mark.parametrize(
    "text", [CAUSES, "how long does the stitch stay in", "what is cervical insufficiency", "hello"]
)
async def test_few_rows_lead_on(ann: User, knowledge: Knowledge, text: str) -> None:
    """Under an answer stand at most four rows: related topics, the check, more; each is short enough for a phone."""
    rows = (await answer(ann, text)).rows
    assert 2 <= len(rows) <= 4
    assert all(sum(len(button.label) for button in row) <= 36 for row in rows)
    assert knowledge.replies.labels.check in [button.label for row in rows for button in row]


async def test_the_check_begins_from_an_answer(ann: User, knowledge: Knowledge) -> None:
    """ "Check my symptoms" under an answer begins the check in a new message; while it is open, it is gone on with."""
    first = await answer(ann, CAUSES)
    await ann.taps(knowledge.replies.labels.check, first)
    begun = await ann.reply()
    assert "Step 1 of" in begun.text
    await ann.taps("No, none of these", begun)
    assert "Step 2 of" in (await ann.reply()).text
    await ann.taps(knowledge.replies.labels.check, first)
    assert "Step 2 of" in (await ann.reply()).text


# Double taps


async def test_a_double_tap_does_one_thing(server: BotAPI, ann: User, knowledge: Knowledge) -> None:
    """The second press of a topic, a step, a page or the deletion is confirmed, and brings nothing new."""
    labels, flow = knowledge.replies.labels, knowledge.flow
    start = await answer(ann, "/start")
    await ann.taps(labels.ask, start)
    topics = await ann.reply()
    check = await answer(ann, "/check")
    deletion = await answer(ann, "/delete")
    step = flow.steps[0].choice("no")
    assert step
    presses = []
    for label, shown in (
        (labels.ask, start),
        (knowledge.intents["causes"].title, topics),
        (step.label, check),
        (labels.delete, deletion),
    ):
        said = len(server.sent)
        presses += [await ann.taps(label, shown) for _ in range(2)]
        await server.acknowledged()
        assert len(server.sent) <= said + 1, label
    assert all(press.answered for press in presses)


async def test_the_same_button_again_later_is_answered(ann: User, knowledge: Knowledge) -> None:
    """After something else in between, the same button does what it says once more."""
    topics = await answer(ann, "/topics")
    title = knowledge.intents["causes"].title
    for _ in range(2):
        await ann.taps(title, topics)
        assert (await ann.reply()).text.startswith(title)
        await answer(ann, "/help")


async def test_not_modified_is_no_failure(server: BotAPI, ann: User, knowledge: Knowledge) -> None:
    """A page that is turned to itself stays: Telegram's refusal is taken for done, and nothing is sent anew."""
    topics = await answer(ann, "/start")
    await ann.taps(knowledge.replies.labels.ask, topics)
    await ann.reply()
    await answer(ann, "/help")
    await ann.taps(knowledge.replies.labels.ask, topics)
    await until(lambda: len(server.calls("editMessageText")) == 2)
    await server.acknowledged()
    assert [call.status for call in server.calls("editMessageText")] == [200, 400]
    await ann.silence(0.1)


# What is no text


@pytest.mark.parametrize("kind", MEDIA)
async def test_each_kind_has_its_line(ann: User, knowledge: Knowledge, kind: str) -> None:
    """What cannot be read is named, with what works instead; a spoken message gets whom to call, as nobody listens."""
    await ann.sends(kind)
    text = (await ann.reply()).text
    assert text == knowledge.replies.media.card(kind).says
    assert "type" in text
    assert ("call your local emergency number now" in text) == (kind in ("voice", "video_note", "audio"))


async def test_an_album_gets_one_line(server: BotAPI, ann: User, knowledge: Knowledge) -> None:
    """Ten pictures sent together are answered once, and the words under one of them are read; the next album again."""
    for _ in range(10):
        await ann.sends("photo", album="77")
    assert (await ann.reply()).text == knowledge.replies.media.photo.says
    for number in range(3):
        await ann.sends("photo", CAUSES if number == 0 else None, album="78")
    assert (await ann.reply()).text.startswith(knowledge.intents["causes"].title)
    await server.acknowledged()
    await ann.silence(0.1)


async def test_a_live_location_is_answered_once(server: BotAPI, ann: User, knowledge: Knowledge) -> None:
    """Telegram tells of every move of a live location: only the first message is answered."""
    location = await ann.sends("location")
    assert (await ann.reply()).text == knowledge.replies.media.location.says
    for _ in range(3):
        await ann.moves(location)
    await server.acknowledged()
    await ann.silence(0.1)


# Typing


class Slow(MemoryStore):
    """A database that takes its time."""

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator[MemorySlot]:
        await asyncio.sleep(3 * PATIENCE)
        async with super().slot(chat, update_id) as slot:
            yield slot


async def test_a_slow_reply_shows_typing(server: BotAPI, knowledge: Knowledge) -> None:
    """While the database takes its time, she sees once that the bot is typing."""
    ann = server.user()
    async with talking(server, knowledge, store=Slow()):
        assert await answer(ann, "/start")
    assert ann.chat.actions == ["typing"]
    assert server.calls("sendChatAction")[0].at <= server.calls("sendMessage")[0].at


async def test_typing_is_shown_while_telegram_lets_her_wait(server: BotAPI, ann: User) -> None:
    """While a reply waits as long as Telegram told, she sees that the bot is typing; a refused action is let be."""
    server.fault("sendMessage", "429", retry_after=1)
    server.fault("sendChatAction", "500")
    assert await answer(ann, "/start")
    assert len(server.calls("sendChatAction")) == 1
    server.fault("sendMessage", "429", retry_after=1)
    assert await answer(ann, "/start")
    assert ann.chat.actions == ["typing"]


async def test_a_quick_reply_shows_no_typing(server: BotAPI, ann: User) -> None:
    """A reply that comes at once is not announced."""
    for _ in range(10):
        began = time.monotonic()
        await answer(ann, "/help")
        if time.monotonic() - began < PATIENCE / 2:  # the machine that tests may be busy
            assert not ann.chat.actions
        ann.chat.actions.clear()


# Messages sent while the bot was away


def ago(seconds: int) -> int:
    return int(time.time()) - seconds


@pytest.mark.parametrize("text", ["/start", CAUSES, "what is the weather"])
async def test_a_late_answer_begins_with_an_apology(server: BotAPI, knowledge: Knowledge, text: str) -> None:
    """What waited more than ten minutes is answered after an apology, told once for all that waited."""
    ann, say = server.user(), knowledge.replies
    for minutes in (30, 25, 20):
        await ann.says(text, date=ago(minutes * MINUTE))
    await ann.says(text)
    async with talking(server, knowledge) as store:
        apology, *answers = await ann.replies(5)
        assert apology.text == say.late.says
        assert say.late.says not in [reply.text for reply in answers]
        await server.acknowledged()
        await ann.says(text, date=ago(11 * MINUTE))  # another time that the bot was away
        assert (await ann.reply()).text == say.late.says
        assert store.sessions


async def test_after_an_hour_the_emergency_line_comes_first(server: BotAPI, knowledge: Knowledge) -> None:
    """What waited more than an hour is answered after whom to call, said before all else."""
    ann, say = server.user(), knowledge.replies
    await ann.says(CAUSES, date=ago(61 * MINUTE))
    async with talking(server, knowledge):
        first, second = await ann.replies(2)
    assert first.text == say.very_late.says
    assert first.text.startswith("If you are bleeding a lot, in bad pain or feel very unwell, call ")
    assert second.text.startswith(knowledge.intents["causes"].title)


async def test_a_late_danger_sign_gets_its_card_first(server: BotAPI, knowledge: Knowledge) -> None:
    """The card comes before the apology, however late."""
    ann, say = server.user(), knowledge.replies
    await ann.says(DANGER, date=ago(5 * 60 * MINUTE))
    async with talking(server, knowledge):
        card, apology = await ann.replies(2)
    assert card.text.startswith(str(say.emergency.title))
    assert apology.text == say.very_late.says


async def test_ten_minutes_are_no_reason_to_apologise(server: BotAPI, knowledge: Knowledge) -> None:
    """What waited for nine minutes is answered as always, and so is a press of a button of any age."""
    ann = server.user()
    await ann.says("/start", date=ago(9 * MINUTE))
    async with talking(server, knowledge):
        start = await ann.reply()
        assert start.text.startswith(str(knowledge.replies.start.title))
        await ann.taps(start.labels[0], start)
        assert (await ann.reply()).edited
