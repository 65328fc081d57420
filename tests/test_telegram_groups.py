"""The bot in a group: it answers only when it is meant, keeps nothing, and leads to the private chat."""

from typing import Any

import pytest

from bot.app import GROUP_BURST
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from bot.unanswered import SHELF
from tests.asked import DANGER, asked_as
from tests.botapi import BotAPI, Group, Reply, User
from tests.botapi.groups import as_group, from_channel
from tests.conftest import talking
from tests.hooked import hooked, message

WATERS = "my waters are leaking"
QUESTION = "what causes it"
BOT: dict[str, Any] = {"from": {"id": 5, "is_bot": True, "first_name": "Another", "username": "another_bot"}}


@pytest.fixture
def ward(server: BotAPI) -> Group:
    """A group that she and the bot are in."""
    return server.group(title="Ward")


async def asked(ann: User, group: Group, text: str) -> Reply:
    """What the bot says to a question in the group."""
    await ann.says(f"/ask {text}", chat=group)
    return await group.reply()


async def is_silent(server: BotAPI, group: Group) -> None:
    """All that was said is done with, and the bot said nothing in the group."""
    await server.acknowledged()
    await group.silence(0)


# Who is meant


@pytest.mark.parametrize(
    "text",
    [f"/ask {QUESTION}", f"/ask@Loopback_Bot {QUESTION}", f"@loopback_bot {QUESTION}", f"{QUESTION} @LOOPBACK_bot"],
)
async def test_it_answers_when_it_is_named(ann: User, ward: Group, knowledge: Knowledge, text: str) -> None:
    """A command or its name, anywhere and in any case, brings the answer, as a reply to the one who asked."""
    said = await ann.says(text, chat=ward)
    reply = await ward.reply()
    assert reply.text.startswith(f"{knowledge.intents['causes'].title}\n\n")
    assert reply.body["reply_to_message"]["message_id"] == said["message_id"]


async def test_it_answers_a_reply_to_its_message(ann: User, ward: Group, knowledge: Knowledge) -> None:
    """An answer to the bot's own message is meant for it, whoever writes it."""
    first = await asked(ann, ward, QUESTION)
    bob = ann._server.user(first_name="Bob")
    await bob.says("what are the symptoms", chat=ward, to=first)
    assert (await ward.reply()).text.startswith(knowledge.intents["symptoms"].title)


async def test_captions_are_meant_too(server: BotAPI, ann: User, ward: Group, knowledge: Knowledge) -> None:
    """A photo is answered when the words under it name the bot, and left alone when they do not."""
    await ann.sends("photo", f"@loopback_bot {QUESTION}", chat=ward)
    assert (await ward.reply()).text.startswith(knowledge.intents["causes"].title)
    await ann.sends("photo", QUESTION, chat=ward)
    await ann.sends("photo", chat=ward)
    await is_silent(server, ward)


async def test_talk_among_others_is_left_alone(server: BotAPI, ann: User, ward: Group, knowledge: Knowledge) -> None:
    """What names nobody or another bot, answers another's message, or was sent by no person, brings no reply."""
    bob = server.user(first_name="Bob")
    shown = await asked(ann, ward, QUESTION)
    hers = await bob.says("has anybody heard of this", chat=ward)
    for text in (
        DANGER, QUESTION, "/ask@other_bot what is it", "/help@other_bot", "/weather", "/version",
        "/check@loopback_bots", "@loopback_bots what is it", "see loopback_bot",
        "me@loopback_bot.example.org what is it",
    ):  # fmt: skip
        await ann.says(text, chat=ward)
    await ann.says(QUESTION, chat=ward, reply_to_message=hers)
    await ann.says("/help@other_bot", chat=ward, to=shown)
    await ann.says(f"@loopback_bot {QUESTION}", chat=ward, **from_channel("News"))
    await ann.says(f"@loopback_bot {QUESTION}", chat=ward, **BOT)
    await ann.says(f"@loopback_bot {QUESTION}", chat=ward, via_bot=server.me_short)
    ward.body["title"] = "Ward 2"
    server.push("message", ward.post(ann.body, {"new_chat_title": "Ward 2"}), ("chat", ward.id))
    await ann.sends("sticker", chat=ward)
    await is_silent(server, ward)
    await ann.says("/start")
    assert (await ann.reply()).text.startswith(str(knowledge.replies.start.title))


async def test_whoever_hides_is_answered(ann: User, ward: Group, knowledge: Knowledge) -> None:
    """An admin who writes as the group, and a person who writes as a channel, are people."""
    channel = from_channel("News") | {"is_automatic_forward": False, "forward_origin": None}
    for fields in (as_group(ward), channel):
        await ann.says(f"/ask {QUESTION}", chat=ward, **fields)
        assert (await ward.reply()).text.startswith(knowledge.intents["causes"].title)


