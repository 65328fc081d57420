"""A patient talks to the real Application over HTTP: questions, suggestions, media, and what must never get lost."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.knowledge import Knowledge
from bot.core.replies import Card
from tests.asked import asked_as
from tests.botapi import BotAPI, User
from tests.conftest import talking, until

HEADINGS = {
    "what_is": "what is cervical insufficiency",
    "causes": "what causes it",
    "symptoms": "what are the symptoms",
    "treatment": "how long does the stitch stay in",
}
HTML = ("<b>what & why</b>", "</b>", "&lt;i&gt; &amp;", "<a href='x'>", "a < b && c > d", "\x00")


async def test_start_says_who_it_is_and_offers_three_ways(ann: User, knowledge: Knowledge) -> None:
    """/start greets, says what to do in an emergency and has three buttons; every topic is one tap away."""
    await ann.says("/start")
    reply = await ann.reply()
    assert reply.text == f"{knowledge.replies.start.title}\n\n{knowledge.replies.start.says}"
    labels = knowledge.replies.labels
    assert reply.labels == [labels.ask, labels.check, labels.privacy]
    await ann.taps(labels.ask, reply)
    topics = await ann.reply()
    assert (topics.edited, topics.message_id) == (True, reply.message_id)
    assert {knowledge.intents[name].title for name in HEADINGS} <= set(topics.labels)


@pytest.mark.parametrize("name", HEADINGS)
async def test_each_heading_answers_a_typed_question(ann: User, knowledge: Knowledge, name: str) -> None:
    """A plain question is answered under its heading, with its source and buttons that lead on."""
    await ann.says(HEADINGS[name])
    reply = await ann.reply()
    assert reply.text.startswith(f"{knowledge.intents[name].title}\n\n")
    assert knowledge.replies.labels.sources in reply.text
    assert reply.html.startswith("<b>")
    assert reply.buttons


@pytest.mark.parametrize("name", HEADINGS)
async def test_each_heading_answers_its_button(server: BotAPI, ann: User, knowledge: Knowledge, name: str) -> None:
    """The button of a heading under /topics brings its answer as a new message."""
    await ann.says("/topics")
    press = await ann.taps(knowledge.intents[name].title, await ann.reply())
    reply = await ann.reply()
    assert reply.text.startswith(f"{knowledge.intents[name].title}\n\n")
    assert not reply.edited
    await server.acknowledged()
    assert press.answered


async def test_a_misspelt_question_is_answered(ann: User, knowledge: Knowledge) -> None:
    """Two misspelt words do not keep her from the answer."""
    await ann.says("how lomg does the stich stay in")
    assert (await ann.reply()).text.startswith(knowledge.intents["treatment"].title)


async def test_more_opens_in_place(ann: User, knowledge: Knowledge) -> None:
    """ "More" turns the message under her finger into the whole answer."""
    await ann.says("/start causes")
    short = await ann.reply()
    await ann.taps(knowledge.replies.labels.more, short)
    whole = await ann.reply()
    assert whole.edited
    assert whole.message_id == short.message_id
    assert knowledge.intents["causes"].more[0].says in whole.text


async def test_a_suggestion_is_pressed(ann: User, knowledge: Knowledge) -> None:
    """An unsure message brings "Did you mean", and the pressed suggestion its answer."""
    await ann.says(asked_as(knowledge, "suggest"))
    asked = await ann.reply()
    assert asked.text == knowledge.replies.unsure.says
    await ann.taps(asked.labels[0], asked)
    assert (await ann.reply()).text.startswith(asked.labels[0])


async def test_none_of_the_suggestions_fits(ann: User, knowledge: Knowledge) -> None:
    """ "None of these" is taken for an answer, and the topics are offered."""
    await ann.says(asked_as(knowledge, "suggest"))
    await ann.taps(knowledge.replies.labels.none_of_these, await ann.reply())
    reply = await ann.reply()
    assert reply.text == knowledge.replies.none_of_these.says
    assert knowledge.intents["what_is"].title in reply.labels


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "location", "contact", "document", "poll", "dice"])
async def test_what_is_no_text_is_answered_kindly(ann: User, knowledge: Knowledge, kind: str) -> None:
    """Anything that cannot be read is answered with what to do instead."""
    await ann.sends(kind)
    assert (await ann.reply()).text == knowledge.replies.media.card(kind).says


async def test_a_caption_is_read(ann: User, knowledge: Knowledge) -> None:
    """The words under a photo count like a message: a question is answered, a red flag comes first."""
    await ann.sends_photo(HEADINGS["causes"])
    assert (await ann.reply()).text.startswith(knowledge.intents["causes"].title)
    await ann.sends_photo("i am bleeding heavily and soaking pads")
    assert (await ann.reply()).text == f"{knowledge.replies.emergency.title}\n\n{knowledge.replies.emergency.says}"


async def test_an_edited_message_is_read_again(ann: User, knowledge: Knowledge) -> None:
    """A red flag that she adds to an old message is answered at once."""
    message = await ann.says(HEADINGS["causes"])
    await ann.reply()
    await ann.edits(message, "i am bleeding heavily and soaking pads")
    assert (await ann.reply()).text.startswith(str(knowledge.replies.emergency.title))


@pytest.mark.parametrize("text", HTML)
async def test_html_in_what_she_types_breaks_nothing(server: BotAPI, ann: User, text: str) -> None:
    """Signs that mean something in HTML are words like any others: everything she gets is taken by Telegram."""
    await ann.says(text)
    assert (await ann.reply()).text
    assert [call.status for call in server.calls("sendMessage")] == [200]


async def test_html_signs_in_the_content_arrive_as_written(server: BotAPI, ann: User) -> None:
    """An ampersand in an answer is shown as an ampersand."""
    await ann.says("/start causes")
    assert "D&C" in (await ann.reply()).text


async def test_a_long_reply_comes_in_parts(server: BotAPI, knowledge: Knowledge) -> None:
    """A reply over 4,096 UTF-16 units arrives whole in several messages, its buttons under the last."""
    words = ("\N{BABY} " * 2047).strip()
    replies = knowledge.replies.model_copy(update={"help": Card(title="Long", says=words)})
    ben = server.user(first_name="Ben")
    async with talking(server, replace(knowledge, replies=replies)):
        await ben.says("/help")
        first, second = await ben.replies(2)
    assert first.text.removeprefix("Long\n\n") + " " + second.text == words
    assert not first.buttons
    assert second.buttons


async def test_nothing_is_acknowledged_before_its_reply_is_out(server: BotAPI, ann: User) -> None:
    """While a reply is under way Telegram keeps the message; it is let go once the reply is out."""
    held = server.fault("sendMessage", "delay", seconds=0.7)
    await ann.says("/start")
    await until(lambda: held.hits > 0)
    await asyncio.sleep(0.5)
    assert server.pending() == 1
    await ann.reply()
    await server.acknowledged()


async def test_a_waiting_chat_holds_up_no_other(server: BotAPI, ann: User) -> None:
    """While one chat's reply has to wait, others are answered, each message once."""
    bob = server.user(first_name="Bob")
    stuck = server.fault("sendMessage", "429", chat=ann.id, chance=1.0)
    await ann.says("/start")
    await bob.says("/help")
    await bob.reply()
    assert not ann.chat.screen()
    server.faults.clear()
    await ann.reply()
    await server.acknowledged()
    await bob.silence(0.1)
    assert len(server.calls("sendMessage")) == 2 + stuck.hits


async def test_a_group_is_left_alone(server: BotAPI, ann: User) -> None:
    """In a group the bot says nothing, and goes on."""
    await ann.says("i am bleeding heavily", chat=server.group())
    await ann.says("/start")
    assert (await ann.reply()).chat_id == ann.id
    await server.acknowledged()
    assert len(server.sent) == 1


async def test_a_command_may_be_followed_by_anything(ann: User, knowledge: Knowledge) -> None:
    """A line end or a full stop after a command is no part of its name."""
    for text in ("/help\nplease", "/help.", "/HELP", "/help@loopback_bot"):
        await ann.says(text)
        assert (await ann.reply()).text.startswith(str(knowledge.replies.help.title)), text
