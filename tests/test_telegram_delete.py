"""/delete on Telegram: asked about once, and then in no byte of the file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import Bot
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.storage.sqlite import SqliteStore
from bot.telemetry import Telemetry
from bot.unanswered import Unanswered
from tests.asked import DANGER
from tests.botapi import BotAPI, User
from tests.conftest import running


@asynccontextmanager
async def talking(server: BotAPI, knowledge: Knowledge, path: Path) -> AsyncIterator[None]:
    """The whole bot on a database file until the block ends."""
    store = SqliteStore(path)
    await store.open()
    bot = Bot(Dialogue(knowledge), store, Telemetry(b"key"), unanswered=Unanswered(store))
    try:
        async with running(server, bot):
            yield
            await server.acknowledged()
    finally:
        await store.close()


def stored(folder: Path) -> bytes:
    """Every byte of every file in a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


async def says(user: User, *texts: str) -> None:
    for text in texts:
        await user.says(text)
        await user.reply()


async def test_nothing_is_left(server: BotAPI, knowledge: Knowledge, tmp_path: Path) -> None:
    """What a chat left of any kind (topic, pairs, words, rating, answers of a check) is gone with one press."""
    ann = server.user(7_654_321)
    async with talking(server, knowledge, tmp_path / "bot.sqlite3"):
        await says(ann, "what causes it", "how long does the stitch stay in")
        await ann.taps(knowledge.replies.labels.helped)
        await ann.reply()
        await ann.sends("photo", album="albumalbum")
        await ann.reply()
        await says(ann, "/check", "no", "no", "backache")
    for trace in (b'"treatment"', b'"pairs":[{', b"albumalbum", b'"backache"'):
        assert trace in stored(tmp_path), trace
    async with talking(server, knowledge, tmp_path / "bot.sqlite3"):
        await says(ann, "/delete")
        await ann.taps(knowledge.replies.labels.delete)
        done = await ann.reply()
        assert (done.edited, done.text, done.buttons) == (True, knowledge.replies.deleted.says, [])
        await ann.silence(0.1)
    for trace in (b'"treatment"', b'"pairs"', b"albumalbum", b'"backache"', b'"run"', b"stitch"):
        assert trace not in stored(tmp_path), trace


async def test_it_is_asked_once_and_keeping_changes_nothing(
    server: BotAPI, knowledge: Knowledge, tmp_path: Path
) -> None:
    """ "Keep" ends the matter: the check that was open waits and goes on."""
    ann = server.user()
    labels = knowledge.replies.labels
    async with talking(server, knowledge, tmp_path / "bot.sqlite3"):
        await says(ann, "/check", "no", "/delete")
        await ann.taps(labels.keep)
        kept = await ann.reply()
        assert (kept.edited, kept.text, kept.labels) == (True, knowledge.replies.kept.says, [labels.go_on])
        await ann.taps(labels.go_on)
        assert "Step 2 of" in (await ann.reply()).text


async def test_the_question_outlives_a_restart_and_a_danger_sign(
    server: BotAPI, knowledge: Knowledge, tmp_path: Path
) -> None:
    """Between question and press the bot may be restarted and a danger sign reported: its card comes, and the press
    still deletes."""
    ann = server.user()
    async with talking(server, knowledge, tmp_path / "bot.sqlite3"):
        await says(ann, "what causes it")
        await ann.says("/delete")
        asked = await ann.reply()
    async with talking(server, knowledge, tmp_path / "bot.sqlite3"):
        await ann.says(DANGER)
        assert (await ann.reply()).text.startswith(str(knowledge.replies.emergency.title))
        await ann.taps(knowledge.replies.labels.delete, asked)
        assert (await ann.reply()).text == knowledge.replies.deleted.says
    assert b'"causes"' not in stored(tmp_path)
