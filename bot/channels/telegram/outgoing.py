"""From the bot's replies to Telegram's messages, sent until Telegram has taken them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.app import UnreachableError
from bot.channels.telegram.message import markup, parts
from bot.channels.telegram.place import Place
from bot.core.messages import Reply
from bot.telemetry import LOG

# No AIORateLimiter: it holds all chats to 30 calls a second, button presses included, from the first message on, knows
# nothing of the one message a second of a private chat, and lifts a pause after a 429 as soon as any other call ends.
# Here a chat that is told to wait waits alone, and the transport slows down when Telegram means the whole bot.

T = TypeVar("T")
OnRetry = Callable[[], None]
"""Told each time that a call has to be made again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between tries while Telegram does not answer; doubled each time."""
PATIENCE = 0.5
"""Seconds that a reply may take before the chat shows that the bot is typing."""
PRESS_LASTS = 30.0
"""Seconds in which a button press is worth confirming: after about a minute Telegram no longer takes it."""


class Outbox:
    """Sends the replies of one turn to one chat."""

    def __init__(self, bot: Bot, to: Place, on_retry: OnRetry | None = None) -> None:
        self._bot = bot
        self._to = to
        self._on_retry = on_retry
        self._slow: asyncio.TimerHandle | None = None

    @contextlib.asynccontextmanager
    async def typing(self) -> AsyncIterator[None]:
        """Shows once that the bot is typing when no reply of the block is out within a moment; never waited for."""
        loop, tasks = asyncio.get_running_loop(), list[asyncio.Task[None]]()
        self._slow = loop.call_later(PATIENCE, lambda: tasks.append(loop.create_task(self._type())))
        try:
            yield
        finally:
            self._slow.cancel()
            for task in tasks:
                task.cancel()

    async def _type(self) -> None:
        action = {"chat_id": self._to.chat, "message_thread_id": self._to.thread, "action": "typing"}
        with contextlib.suppress(TelegramError):
            await self._call("sendchataction", {name: value for name, value in action.items() if value is not None})

    async def send(self, reply: Reply) -> int | None:
        """Posts a reply; the number of its message, if it is one message that may be changed later."""
        numbers = await self.post(reply)
        return numbers[0] if len(numbers) == 1 else None

    async def post(self, reply: Reply) -> list[int]:
        """Brings a reply, waiting and trying again as Telegram asks; the numbers of the messages that it became.

        Raises UnreachableError when she blocked the bot. What Telegram refuses for good is logged and passed over.
        """
        numbers = await self._posted(reply)
        if self._slow:
            self._slow.cancel()
        return numbers

    async def _posted(self, reply: Reply) -> list[int]:
        place = reply.place or self._to.message
        if reply.only_buttons:
            buttons = {"chat_id": self._to.chat, "message_id": place, "reply_markup": markup(reply, self._bot)}
            if place is None:
                return []
            await self._changed("editmessagereplymarkup", buttons)
            return [place]
        if reply.contact:
            card = {**self._to.parameters, "phone_number": reply.contact.phone, "first_name": reply.contact.name}
            if taken := await self._delivered("sendcontact", card):
                return _numbers(taken)  # a card that Telegram refuses is sent as text below: she needs the number
        texts, numbers = parts(reply), list[int]()
        for number, text in enumerate(texts, 1):
            message = {
                **self._to.parameters,
                "text": text,
                "parse_mode": ParseMode.HTML,
                "link_preview_options": {"is_disabled": True},
            }
            if reply.buttons and number == len(texts):
                message["reply_markup"] = markup(reply, self._bot)
            changed = message | {"message_id": place}
            if reply.edit and number == 1 and place and await self._changed("editmessagetext", changed):
                numbers.append(place)
            else:
                numbers += _numbers(await self._delivered("sendmessage", message))
        return numbers

    async def confirm(self) -> None:
        """Ends the waiting mark on a pressed button, unless the press is too old or she blocked the bot."""
        if self._to.press is not None:
            with contextlib.suppress(UnreachableError, TimeoutError):
                async with asyncio.timeout(PRESS_LASTS):
                    await self._delivered("answercallbackquery", {"callback_query_id": self._to.press})

    async def _changed(self, method: str, parameters: dict[str, Any]) -> bool:
        """Changes a message of the bot's; False when that message is gone or too old."""

        async def change() -> bool:
            try:
                await self._call(method, parameters)
            except BadRequest as refused:
                return "not modified" in str(refused).lower()
            return True

        return bool(await delivered(change, self._on_retry))

    async def _delivered(self, method: str, parameters: dict[str, Any]) -> object:
        return await delivered(partial(self._call, method, parameters), self._on_retry)

    async def _call(self, method: str, parameters: dict[str, Any]) -> object:
        # Raw, because a message that Telegram took but python-telegram-bot cannot parse must not be sent again.
        # In lower case, because python-telegram-bot warns when a method of its own is asked for raw.
        try:
            return await self._bot.do_api_request(method, parameters)
        except ChatMigrated as moved:  # once: a group that became a supergroup has another number, and other messages
            place = {"chat_id": moved.new_chat_id, "reply_parameters": None, "message_thread_id": None}
            return await self._bot.do_api_request(method, parameters | place)


async def delivered(call: Callable[[], Awaitable[T]], on_retry: OnRetry | None = None) -> T | None:
    """Makes a call to Telegram until it is taken: waits as told on 429, backs off on anything passing.

    None when Telegram refuses it for good. Raises UnreachableError on 403.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return await call()
        except Forbidden as error:
            raise UnreachableError from error
        except (BadRequest, ChatMigrated) as error:
            # The description may quote what was sent, so only its kind is logged.
            LOG.warning("telegram refused a call", error=type(error).__name__)
            return None
        except RetryAfter as error:
            told, kind = error.retry_after, "RetryAfter"
            wait = (told if isinstance(told, int | float) else told.total_seconds()) + 0.1
        except TelegramError as error:
            wait, kind = pause, type(error).__name__
            pause = min(pause * 2, LONGEST_PAUSE)
        LOG.info("telegram did not take a call; trying again", error=kind, pause=round(wait, 1))
        if on_retry:
            on_retry()
        await asyncio.sleep(wait)


def _numbers(message: object) -> list[int]:
    """The number of a message, if Telegram took it."""
    number = message.get("message_id") if isinstance(message, dict) else None
    return [number] if type(number) is int else []
