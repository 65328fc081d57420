"""Runs the bot on Telegram with python-telegram-bot's Application."""

import asyncio
import signal
import time
from collections.abc import Collection, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from bot.app import Bot, PassOn, Send
from bot.channels.telegram.incoming import Incoming, incoming, language_of
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.introducing import Introduction
from bot.channels.telegram.outgoing import Outbox
from bot.channels.telegram.parking import Parking
from bot.channels.telegram.polling import DRAIN, KINDS, Polling, unless
from bot.channels.telegram.relay import Relay
from bot.channels.telegram.staff import Staff
from bot.channels.telegram.transport import Transport, request
from bot.reloading import Reload
from bot.telemetry import LOG, Telemetry

if TYPE_CHECKING:  # loaded only by those who listen
    from bot.channels.address import Address
    from bot.channels.telegram.webhook import Hook, Webhook

App = Application[Any, Any, Any, Any, Any, Any]
SWEEP = 600.0
"""Seconds between two looks for checks that were left alone."""
WATCH = 60.0
"""Seconds between two questions to Telegram how many updates wait for the webhook."""
SILENT = 100.0
"""Seconds without an answer from Telegram after which the bot is not ready: it asks at least once in a minute."""
DELIVERIES = 40
"""Updates that Telegram may post side by side to all replicas together: each holds a connection to the database."""
CONNECTIONS = 256
"""More than polling and one batch of 100 updates can use: each has a reply and a confirmed press under way at most."""


class TokenError(Exception):
    """Telegram does not know the token."""


@dataclass(frozen=True, slots=True)
class Line:
    """How Telegram is reached, and how it reaches the bot: by a webhook, or else by polling; and the staff's chat."""

    token: str
    base_url: str
    hook: "Hook | None" = None
    listen: "Address | None" = None
    staff: int | None = None


