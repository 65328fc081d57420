"""A question goes to the staff after consent, their answer comes back, and neither side learns who the other is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.app import Bot
from bot.channels.telegram import relay as relay_module
from bot.channels.telegram.relay import BLOCKED, CLOSED, DOWN, SENT, WORDS_ONLY
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.languages import language_of
from bot.core.polyglot import MAIN, Polyglot
from bot.relay import OPEN, SHELF
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Item, SessionStore, StoreError
from bot.telemetry import Telemetry
from tests.botapi import BotAPI, Group, Reply, User
from tests.conftest import running
from tests.logged import logged

QUESTION = "can the zebra nurse ring my husband on thursday"


@dataclass
class Clinic:
    """The staff's group with two people in it, and the bot's clock."""

    group: Group
    sam: User
    bot: Bot
    now: float = 1_800_000_000.0


@asynccontextmanager
async def clinic(
    server: BotAPI, knowledge: Knowledge, store: SessionStore | None = None, *, staffed: bool = True
) -> AsyncIterator[Clinic]:
    """The whole bot with a staff's chat until the block ends."""
    group = server.group(title="Staff")
    dialogue = Dialogue(knowledge, staffed=staffed)
    bot = Bot(dialogue, store or MemoryStore(), Telemetry(b"key"), clock=lambda: one.now)
    one = Clinic(group, server.user(first_name="Samantha"), bot)
    async with running(server, bot, staff=group.id):
        yield one


async def asks(one: Clinic, ann: User, known: Knowledge, text: str = QUESTION) -> Reply:
    """A patient passes a question on; gives what the staff read."""
    await agrees(ann, known)
    await ann.says(text)
    assert (await ann.reply()).text.startswith(str(known.replies.pass_on.passed.title))
    return await one.group.reply()


async def agrees(ann: User, known: Knowledge) -> None:
    """A patient agrees that her next words go to the staff."""
    say = known.replies.pass_on
    await ann.says("/contact")
    await ann.taps(say.ask, await ann.reply())
    await ann.taps(say.agree, await ann.reply())
    assert (await ann.reply()).text == say.write.says


async def deletes(ann: User, known: Knowledge) -> None:
    """A patient has all that is kept of her deleted."""
    await ann.says("/delete")
    await ann.taps(known.replies.labels.delete, await ann.reply())
    await ann.reply()


def raw(folder: Path) -> bytes:
    """All bytes of all files in a folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_there_and_back(server: BotAPI, knowledge: Knowledge) -> None:
    """Her words and first name reach the staff, their answers reach her; no other word of an account does."""
    ann = server.user(first_name="Ann <b>@annie</b> https://t.me/ann", username="ann_secret")
    with logged() as lines:
        async with clinic(server, knowledge) as one:
            read = await asks(one, ann, knowledge, f"{QUESTION} <b>&</b>")
            assert read.text.startswith("Question from Ann bannieb httpstmeann\n")
            assert f"{QUESTION} <b>&</b>" in read.text
            for text in ("Yes, <i>of course</i> & gladly.", "She rings at ten."):
                await one.sam.says(text, chat=one.group, to=read)
                answer = await ann.reply()
                assert answer.text.startswith(f"{knowledge.replies.pass_on.answer_title}\n")
                assert text in answer.text
                assert answer.labels == [knowledge.replies.pass_on.again]
                assert (await one.group.reply()).text == SENT
            await ann.taps(knowledge.replies.pass_on.again, answer)
            assert (await ann.reply()).text.startswith(str(knowledge.replies.pass_on.consent.title))
            await server.acknowledged()
    said = "".join(posted.html for posted in server.sent)
    assert str(ann.id) not in said
    assert "Samantha" not in said
    assert "ann_secret" not in said
    assert "zebra" not in "".join(map(str, lines))


async def test_the_staffs_group_moves(server: BotAPI, knowledge: Knowledge) -> None:
    """Once the staff's group became a supergroup, questions go to its new number, and answers come back from there."""
    ann = server.user(first_name="Ann")
    async with clinic(server, knowledge) as one:
        one.group = one.group.moves()
        assert str(one.group.id) in (await one.group.reply()).text
        read = await asks(one, ann, knowledge)
        await one.sam.says("Gladly.", chat=one.group, to=read)
        assert "Gladly." in (await ann.reply()).text