async def test_privacy_mode(knowledge: Knowledge) -> None:
    """With all that Telegram shows a bot in privacy mode, commands and replies, a group is served."""
    server = BotAPI(privacy=True)
    async with server.running(), talking(server, knowledge):
        ann, ward = server.user(first_name="Ann"), server.group()
        await ann.says("among ourselves", chat=ward)
        await ann.says("what are the symptoms", chat=ward, to=await asked(ann, ward, QUESTION))
        assert (await ward.reply()).text.startswith(knowledge.intents["symptoms"].title)


# What is said


async def test_buttons_lead_to_the_private_chat(server: BotAPI, ann: User, ward: Group, knowledge: Knowledge) -> None:
    """Under an answer all buttons are links, and each brings what it names in the private chat."""
    reply = await asked(ann, ward, QUESTION)
    assert knowledge.replies.labels.more in reply.labels
    assert {button.data for button in reply.buttons} == {None}
    assert reply.buttons[-1].label == knowledge.replies.labels.check
    for button in reply.buttons:
        await ann.opens(button)
        intent = knowledge.intents.get((button.url or "").partition("?start=")[2])
        assert (intent.title if intent else knowledge.flow.opening) in (await ann.reply()).text


@pytest.mark.parametrize(
    "text", ["/start@loopback_bot", "/help", "/topics", "/privacy", "/ask", "@loopback_bot", "/start goneforever"]
)
async def test_it_says_how_it_works_here(ann: User, ward: Group, knowledge: Knowledge, text: str) -> None:
    """Whoever calls it without a question learns how to ask, and finds all topics and the private chat."""
    await ann.says(text, chat=ward)
    reply = await ward.reply()
    assert reply.text == f"{knowledge.replies.group_help.title}\n\n{knowledge.replies.group_help.says}"
    assert reply.labels[-1] == knowledge.replies.labels.private
    await ann.opens(reply.buttons[-1])
    assert (await ann.reply()).text.startswith(str(knowledge.replies.start.title))


async def test_whom_to_call(ann: User, ward: Group, knowledge: Knowledge) -> None:
    """/contact says in a group, too, who can be reached."""
    await ann.says("/contact", chat=ward)
    assert (await ward.reply()).text.startswith(str(knowledge.replies.contact.title))


@pytest.mark.parametrize(("text", "kind"), [(DANGER, "emergency"), (WATERS, "urgent"), ("i want to die", "emergency")])
async def test_a_danger_sign(ann: User, ward: Group, knowledge: Knowledge, text: str, kind: str) -> None:
    """A danger sign brings one neutral line with the number to call, and the way to the private chat."""
    reply = await asked(ann, ward, text)
    assert reply.text == getattr(knowledge.replies, f"group_{kind}").says
    assert reply.labels == [knowledge.replies.labels.private]
    await ann.opens(reply.buttons[0])
    assert (await ann.reply()).text.startswith(str(knowledge.replies.start.title))


async def test_a_danger_sign_in_a_command_a_caption_or_an_edit(ann: User, ward: Group, knowledge: Knowledge) -> None:
    """It comes first in whatever the bot is meant by, also when it is written later; another edit brings nothing."""
    line = knowledge.replies.group_emergency.says
    await ann.says(f"/help {DANGER}", chat=ward)
    assert (await ward.reply()).text == line
    await ann.sends("photo", f"@loopback_bot {DANGER}", chat=ward)
    assert (await ward.reply()).text == line
    said = await ann.says("@loopback_bot what is it", chat=ward)
    await ward.reply()
    await ann.edits(said, "@loopback_bot what is it please")
    await ann.edits(said, f"@loopback_bot {DANGER}")
    assert (await ward.reply()).text == line


@pytest.mark.parametrize(
    "kind", ["lost", "suggest", "symptom_check", "/check", "/delete", "/mydata", "/cancel", "voice"]
)
async def test_what_is_better_asked_in_private(ann: User, ward: Group, knowledge: Knowledge, kind: str) -> None:
    """The check, her own signs, what is hers, and what is not understood bring one line and the link, no question."""
    if kind == "voice":
        await ann.sends("voice", "@loopback_bot", chat=ward)
    elif kind == "symptom_check":
        await ann.says("/ask i have a little pink spotting", chat=ward)
    else:
        await ann.says(kind if kind.startswith("/") else f"/ask {asked_as(knowledge, kind)}", chat=ward)
    reply = await ward.reply()
    assert reply.text == knowledge.replies.group_private.says
    [link] = reply.buttons
    await ann.opens(link)
    private = (await ann.reply()).text
    assert (knowledge.flow.opening in private) == (kind in ("symptom_check", "/check"))


