"""A polling loop that never lets go of a message: the offset moves to the first update that is not finished.

python-telegram-bot's own loop acknowledges updates before they are handled, and stops at an update that it cannot
parse. This one takes raw updates, parses each by itself, and lets Telegram keep what is not finished.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, RetryAfter

from bot.channels.telegram.incoming import UnreadableError, parsed
from bot.channels.telegram.parking import Parking
from bot.channels.telegram.stopping import unless
from bot.storage.store import StoreError
from bot.telemetry import LOG, Telemetry

Handle = Callable[[Update], Awaitable[None]]
LONG_POLL = 10
"""Seconds that Telegram may hold a call open while nothing comes in."""
LATE = 3
"""Seconds that an answer may be late: a call that hangs keeps everybody waiting for so long."""
LINGER = 0.55
"""Seconds to wait for a batch before asking for more: Telegram answers the same offset sparingly within 0.5 s."""
MOMENT = 0.005
"""Seconds that the rest of a batch may take after its first: the offset has moved, so Telegram answers in full."""
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 15.0
TRIES = 5
DRAIN = 3.0
"""Seconds that what is under way may take when the bot is told to stop."""
REMEMBERED = 1000
"""Finished updates known by number: Telegram sends them again while an earlier one is under way."""
BATCH = 100
"""Updates that Telegram gives at a time, its own limit."""
KINDS = ["message", "edited_message", "callback_query", "inline_query"]


class Polling:
    """Fetches updates and hands each to `handle`, chats side by side, each chat in its order."""

    def __init__(
        self, bot: Bot, handle: Handle, telemetry: Telemetry, parking: Parking, *, drain: float = DRAIN
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._telemetry = telemetry
        self._parking = parking
        self._drain = drain
        self._next = 0
        self._asked = 0
        self._finished: dict[int, None] = {}
        self._working: dict[int, asyncio.Task[None]] = {}
        self._raw: dict[int, Any] = {}
        self._tails: dict[int, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until told to stop; then what is under way is finished and acknowledged, as far as time allows."""
        pause = FIRST_PAUSE
        for number, raw in await self._parking.parked():
            self._begin(number, raw)
        while not stop.is_set():
            try:
                batch = await unless(stop, self._fetch(0 if self._open else LONG_POLL))
                pause = FIRST_PAUSE
            except RetryAfter as told:
                wait = told.retry_after
                await unless(stop, asyncio.sleep(wait if isinstance(wait, int | float) else wait.total_seconds()))
                continue
            except Exception as error:  # whatever a proxy makes of an answer, polling goes on
                said = "another process polls with this token" if isinstance(error, Conflict) else "no updates"
                LOG.warning(f"telegram: {said}; trying again", error=type(error).__name__, pause=pause)
                await unless(stop, asyncio.sleep(pause))
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            taken = [self._take(raw) for raw in batch or ()]
            if self._open:
                await unless(stop, self._moved())
            elif taken and not any(taken):
                # Nothing new, though the offset has passed it all: never ask again without a pause.
                await unless(stop, asyncio.sleep(FIRST_PAUSE))
        await self._finish()

    @property
    def _open(self) -> set[int]:
        """The updates that are neither finished nor parked."""
        return self._working.keys() - self._parking.numbers

    @property
    def _offset(self) -> int:
        """The first update that is neither finished nor parked: Telegram forgets everything below it."""
        return min(self._open, default=self._next)

    async def _moved(self) -> None:
        """Until the first update is finished, and a moment longer for the others; what is stuck meanwhile is parked."""
        begun = sorted(self._open)
        if not begun:
            return  # they ended before this had its turn
        await asyncio.wait((self._working[begun[0]],), timeout=LINGER)
        if begun[0] in self._working:
            await self._park(begun)
        elif others := [self._working[number] for number in self._open]:
            await asyncio.wait(others, timeout=MOMENT)

    async def _fetch(self, hold: int) -> list[Any]:
        self._asked = self._offset
        # In lower case, because python-telegram-bot warns when a method that it would parse itself is asked for raw.
        answer = await self._bot.do_api_request(
            "getupdates",
            {"offset": self._asked, "timeout": hold, "limit": BATCH, "allowed_updates": KINDS},
            read_timeout=hold + LATE,
        )
        if not isinstance(answer, list):
            raise TypeError("getUpdates did not answer with a list")
        return answer

    def _take(self, raw: Any) -> bool:
        """Begins work on one update if it is new; one that cannot be read is noted by kind and stepped over."""
        number = _number(raw)
        if number is None or number in self._working or number in self._finished:
            return False
        # After a week without updates Telegram may begin to count anywhere, also below.
        self._next = number + 1 if number < self._asked else max(self._next, number + 1)
        self._begin(number, raw)
        return True

    def _begin(self, number: int, raw: Any) -> None:
        """Begins work on one update, after those of its chat that are under way."""
        try:
            update = parsed(raw, self._bot)
        except UnreadableError as error:
            self._telemetry.skipped(str(error))
            self._remember(number)
            return
        chat = update.effective_chat.id if update.effective_chat else 0
        task = asyncio.create_task(self._work(update, self._tails.get(chat)))
        self._working[number] = self._tails[chat] = task
        self._raw[number] = raw
        task.add_done_callback(lambda done: self._done(number, chat, done))

    async def _park(self, numbers: list[int]) -> None:
        """What is stuck would slow the others down, and hide them after a hundred: it is kept here instead."""
        for number in numbers:
            if number in self._open:
                task = self._working[number]
                await self._parking.park(number, self._raw[number])
                if task.done():  # it looked for itself on the shelf before it stood there
                    await self._parking.release(number)

    def _done(self, number: int, chat: int, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return  # dropped at the end, not finished: the offset stays before it
        del self._working[number], self._raw[number]
        self._remember(number)
        if self._tails.get(chat) is task:
            del self._tails[chat]

    def _remember(self, number: int) -> None:
        self._finished[number] = None
        if len(self._finished) > REMEMBERED:
            del self._finished[next(iter(self._finished))]

    async def _work(self, update: Update, before: asyncio.Task[None] | None) -> None:
        """One update, after the chat's update before it; a failure is tried again, then given up and said so."""
        if before:
            await asyncio.wait((before,))
        attempt = 0
        while attempt < TRIES:
            try:
                await self._handle(update)
                break
            except StoreError:
                await asyncio.sleep(1)  # the database is busy, and will have room
            except Exception as error:
                attempt += 1
                LOG.error("an update failed", attempt=attempt, exc_info=error)
                await asyncio.sleep(min(0.2 * 4**attempt, 10))
        else:
            self._telemetry.skipped("gave up")
        await self._parking.release(update.update_id)

    async def _finish(self) -> None:
        """Lets what is under way end, acknowledges it, and drops the rest, which Telegram will send again."""
        if self._working:
            await asyncio.wait(tuple(self._working.values()), timeout=self._drain)
        try:
            await asyncio.wait_for(self._fetch(0), 2)
        except Exception:
            LOG.info("the last acknowledgement did not arrive; answered updates are recognised when they come again")
        dropped = tuple(self._working.values())
        for task in dropped:
            task.cancel()
        if dropped:
            await asyncio.wait(dropped, timeout=1)


def _number(raw: Any) -> int | None:
    """An update's number, also when somebody made a text of it: without one, nothing can be stepped over."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if isinstance(number, str) and number.isdecimal():
        number = int(number[:20])
    return number if isinstance(number, int) else None