async def test_the_answer_stands_in_her_language(server: BotAPI, knowledge: Knowledge) -> None:
    """What stands around the staff's answer is in the language of her chat."""
    words = knowledge.replies.pass_on.model_copy(update={"answer_title": "El personal responde"})
    replies = knowledge.replies.model_copy(update={"pass_on": words})
    spanish = replace(knowledge, language=language_of("es"), replies=replies)
    ann = server.user(first_name="Ana", language_code="es-MX")
    async with clinic(server, knowledge) as one:
        one.bot.dialogue = Polyglot({MAIN: Dialogue(knowledge, staffed=True), "es": Dialogue(spanish, staffed=True)})
        await one.sam.says("Mañana a las diez.", chat=one.group, to=await asks(one, ann, knowledge))
        assert (await ann.reply()).text.startswith("El personal responde\n")


async def test_no_word_without_consent(server: BotAPI, knowledge: Knowledge) -> None:
    """Nothing reaches the staff before she agrees, after she declines, or once anything else came in between."""
    ann, say = server.user(first_name="Ann"), knowledge.replies.pass_on
    async with clinic(server, knowledge) as one:
        await ann.says("/contact")
        await ann.taps(say.ask, await ann.reply())
        asked = await ann.reply()
        await ann.says("what causes it")
        await ann.reply()
        await ann.taps(say.refuse, asked)
        assert say.refused.says in (await ann.reply()).text
        await ann.says("what causes it")
        await ann.reply()
        for between in ("/help", "/start", "/cancel"):
            await agrees(ann, knowledge)
            await ann.says(between)
            await ann.reply()
            await ann.says("what causes it")
            await ann.reply()
        await server.acknowledged()
        await one.group.silence(0.1)


async def test_a_danger_sign_is_answered_and_not_left_to_the_staff(server: BotAPI, knowledge: Knowledge) -> None:
    """A red flag in her message gets its card at once; a mild sign is passed on with word that it is worth a call."""
    ann, say = server.user(first_name="Ann"), knowledge.replies
    async with clinic(server, knowledge) as one:
        await agrees(ann, knowledge)
        await ann.says("i am bleeding heavily and it wont stop")
        assert (await ann.reply()).text.startswith(str(say.emergency.title))
        await server.acknowledged()
        await one.group.silence(0.1)
        await agrees(ann, knowledge)
        await ann.says("i have some spotting since yesterday, can i see the nurse")
        assert say.mild.says in (await ann.reply()).text
        assert "spotting" in (await one.group.reply()).text


async def test_an_open_check_waits(server: BotAPI, knowledge: Knowledge) -> None:
    """A question to the staff leaves an open check as it was, and never answers it; a picture is not passed on."""
    ann, say = server.user(first_name="Ann"), knowledge.replies
    async with clinic(server, knowledge) as one:
        await ann.says("/check")
        step = await ann.reply()
        await agrees(ann, knowledge)
        await ann.sends_photo()
        assert (await ann.reply()).text == say.pass_on.words_only.says
        await ann.says("no")
        sent = await ann.reply()
        assert (await one.group.reply()).text.split("\n")[2] == "no"
        await ann.taps(say.labels.go_on, sent)
        assert (await ann.reply()).text.split("\n\n")[-1] == step.text.split("\n\n")[-1]


async def test_a_question_closes(server: BotAPI, knowledge: Knowledge) -> None:
    """After 48 hours, or when she deletes what is kept, a reply is refused; other talk of theirs is not hers."""
    ann, store = server.user(first_name="Ann"), MemoryStore()
    async with clinic(server, knowledge, store) as one:
        read = await asks(one, ann, knowledge)
        await one.sam.says("who takes this one?", chat=one.group)
        await one.sam.sends("photo", chat=one.group)
        one.now += OPEN - 1
        await one.sam.says("soon", chat=one.group, to=read)
        assert "soon" in (await ann.reply()).text
        assert (await one.group.reply()).text == SENT
        one.now += 2
        await one.sam.says("late", chat=one.group, to=read)
        assert (await one.group.reply()).text == CLOSED
        await one.bot.sweep(lambda _chat: pytest.fail)  # type: ignore[arg-type, return-value]
        assert not store.shelves[SHELF]
        read = await asks(one, ann, knowledge)
        await deletes(ann, knowledge)
        await server.acknowledged()
        assert not store.shelves[SHELF]
        await one.sam.says("gone", chat=one.group, to=read)
        assert (await one.group.reply()).text == CLOSED
        await server.acknowledged()
        await ann.silence(0.1)


