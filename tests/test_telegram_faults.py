"""What goes wrong between the bot and Telegram costs a pause at most, never a message and never the bot."""

import asyncio
from typing import Any

import pytest

from bot.channels.telegram import polling
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from tests.botapi import BotAPI, User
from tests.botapi.faults import Kind
from tests.botapi.updates import FIRST_ID, Updates
from tests.conftest import talking, until


async def says_all(user: User, *texts: str) -> None:
    for text in texts:
        await user.says(text)


# Sending


@pytest.mark.parametrize("kind", ["502", "429", "reset", "not_json"])
async def test_a_reply_is_sent_until_telegram_takes_it(
    server: BotAPI, ann: User, knowledge: Knowledge, kind: Kind
) -> None:
    """A failed sendMessage is tried again, and her next messages are answered after it, in their order."""
    server.fault("sendMessage", kind, retry_after=1)
    await says_all(ann, "/start", "/help", "/privacy")
    replies = await ann.replies(3)
    says = knowledge.replies
    assert [reply.text.split("\n")[0] for reply in replies] == [says.start.title, says.help.title, says.privacy.title]
    await server.acknowledged()
    assert len(server.sent) == 3


async def test_an_edit_that_fails_is_sent_anew(server: BotAPI, ann: User) -> None:
    """When the message cannot be changed any more, the question comes as a new one."""
    await ann.says("/check")
    first = await ann.reply()
    server.fault("editMessageText", "400")
    await ann.taps("No, none of these", first)
    second = await ann.reply()
    assert not second.edited
    assert "Step 2" in second.text


async def test_who_blocked_the_bot_is_forgotten(server: BotAPI, ann: User, store: MemoryStore) -> None:
    """403 ends the session: the update is done and nothing of the chat is kept."""
    await says_all(ann, "/check", "no")
    await ann.replies(2)
    await server.acknowledged()
    assert ann.id in store.sessions
    await ann.blocks()
    await ann.says("no")
    await server.acknowledged()
    assert ann.id not in store.sessions
    assert server.calls("sendMessage")[-1].status == 403


async def test_a_press_of_someone_who_blocked_the_bot(server: BotAPI, ann: User, store: MemoryStore) -> None:
    """403 to answerCallbackQuery is no failure."""
    await ann.says("/topics")
    reply = await ann.reply()
    server.fault("answerCallbackQuery", "403")
    await ann.taps(reply.labels[0], reply)
    assert (await ann.reply()).text.startswith(reply.labels[0])
    await server.acknowledged()


async def test_what_telegram_refuses_is_done(
    server: BotAPI,
    ann: User,
    knowledge: Knowledge,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """400 to a reply is logged without what she wrote, and not tried again."""
    server.fault("sendMessage", "400")
    await ann.says("a secret of mine that nobody may read")
    await server.acknowledged()
    assert len(server.calls("sendMessage")) == 1
    logged = "".join(capsys.readouterr()) + caplog.text
    assert "refused" in logged
    assert "secret" not in logged
    await ann.says("/help")
    assert (await ann.reply()).text.startswith(str(knowledge.replies.help.title))


async def test_a_press_that_is_too_old_is_answered_all_the_same(server: BotAPI, ann: User) -> None:
    """When Telegram no longer takes the confirmation of a press, its reply still comes."""
    await ann.says("/topics")
    reply = await ann.reply()
    server.query_lifetime = 0
    await ann.taps(reply.labels[0], reply)
    assert (await ann.reply()).text.startswith(reply.labels[0])


# Fetching


@pytest.mark.parametrize("kind", ["401", "404", "409", "502", "reset", "no_result", "not_json"])
async def test_one_odd_answer_to_get_updates(server: BotAPI, ann: User, kind: Kind) -> None:
    """After any one odd answer to getUpdates the bot goes on within seconds, without asking in a rush."""
    fault = server.fault("getUpdates", kind)
    await ann.says("/start")
    await ann.reply()
    await until(lambda: fault.hits > 0)
    before = len(server.calls("getUpdates"))
    await ann.says("/help")
    await ann.reply(5)
    await server.acknowledged()
    assert len(server.calls("getUpdates")) - before < 5


async def test_a_call_for_updates_that_hangs(
    server: BotAPI, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When getUpdates gets no answer at all, it is given up soon and made again."""
    monkeypatch.setattr(polling, "LONG_POLL", 1)
    monkeypatch.setattr(polling, "LATE", 1)
    fault = server.fault("getUpdates", "hang", times=2)
    ann = server.user(first_name="Ann")
    await ann.says("/start")
    async with talking(server, knowledge):
        await ann.reply(12)
    assert fault.hits == 2


async def test_lasting_trouble_with_get_updates(server: BotAPI, ann: User) -> None:
    """While getUpdates fails the bot waits longer and longer; when it works again, she is answered."""
    await ann.says("/start")
    await ann.reply()
    await server.acknowledged()
    fault = server.fault("getUpdates", "404", chance=1.0)
    await ann.says("/help")
    await ann.reply()
    await asyncio.sleep(1)
    assert 2 <= fault.hits <= 3
    server.faults.clear()
    await ann.says("/privacy")
    await ann.reply(10)


NOT_READABLE: list[dict[str, Any]] = [
    {"message": {"message_id": "x", "date": "yesterday", "chat": 5}},
    {"message": {}},
    {"message": "words"},
    {"message": [1]},
    {"callback_query": {"id": "1"}},
]


@pytest.mark.parametrize("bad", NOT_READABLE)
async def test_one_update_that_cannot_be_read(server: BotAPI, ann: User, bad: dict[str, Any]) -> None:
    """An update that cannot be parsed is stepped over and acknowledged; those around it are answered."""
    await ann.says("/start")
    assert await ann.raw(bad)
    await ann.says("/help")
    await ann.replies(2)
    await server.acknowledged()


async def test_numbers_that_begin_anew(server: BotAPI, ann: User) -> None:
    """After a quiet week Telegram may number updates from anywhere: lower numbers are answered too."""
    chat = ann.chat.body
    text = {"text": "/help", "entities": [{"type": "bot_command", "offset": 0, "length": 5}]}
    message = {"message_id": 900, "date": 1, "chat": chat, "from": ann.body} | text
    await ann.raw({"update_id": FIRST_ID + 1000, "message": message})
    await ann.reply()
    await server.acknowledged()
    old, server.updates = server.updates, Updates(server)
    old.end_poll("Conflict")
    await says_all(ann, "/privacy", "/topics")
    await ann.replies(2)
    await server.acknowledged()


async def test_updates_sent_again_are_not_answered_again(server: BotAPI, ann: User) -> None:
    """While one chat's reply waits, Telegram repeats what came after it: each is answered and confirmed once."""
    bob = server.user(first_name="Bob")
    await bob.says("/topics")
    topics = await bob.reply()
    server.fault("sendMessage", "429", chat=ann.id, retry_after=1)
    await ann.says("/start")
    await bob.taps(topics.labels[0], topics)
    await ann.reply()
    await server.acknowledged()
    assert len(server.calls("getUpdates")) >= 3
    assert len(server.calls("sendMessage")) == 4
    assert len(server.calls("answerCallbackQuery")) == 1
