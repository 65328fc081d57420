"""Runs the bot on Telegram with python-telegram-bot's Application."""

import asyncio
import signal
from typing import Any

from telegram import BotCommand, Update
from telegram.error import InvalidToken
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler
from telegram.request import HTTPXRequest

from bot.app import Bot, Send, UnreachableError
from bot.channels.telegram.incoming import Incoming, incoming
from bot.channels.telegram.outgoing import Outbox, delivered
from bot.channels.telegram.polling import DRAIN, Polling, unless
from bot.core.replies import Replies
from bot.telemetry import LOG

App = Application[Any, Any, Any, Any, Any, Any]
SWEEP = 600.0
"""Seconds between two looks for checks that were left alone."""
CONNECTIONS = 256
"""More than polling and one batch of 100 updates can use: each has a reply and a confirmed press under way at most."""


class TokenError(Exception):
    """Telegram does not know the token."""


async def run(bot: Bot, replies: Replies, token: str, base_url: str) -> None:
    """Talks on Telegram until SIGTERM or SIGINT; raises TokenError when Telegram does not know the token."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(bot, replies, token, base_url, stop)


async def serve(
    bot: Bot, replies: Replies, token: str, base_url: str, stop: asyncio.Event, *, drain: float = DRAIN
) -> None:
    """Talks on Telegram until told to stop; raises TokenError when Telegram does not know the token."""
    application = build(token, base_url)
    channel = Channel(bot, application)
    background = []
    try:
        if not await _connected(application, stop):
            return
        background = [
            asyncio.create_task(_introduce(application, replies)),
            asyncio.create_task(channel.sweep()),
        ]
        LOG.info("the bot is talking on Telegram", how="polling")
        await Polling(application.bot, channel.process, drain=drain).run(stop)
    finally:
        for task in background:
            task.cancel()
        await application.shutdown()
        await application.bot.request.shutdown()


def build(token: str, base_url: str) -> App:
    """An Application without its own polling: ours hands the updates to it."""
    request = HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=30)
    builder = ApplicationBuilder().token(token).base_url(base_url).updater(None)
    return builder.request(request).get_updates_request(request).build()


class Channel:
    """Joins the Application to the bot: one handler for all updates, which fails aloud."""

    def __init__(self, bot: Bot, application: App) -> None:
        self._bot = bot
        self._application = application
        self._failed: dict[int, Exception] = {}
        application.add_handler(TypeHandler(Update, self._answer))
        application.add_error_handler(self._note)

    async def process(self, update: Update) -> None:
        """Answers one update through the Application; raises what its handler raised."""
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
        return Outbox(self._application.bot, Incoming(chat, event=None)).send  # type: ignore[arg-type]

    async def _answer(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        asked = incoming(update)
        if asked is None:
            return
        outbox = Outbox(self._application.bot, asked)
        confirming = asyncio.ensure_future(outbox.confirm())
        try:
            await self._bot.handle(update.update_id, asked.chat, asked.event, outbox.send)
        finally:
            await asyncio.wait((confirming,))

    async def _note(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if isinstance(update, Update) and context.error:
            self._failed[update.update_id] = context.error


async def _connected(application: App, stop: asyncio.Event) -> bool:
    """Waits until Telegram answers; False when told to stop first.

    A wrong token is answered with 401 or 404, and so is a hiccup of a proxy now and then: three in a row count.
    """
    refused, pause = 0, 0.5
    while not stop.is_set():
        try:
            await unless(stop, application.initialize())
            await unless(stop, application.bot.delete_webhook())
            return not stop.is_set()
        except InvalidToken as error:
            refused += 1
            if refused == 3:
                raise TokenError from error
        except Exception as error:  # whatever a proxy makes of an answer, it is tried again
            refused = 0
            LOG.warning("telegram does not answer; trying again", error=type(error).__name__, pause=pause)
        await unless(stop, asyncio.sleep(0.3 if refused else pause))
        pause = min(pause * 2, 15)
    return False


async def _introduce(application: App, replies: Replies) -> None:
    """Sets what Telegram shows of the bot: its commands and descriptions."""
    bot = application.bot
    commands = [BotCommand(name, words) for name, words in replies.commands.items()]
    try:
        await delivered(lambda: bot.set_my_commands(commands))
        await delivered(lambda: bot.set_my_description(replies.description))
        await delivered(lambda: bot.set_my_short_description(replies.short_description))
    except UnreachableError:
        LOG.warning("telegram refused the commands and descriptions")
