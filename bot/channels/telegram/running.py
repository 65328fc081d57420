"""Runs the bot on Telegram with python-telegram-bot's Application."""

import asyncio
import signal
import time
from collections.abc import Collection, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder

from bot.app import Bot
from bot.channels.telegram.channel import App, Channel
from bot.channels.telegram.connecting import connected
from bot.channels.telegram.introducing import Introduction
from bot.channels.telegram.parking import Parking
from bot.channels.telegram.polling import DRAIN, Polling
from bot.channels.telegram.relay import Relay
from bot.channels.telegram.staff import Staff
from bot.channels.telegram.transport import Transport, request
from bot.reloading import Reload
from bot.telemetry import LOG, Telemetry

if TYPE_CHECKING:  # loaded only by those who listen
    from bot.channels.address import Address
    from bot.channels.telegram.webhook import Hook, Webhook

WATCH = 60.0
"""Seconds between two questions to Telegram how many updates wait for the webhook."""
SILENT = 100.0
"""Seconds without an answer from Telegram after which the bot is not ready: it asks at least once in a minute."""
CONNECTIONS = 256
"""More than polling and one batch of 100 updates can use: each has a reply and a confirmed press under way at most."""


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
    relay = Relay(application.bot, bot, staff) if staff and bot.dialogue.staffed else None
    channel = Channel(bot, application, staff, relay)
    webhook = None
    if line.hook:
        from bot.channels.telegram.webhook import Webhook

        webhook = Webhook(application.bot, channel.process, bot.telemetry, line.hook.secret)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_shut_down, application)
        if line.listen:
            await stack.enter_async_context(_port(line.listen, bot, transport, webhook))
        if not await connected(application, stop, line.hook):
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

    def hooked() -> bool:
        return webhook is None or webhook.ready

    checks = {
        "database": lambda: bot.store.healthy,
        "telegram": lambda: hooked() and 0 < transport.last_success > time.monotonic() - SILENT,
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
