"""Inline mode: articles to send to others, answered over HTTP, with nothing kept."""

import asyncio
from typing import Any

import pytest

from bot.channels.telegram import inline
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from tests.botapi import BotAPI, Query, User
from tests.conftest import talking, until
from tests.hooked import hooked
from tests.logged import logged

CHAT_TEXTS = ("stitch", "", "i am bleeding heavily and soaking pads", "zebra crossing", "\ud83d\ude00 <b>&", "a" * 300)


async def offered(user: User, text: str) -> Query:
    """What the bot offers to what somebody typed."""
    query = await user.asks_inline(text)
    await until(lambda: query.results is not None)
    return query


async def test_articles_of_the_leaflet(ann: User, knowledge: Knowledge) -> None:
    """What fits best stands first, with its title, a line about it, its closing line and a link to the bot."""
    query = await offered(ann, "stitch")
    assert query.results
    first = query.results[0]
    assert first.title == knowledge.intents["treatment"].title
    assert first.description
    assert first.html.startswith(f"<b>{first.title}</b>\n\n")
    assert first.text.endswith(knowledge.replies.shared.says)
    await ann.opens(first.buttons[0])
    assert (await ann.reply()).text.startswith(first.title)


async def test_nothing_typed_yet(ann: User, knowledge: Knowledge) -> None:
    """Before anything is typed the menu's answers are offered, and the symptom check above them leads to the bot."""
    query = await offered(ann, "")
    told = [name for name in knowledge.replies.menu if knowledge.intents[name].answer]
    assert [article.id for article in query.results or ()][: len(told)] == told
    assert query.button == {"text": knowledge.flow.title, "start_parameter": "check"}


@pytest.mark.parametrize("text", CHAT_TEXTS)
async def test_whatever_is_typed(server: BotAPI, ann: User, text: str) -> None:
    """Telegram takes each answer; it may show it to anybody who types the same, for some minutes."""
    query = await offered(ann, text)
    assert [call.status for call in server.calls("answerInlineQuery")] == [200]
    assert not query.personal
    assert 60 <= query.cache_time <= 600


async def test_a_red_flag_in_what_is_typed(ann: User, knowledge: Knowledge) -> None:
    """A danger sign brings the number to call before all articles."""
    query = await offered(ann, "i am bleeding heavily and soaking pads")
    assert query.results
    assert (
        query.results[0].text
        == f"{knowledge.replies.shared_emergency.title}\n\n{knowledge.replies.shared_emergency.says}"
    )


async def test_nothing_is_kept_or_logged(server: BotAPI, knowledge: Knowledge) -> None:
    """What is typed leaves neither a session nor an answered update, nor a line in the log."""
    ann, store = server.user(first_name="Ann"), MemoryStore()
    with logged("DEBUG") as log:
        async with talking(server, knowledge, store=store):
            for text in ("zebra crossing", "i am bleeding heavily, zebra"):
                await offered(ann, text)
            await server.acknowledged()
    assert "zebra" not in log.getvalue()
    assert '"turn"' not in log.getvalue()
    assert not store.sessions
    assert not store.updates


async def test_an_article_that_was_sent_is_no_question(server: BotAPI, ann: User, knowledge: Knowledge) -> None:
    """Sent into a group, or to the bot itself, an article brings no answer: its words are the bot's own."""
    query = await offered(ann, "i am bleeding heavily")
    ward = server.group()
    for article in query.results or ():
        await ann.picks(article, chat=ward)
        await ann.picks(article)
    await server.acknowledged()
    await ward.silence(0)
    await ann.silence(0)
    await ann.says("/help")
    assert (await ann.reply()).text.startswith(str(knowledge.replies.help.title))


@pytest.mark.parametrize("kind", ["400", "403", "429", "502", "reset", "hang", "not_json"])
async def test_telegram_does_not_take_an_answer(server: BotAPI, ann: User, kind: str) -> None:
    """An answer is tried once, and holds up neither messages nor the queries after it."""
    fault = server.fault("answerInlineQuery", kind, retry_after=3600)  # type: ignore[arg-type]
    query = await ann.asks_inline("stitch")
    await until(lambda: fault.hits == 1)
    await ann.says("/start")
    await ann.reply()
    await offered(ann, "signs")
    await server.acknowledged()
    assert query.results is None
    assert len(server.calls("answerInlineQuery")) == 2


async def test_a_query_that_is_too_old(server: BotAPI, ann: User) -> None:
    """A query that waited too long is refused by Telegram and not tried again."""
    server.query_lifetime = 0
    await ann.asks_inline("stitch")
    await until(lambda: [call.status for call in server.calls("answerInlineQuery")] == [400])
    await server.acknowledged()
    await asyncio.sleep(0.7)
    assert len(server.calls("answerInlineQuery")) == 1


async def test_one_who_asks_too_often(server: BotAPI, ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries beyond what can be answered at once are let go, and others are answered as ever."""
    monkeypatch.setattr(inline, "AT_ONCE", 3)
    held = server.fault("answerInlineQuery", "hang", times=3)
    for number in range(9):
        await ann.asks_inline(f"stitch {number}")
    await server.acknowledged()
    assert held.hits == 3
    assert len(server.calls("answerInlineQuery")) == 3
    await ann.says("/start")
    await ann.reply()


async def test_by_webhook(server: BotAPI, knowledge: Knowledge) -> None:
    """Telegram is asked for inline queries on a webhook, too, and what cannot be read is stepped over."""
    ann = server.user(first_name="Ann")
    async with hooked(server, knowledge) as bot:
        await offered(ann, "stitch")
        person = {"id": ann.id, "is_bot": False, "first_name": "Ann"}
        odds: list[dict[str, Any]] = [{"query": 5}, {"id": 7}, {"query": []}, {"from": person | {"id": "x"}}]
        for number, odd in enumerate(odds):
            typed = {"id": "1", "from": person, "query": "x", "offset": "", **odd}
            assert await bot.posts({"update_id": 700_000_001 + number, "inline_query": typed}) == 200
            counted = await bot.metrics()
            assert counted["bot_updates_skipped_total{why=unreadable inline_query}"] == number + 1
