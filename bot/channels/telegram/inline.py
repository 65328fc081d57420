"""Inline mode: whoever types the bot's name and a word in any chat is offered articles to send there.

What is typed goes nowhere: no session, no log, no line of telemetry. An answer is worth something only while the
person waits for it, so each query is let go at once, and answered once or not at all.
"""

import asyncio
from typing import Any

import telegram
from telegram import InlineQuery
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.app import Bot
from bot.channels.telegram.message import markup, parts
from bot.core.articles import Article
from bot.flood import Floods
from bot.telemetry import LOG

PATIENCE = 10.0
"""Seconds in which an answer is worth something: she types on, or has given up."""
CACHED = 300
"""Seconds that Telegram may show the same answer to anybody who types the same; also the longest that old content
is shown after a live reload."""
AT_ONCE = 50
"""Answers under way at most; queries beyond that are not answered."""


class Inline:
    """Answers inline queries, beside everything else."""

    def __init__(self, telegram_bot: telegram.Bot, bot: Bot) -> None:
        self._telegram = telegram_bot
        self._bot = bot
        self._floods = Floods()
        self._working: set[asyncio.Task[None]] = set()

    def take(self, query: InlineQuery) -> None:
        """Begins to answer a query, unless too many are under way or one person asks too often."""
        if len(self._working) >= AT_ONCE or self._floods.room(query.from_user.id) < 1:
            return
        task = asyncio.create_task(self._answer(query))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    def stop(self) -> None:
        """Lets go of what is under way."""
        for task in self._working:
            task.cancel()

    async def _answer(self, query: InlineQuery) -> None:
        found = self._bot.dialogue.articles(query.query, query.from_user.language_code or "")
        answer = {
            "inline_query_id": query.id,
            "results": [self._result(article) for article in found.offered],
            "button": {"text": found.button.label, "start_parameter": found.button.data},
            "cache_time": CACHED,
            "is_personal": len(self._bot.dialogue.languages) > 1,  # each in her own language
        }
        try:
            async with asyncio.timeout(PATIENCE):
                await self._telegram.do_api_request("answerinlinequery", answer)
        except (TelegramError, TimeoutError) as error:  # also when Telegram finds it too old
            LOG.info("an inline query was not answered", error=type(error).__name__)

    def _result(self, article: Article) -> dict[str, Any]:
        message = {
            "message_text": parts(article.reply)[0],
            "parse_mode": ParseMode.HTML,
            "link_preview_options": {"is_disabled": True},
        }
        listed = {"type": "article", "id": article.name, "title": article.title, "description": article.line}
        buttons = {"reply_markup": markup(article.reply, self._telegram)} if article.reply.buttons else {}
        return listed | {"input_message_content": message} | buttons