async def test_what_cannot_be_delivered(server: BotAPI, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """She is told when nobody has read her message; the staff are told when she cannot be reached, or words lack."""
    monkeypatch.setattr(relay_module, "PATIENCE", 0.5)
    ann, say = server.user(first_name="Ann"), knowledge.replies.pass_on
    async with clinic(server, knowledge) as one:
        read = await asks(one, ann, knowledge)
        await ann.blocks()
        await one.sam.says("hello", chat=one.group, to=read)
        assert (await one.group.reply()).text == BLOCKED
        await ann.unblocks()
        for fault in ("403", "400"):
            server.fault("sendMessage", fault, chat=one.group.id)
            await agrees(ann, knowledge)
            await ann.says(QUESTION)
            assert (await ann.reply()).text.startswith(str(say.failed.title)), fault
        server.fault("sendMessage", "502", chat=one.group.id, chance=1.0)
        await agrees(ann, knowledge)
        await ann.says(QUESTION)
        assert (await ann.reply()).text.startswith(str(say.failed.title))


async def test_without_the_database(server: BotAPI, knowledge: Knowledge) -> None:
    """While it cannot be known whose question it was, the staff are told so and nobody else gets the answer."""

    class Failing(MemoryStore):
        failing = False

        async def items(self, shelf: str) -> list[Item]:
            if self.failing:
                raise StoreError("down")
            return await super().items(shelf)

    ann, store = server.user(first_name="Ann"), Failing()
    async with clinic(server, knowledge, store) as one:
        read = await asks(one, ann, knowledge)
        store.failing = True
        await one.sam.says("hello", chat=one.group, to=read)
        assert (await one.group.reply()).text == DOWN
        store.failing = False
        await ann.silence(0.1)


async def test_only_words_are_sent_to_her(server: BotAPI, knowledge: Knowledge) -> None:
    """A picture as an answer does not go to her, and the staff are told."""
    ann = server.user(first_name="Ann")
    async with clinic(server, knowledge) as one:
        read = await asks(one, ann, knowledge)
        await one.sam.sends("photo", chat=one.group, to=read)
        assert (await one.group.reply()).text == WORDS_ONLY
        await server.acknowledged()
        await ann.silence(0.1)


async def test_nothing_is_offered_where_nobody_reads(server: BotAPI, knowledge: Knowledge) -> None:
    """Without staff there is no such button, and one from before is stale."""
    ann, say = server.user(first_name="Ann"), knowledge.replies
    async with clinic(server, knowledge) as one:
        await ann.says("/contact")
        offered = await ann.reply()
        assert say.pass_on.ask in offered.labels
        await server.acknowledged()
        one.bot.dialogue = Polyglot({MAIN: Dialogue(knowledge)})
        await ann.taps(say.pass_on.ask, offered)
        assert say.stale.says in (await ann.reply()).text
        await ann.says("/contact")
        assert say.pass_on.ask not in (await ann.reply()).labels


async def test_her_words_and_number_leave_the_file(server: BotAPI, knowledge: Knowledge, tmp_path: Path) -> None:
    """Her words never stand in the database, and after /delete neither does where they came from."""
    file, ann = tmp_path / "bot.sqlite3", server.user(first_name="Ann")
    store = SqliteStore(file)
    await store.open()
    async with clinic(server, knowledge, store) as one:
        await asks(one, ann, knowledge)
        await server.acknowledged()
        assert str(ann.id).encode() in raw(tmp_path)
        await deletes(ann, knowledge)
        await server.acknowledged()
    await store.close()
    left = raw(tmp_path)
    assert b"zebra" not in left
    assert str(ann.id).encode() not in left
