"""A polling loop that never lets go of a message: the offset moves to the first update that is not finished.

python-telegram-bot's own loop acknowledges updates before they are handled, and stops at an update that it cannot
parse. This one takes raw updates, parses each by itself, and lets Telegram keep what is not finished.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.telemetry import LOG

Handle = Callable[[Update], Awaitable[None]]
LONG_POLL = 25
"""Seconds that Telegram may hold a call open while nothing comes in."""
LINGER = 1.0
"""Seconds to wait for a batch before asking for more: Telegram answers the same offset sparingly within 0.5 s."""
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 15.0
TRIES = 5
KINDS = ["message", "edited_message", "callback_query"]


class Polling:
    """Fetches updates and hands each to `handle`, chats side by side, each chat in its order."""

    def __init__(self, bot: Bot, handle: Handle, *, drain: float = 10.0) -> None:
        self._bot = bot
        self._handle = handle
        self._drain = drain
        self._next = 0
        self._working: dict[int, asyncio.Task[None]] = {}
        self._tails: dict[int, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until told to stop; then what is under way is finished and acknowledged, as far as time allows."""
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                batch = await self._unless(stop, self._fetch(LONG_POLL if not self._working else 0))
                pause = FIRST_PAUSE
            except RetryAfter as told:
                wait = told.retry_after
                await self._unless(stop, asyncio.sleep(wait if isinstance(wait, int | float) else wait.total_seconds()))
                continue
            except (TelegramError, KeyError, ValueError, TypeError) as error:
                said = "another process polls with this token" if isinstance(error, Conflict) else "no updates"
                LOG.warning(f"telegram: {said}; trying again", error=type(error).__name__, pause=pause)
                await self._unless(stop, asyncio.sleep(pause))
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            for raw in batch or ():
                self._take(raw)
            if self._working:
                await self._unless(stop, asyncio.wait(self._working.values(), timeout=LINGER))
        await self._finish()

    @property
    def _offset(self) -> int:
        """The first update that is not finished: Telegram forgets everything below it."""
        return min(self._working, default=self._next)

    async def _fetch(self, hold: int) -> list[Any]:
        answer = await self._bot.do_api_request(
            "getUpdates",
            {"offset": self._offset, "timeout": hold, "limit": 100, "allowed_updates": KINDS},
            read_timeout=hold + 10,
        )
        if not isinstance(answer, list):
            raise TypeError("getUpdates did not answer with a list")
        return answer

    async def _unless(self, stop: asyncio.Event, work: Any) -> Any:
        """The result of some work, or None when told to stop first."""
        task = asyncio.ensure_future(work)
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait((task, stopping), return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            stopping.cancel()
            if not task.done():
                task.cancel()

    def _take(self, raw: Any) -> None:
        """Begins work on one update; one that cannot be read is noted by kind and stepped over."""
        number = raw.get("update_id") if isinstance(raw, dict) else None
        if not isinstance(number, int) or number in self._working or number < self._offset:
            return
        self._next = max(self._next, number + 1)
        try:
            update = Update.de_json(raw, self._bot)
        except Exception as error:
            kinds = sorted(key for key in raw if key != "update_id")
            LOG.warning("an update could not be read; stepping over it", kinds=kinds[:3], error=type(error).__name__)
            return
        chat = update.effective_chat.id if update.effective_chat else 0
        task = asyncio.create_task(self._work(update, self._tails.get(chat)))
        self._working[number] = self._tails[chat] = task
        task.add_done_callback(lambda done: self._done(number, chat, done))

    def _done(self, number: int, chat: int, task: asyncio.Task[None]) -> None:
        del self._working[number]
        if self._tails.get(chat) is task:
            del self._tails[chat]

    async def _work(self, update: Update, before: asyncio.Task[None] | None) -> None:
        """One update, after the chat's update before it; a failure is tried again, then given up and said so."""
        if before:
            await asyncio.wait((before,))
        for attempt in range(1, TRIES + 1):
            try:
                await self._handle(update)
                return
            except Exception as error:
                LOG.error("an update failed", attempt=attempt, exc_info=error)
                await asyncio.sleep(min(0.2 * 4**attempt, 10))
        LOG.error("an update was given up", kind="gave_up")

    async def _finish(self) -> None:
        if self._working:
            await asyncio.wait(self._working.values(), timeout=self._drain)
        for task in list(self._working.values()):
            task.cancel()
        try:
            await asyncio.wait_for(self._fetch(0), 3)
        except (TelegramError, KeyError, ValueError, TypeError, TimeoutError):
            LOG.info("the last acknowledgement did not arrive; answered updates are recognised when they come again")