# Nothing is kept, nothing is lost


async def test_nothing_of_a_group_is_kept(server: BotAPI, ann: User, store: MemoryStore, knowledge: Knowledge) -> None:
    """After any talk in a group the store holds the numbers of answered updates, and nothing else."""
    ward = server.group()
    for text in (QUESTION, DANGER, asked_as(knowledge, "lost"), asked_as(knowledge, "suggest"), "i have pink spotting"):
        await asked(ann, ward, text)
    for text in ("/check", "/delete", "/start"):
        await ann.says(text, chat=ward)
        await ward.reply()
    await server.acknowledged()
    assert not store.sessions
    assert not store.shelves.get(SHELF)
    assert len(store.updates) == 8


async def test_a_group_touches_no_private_talk(ann: User, ward: Group, knowledge: Knowledge) -> None:
    """Her open check stands as it was, whatever she says in a group meanwhile."""
    await ann.says("/check")
    question = await ann.reply()
    for text in (QUESTION, DANGER, "no"):
        await asked(ann, ward, text)
    await ann.says("/cancel", chat=ward)
    await ward.reply()
    await ann.taps(knowledge.flow.steps[0].choices[-1].label, question)
    assert knowledge.flow.steps[1].ask in (await ann.reply()).text


async def test_a_message_is_answered_once(server: BotAPI, knowledge: Knowledge) -> None:
    """A group's message that Telegram sends again is not answered again."""
    ward = server.group()
    update = message(5, f"/ask {QUESTION}", chat=ward.body)
    async with hooked(server, knowledge) as bot:
        for _ in range(3):
            assert await bot.posts(update) == 200
    assert len(ward.screen()) == 1


async def test_a_flood_in_a_group(server: BotAPI, ann: User, ward: Group, knowledge: Knowledge) -> None:
    """Beyond what Telegram lets through in a group the bot is silent there, but for danger signs."""
    for _ in range(GROUP_BURST + 8):
        await ann.says("/help", chat=ward)
    await ann.says(f"/ask {DANGER}", chat=ward)
    await server.acknowledged()
    texts = [reply.text for reply in ward.screen()]
    assert texts.pop() == knowledge.replies.group_emergency.says
    assert GROUP_BURST <= len(texts) < GROUP_BURST + 8


# Topics, groups that move, groups that are closed


async def test_an_answer_stands_in_its_topic(ann: User, ward: Group) -> None:
    """In a group with topics the answer stands in the topic of its question; elsewhere in none."""
    thread = ward.topic("Questions")
    await ann.says(f"/ask {QUESTION}", chat=ward, thread=thread)
    assert (await ward.reply()).body["message_thread_id"] == thread
    assert "message_thread_id" not in (await asked(ann, ward, QUESTION)).body


async def test_a_thread_of_answers_is_no_topic(ann: User, ward: Group) -> None:
    """Telegram numbers the replies to a message like a topic, and would refuse that number."""
    await ann.says(f"/ask {QUESTION}", chat=ward, message_thread_id=77)
    assert (await ward.reply()).text


async def test_a_question_that_is_gone(server: BotAPI, ann: User, ward: Group) -> None:
    """When her message was deleted meanwhile, the answer comes as a message of its own."""
    held = server.fault("sendMessage", "429", chat=ward.id, retry_after=1)
    said = await ann.says(f"/ask {QUESTION}", chat=ward)
    del ward.messages[said["message_id"]]
    assert "reply_to_message" not in (await ward.reply()).body
    assert held.hits


async def test_a_group_that_became_a_supergroup(server: BotAPI, ann: User, knowledge: Knowledge) -> None:
    """An answer that finds the group moved goes to its new number, once; there the talk goes on."""
    old = server.group(kind="group")
    held = server.fault("sendMessage", "429", chat=old.id, retry_after=1)
    await ann.says(f"/ask {QUESTION}", chat=old)
    while not held.hits:
        await ann.silence(0.01)
    new = old.moves()
    assert (await new.reply()).text.startswith(knowledge.intents["causes"].title)
    assert (await asked(ann, new, "what are the symptoms")).text.startswith(knowledge.intents["symptoms"].title)
    await is_silent(server, new)
    assert not old.screen()


@pytest.mark.parametrize("kind", ["403", "400", "hang"])
async def test_a_group_that_cannot_be_written_to(server: BotAPI, ann: User, ward: Group, kind: str) -> None:
    """A group that shut the bot out, or does not let it write, holds up nobody."""
    server.fault("sendMessage", kind, chat=ward.id, chance=1.0)  # type: ignore[arg-type]
    await ann.says(f"/ask {QUESTION}", chat=ward)
    await ann.says("/start")
    assert (await ann.reply()).chat_id == ann.id
    assert not ward.screen()
