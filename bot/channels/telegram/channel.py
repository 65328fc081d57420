"""One update through python-telegram-bot's Application to the bot, and its answer back."""

import asyncio
from functools import partial
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.app import Bot, PassOn, Send
from bot.channels.telegram.incoming import Incoming, incoming
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.outgoing import Outbox
from bot.channels.telegram.place import Place
from bot.channels.telegram.relay import Relay
from bot.channels.telegram.staff import Staff
from bot.telemetry import LOG

App = Application[Any, Any, Any, Any, Any, Any]
SWEEP = 600.0
"""Seconds between two looks for checks that were left alone."""


class Channel:
    """Joins the Application to the bot: one handler for all updates, which fails aloud."""

    def __init__(self, bot: Bot, application: App, staff: Staff | None, relay: Relay | None) -> None:
        self._bot = bot
        self._staff = staff
        self._relay = relay
        self._telegram = application.bot
        self._application = application
        self._failed: dict[int, Exception] = {}
        self.inline = Inline(application.bot, bot)
        application.add_handler(TypeHandler(Update, self._answer))
        application.add_error_handler(self._note)

    async def process(self, update: Update) -> None:
        """Answers one update through the Application; raises what its handler raised."""
        with self._bot.telemetry.working():
            await self._application.process_update(update)
        error = self._failed.pop(update.update_id, None)
        if error:
            raise error

    async def sweep(self) -> None:
        """Ends checks left alone too long, again and again."""
        while True:
            await asyncio.sleep(SWEEP)
            try:
                await self._bot.sweep(self._send_to)
            except Exception:
                LOG.error("the sweep failed", exc_info=True)

    def _send_to(self, chat: int) -> Send:
        return self._outbox(Place(chat)).send

    def _outbox(self, place: Place) -> Outbox:
        return Outbox(self._telegram, place, self._bot.telemetry.retried)

    async def _answer(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.inline_query:
            self.inline.take(update.inline_query)
        elif (self._staff and await self._staff.answers(update)) or (self._relay and await self._relay.answers(update)):
            return
        elif (asked := incoming(update, self._telegram)) and not self._among_staff(asked):
            await self._answered(asked, self._pass_on(update))

    def _among_staff(self, asked: Incoming) -> bool:
        """Whether it was said in the staff's group, where the bot talks to nobody else."""
        return asked.arrival.group and self._staff is not None and asked.place.chat == self._staff.chat

    async def _answered(self, asked: Incoming, pass_on: PassOn | None) -> None:
        if asked.arrival.age is not None:
            self._bot.telemetry.begun(asked.arrival.age)
        outbox = self._outbox(asked.place)
        confirming = asyncio.ensure_future(outbox.confirm())
        try:
            async with outbox.typing():
                await self._bot.handle(asked.arrival, outbox.send, pass_on)
        finally:
            await asyncio.wait((confirming,))

    def _pass_on(self, update: Update) -> PassOn | None:
        """How her words reach the staff, with her first name and nothing else of her account."""
        if self._relay is None:
            return None
        name = update.effective_user.first_name if update.effective_user else ""
        return partial(self._relay.pass_on, name)

    async def _note(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if isinstance(update, Update) and context.error:
            self._failed[update.update_id] = context.error