async def run(bot: Bot, line: Line, content: Path | None = None, languages: Collection[str] = ()) -> None:
    """Talks on Telegram until SIGTERM or SIGINT; raises TokenError when Telegram does not know the token."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(bot, line, stop, content=content, languages=languages)


async def serve(
    bot: Bot,
    line: Line,
    stop: asyncio.Event,
    *,
    drain: float = DRAIN,
    content: Path | None = None,
    languages: Collection[str] = (),
) -> None:
    """Talks on Telegram until told to stop; raises TokenError when Telegram does not know the token.

    With a folder of `content`, changes in it go live, in the `languages` named or else in all that it has.

    The port listens before Telegram is told of it, so that no update meets a closed door.
    """
    application, transport = build(line.token, line.base_url)
    staff = Staff(application.bot, bot, line.staff) if line.staff else None
    relay = Relay(application.bot, bot, line.staff) if line.staff and bot.dialogue.staffed else None
    channel = Channel(bot, application, staff, relay)
    webhook = None
    if line.hook:
        from bot.channels.telegram.webhook import Webhook

        webhook = Webhook(application.bot, channel.process, bot.telemetry, line.hook.secret)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_shut_down, application)
        if line.listen:
            await stack.enter_async_context(_port(line.listen, bot, transport, webhook))
        if not await _connected(application, stop, line.hook):
            return
        introduction = Introduction(application.bot, bot)
        tasks = [introduction.run(), channel.sweep()]
        if staff:
            tasks.append(staff.introduce())
        if content:
            tell = staff.tell if staff else _nobody
            tasks.append(Reload(bot, content, tell, introduction.again, languages=languages).run())
        if webhook:
            webhook.ready = True
            tasks.append(_watched(application, bot.telemetry))
        stack.callback(channel.inline.stop)
        stack.callback(_cancel, [asyncio.create_task(task) for task in tasks])
        LOG.info("the bot is talking on Telegram", how="webhook" if webhook else "polling")
        if webhook:
            await stop.wait()
        else:
            await Polling(application.bot, channel.process, bot.telemetry, Parking(bot.store), drain=drain).run(stop)


def _port(
    at: "Address", bot: Bot, transport: Transport, webhook: "Webhook | None"
) -> AbstractAsyncContextManager[None]:
    """Serves health, metrics and the webhook within the block."""
    from starlette.applications import Starlette

    from bot.channels.health import health
    from bot.channels.web import serving

    checks = {
        "database": lambda: bot.store_healthy,
        "telegram": lambda: 0 < transport.last_success > time.monotonic() - SILENT,
    }
    return serving(Starlette(routes=[*health(bot.telemetry, checks), *([webhook.route] if webhook else [])]), at)


async def _nobody(_text: str) -> None:
    """Stands for the staff where there is no chat of theirs."""


def _cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()


async def _shut_down(application: App) -> None:
    await application.shutdown()
    await application.bot.request.shutdown()


async def _watched(application: App, telemetry: Telemetry) -> None:
    """Asks Telegram now and then how many updates wait; so readiness is known also when nobody writes."""
    while True:
        with suppress(TelegramError):
            info = await application.bot.get_webhook_info()
            if telemetry.metrics:
                telemetry.metrics.waiting.set(info.pending_update_count)
            if info.last_error_message:
                LOG.info("telegram had trouble with the webhook", waiting=info.pending_update_count)
        await asyncio.sleep(WATCH)


def build(token: str, base_url: str) -> tuple[App, Transport]:
    """An Application without its own polling (ours hands the updates to it), and the transport of its calls."""
    transport = request(CONNECTIONS)
    builder = ApplicationBuilder().token(token).base_url(base_url).updater(None)
    return builder.request(transport).get_updates_request(transport).build(), transport


class Channel:
    """Joins the Application to the bot: one handler for all updates, which fails aloud."""

    def __init__(self, bot: Bot, application: App, staff: Staff | None, relay: Relay | None) -> None:
        self._bot = bot
        self._staff = staff
        self._relay = relay
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
        return Outbox(self._application.bot, Incoming(chat, event=None), self._bot.telemetry.retried).send  # type: ignore[arg-type]

    async def _answer(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.inline_query:
            self.inline.take(update.inline_query)
            return
        if self._staff and await self._staff.moves(update):
            if self._relay:
                self._relay.chat = self._staff.chat
            return
        if self._staff and await self._staff.answers(update):
            return
        if self._relay and await self._relay.answers(update):
            return
        asked = incoming(update, self._application.bot)
        if asked is None or (asked.group and self._staff and asked.chat == self._staff.chat):
            return
        age = time.time() - asked.sent if asked.sent is not None else None
        if age is not None:
            self._bot.telemetry.begun(age)
        spoken = language_of(update)
        outbox = Outbox(self._application.bot, asked, self._bot.telemetry.retried)
        confirming = asyncio.ensure_future(outbox.confirm())
        try:
            async with outbox.typing():
                await self._handled(update, asked, outbox, age, spoken)
        finally:
            await asyncio.wait((confirming,))

    async def _handled(self, update: Update, asked: Incoming, outbox: Outbox, age: float | None, language: str) -> None:
        number, chat, event, send = update.update_id, asked.chat, asked.event, outbox.send
        if asked.group:
            await self._bot.handle_in_group(number, chat, event, send, language=language)
        else:
            passing = self._pass_on(update)
            await self._bot.handle(number, chat, event, send, passing, age=age, language=language)

    def _pass_on(self, update: Update) -> PassOn | None:
        """How her words reach the staff, with her first name and nothing else of her account."""
        if self._relay is None:
            return None
        name = update.effective_user.first_name if update.effective_user else ""
        return partial(self._relay.pass_on, name)

    async def _note(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        if isinstance(update, Update) and context.error:
            self._failed[update.update_id] = context.error


async def _connected(application: App, stop: asyncio.Event, hook: "Hook | None") -> bool:
    """Waits until Telegram answers and knows how to reach the bot; False when told to stop first.

    A wrong token is answered with 401 or 404, and so is a hiccup of a proxy now and then: three in a row count.
    """
    refused, pause = 0, 0.5
    while not stop.is_set():
        try:
            await unless(stop, application.initialize())
            await unless(stop, _reached(application, hook))
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


async def _reached(application: App, hook: "Hook | None") -> None:
    """Tells Telegram where updates go; what waits there is kept."""
    if hook is None:
        await application.bot.delete_webhook()
    else:
        await application.bot.set_webhook(
            hook.url, secret_token=hook.secret, allowed_updates=KINDS, max_connections=DELIVERIES
        )
