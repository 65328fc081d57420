"""From the bot's replies to Telegram's messages, sent until Telegram has taken them."""

import asyncio
import contextlib
import html
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.app import UnreachableError
from bot.channels.telegram.incoming import Incoming
from bot.core.messages import TEXT_LIMIT, Reply
from bot.telemetry import LOG

T = TypeVar("T")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between tries while Telegram does not answer; doubled each time."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Outbox:
    """Sends the replies of one turn to one chat."""

    def __init__(self, bot: Bot, to: Incoming) -> None:
        self._bot = bot
        self._to = to

    async def send(self, reply: Reply) -> None:
        """Sends a reply, waiting and trying again as Telegram asks.

        Raises UnreachableError when she blocked the bot. What Telegram refuses for good is logged and passed over.
        """
        texts = parts(reply)
        markup = _markup(reply)
        for number, text in enumerate(texts, 1):
            last = markup if number == len(texts) else None
            if reply.edit and number == 1 and self._to.message_id is not None and await self._edited(text, last):
                continue
            await delivered(partial(self._message, text, last))

    async def confirm(self) -> None:
        """Ends the waiting mark on a pressed button, unless the press is too old or she blocked the bot."""
        if self._to.press is not None:
            with contextlib.suppress(UnreachableError):
                await delivered(partial(self._bot.answer_callback_query, self._to.press))

    def _message(self, text: str, markup: InlineKeyboardMarkup | None) -> Awaitable[object]:
        return self._bot.send_message(
            self._to.chat, text, parse_mode=ParseMode.HTML, reply_markup=markup, link_preview_options=NO_PREVIEW
        )

    async def _edited(self, text: str, markup: InlineKeyboardMarkup | None) -> bool:
        """Changes the message whose button was pressed; False when that message is gone or too old."""

        async def change() -> bool:
            try:
                await self._bot.edit_message_text(
                    text,
                    chat_id=self._to.chat,
                    message_id=self._to.message_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=markup,
                    link_preview_options=NO_PREVIEW,
                )
            except BadRequest as refused:
                return "not modified" in str(refused).lower()
            return True

        return bool(await delivered(change))


async def delivered(call: Callable[[], Awaitable[T]]) -> T | None:
    """Makes a call to Telegram until it is taken: waits as told on 429, backs off on anything passing.

    None when Telegram refuses it for good. Raises UnreachableError on 403.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return await call()
        except RetryAfter as told:
            wait = told.retry_after
            await asyncio.sleep((wait if isinstance(wait, int | float) else wait.total_seconds()) + 0.1)
        except Forbidden as error:
            raise UnreachableError from error
        except (BadRequest, ChatMigrated) as error:
            # The description may quote what was sent, so only its kind is logged.
            LOG.warning("telegram refused a call", error=type(error).__name__)
            return None
        except (TelegramError, KeyError, ValueError) as error:
            LOG.info("telegram did not answer; trying again", error=type(error).__name__, pause=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def parts(reply: Reply) -> list[str]:
    """A reply as HTML messages within Telegram's limit (4,096 UTF-16 units), cut where a paragraph or a word ends."""
    room = TEXT_LIMIT - _units(reply.title) - 2
    texts = [html.escape(text, quote=False) for text in _cut(reply.text, room)]
    if reply.title:
        texts[0] = f"<b>{html.escape(reply.title, quote=False)}</b>\n\n{texts[0]}"
    return texts


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, room: int) -> list[str]:
    found = []
    text = text.rstrip()
    while _units(text) > room:
        head = text[:room]
        while _units(head) > room:
            head = head[: -max(1, (_units(head) - room) // 2)]
        end = max(head.rfind("\n\n"), head.rfind("\n"), head.rfind(" "))
        end = end if end > room // 2 else len(head)
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*found, text]


def _markup(reply: Reply) -> InlineKeyboardMarkup | None:
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=button.data) for button in row] for row in reply.buttons]
    )
