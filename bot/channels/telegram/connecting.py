"""The first word with Telegram: whether it knows the token, and where updates go."""

import asyncio
from typing import TYPE_CHECKING

from telegram.error import BadRequest, InvalidToken

from bot.channels.telegram.channel import App
from bot.channels.telegram.polling import KINDS
from bot.channels.telegram.stopping import unless
from bot.telemetry import LOG

if TYPE_CHECKING:  # loaded only by those who listen
    from bot.channels.telegram.webhook import Hook

DELIVERIES = 40
"""Updates that Telegram may post side by side to all replicas together: each holds a connection to the database."""


class TokenError(Exception):
    """Telegram does not know the token."""


async def connected(application: App, stop: asyncio.Event, hook: "Hook | None") -> bool:
    """Waits until Telegram answers and knows how to reach the bot; False when told to stop first.

    A wrong token is answered with 401 or 404, and so is a hiccup of a proxy now and then: three in a row count.
    """
    refused, pause = 0, 0.5
    while not stop.is_set():
        try:
            await unless(stop, application.initialize())
            await unless(stop, _told_where(application, hook))
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


async def _told_where(application: App, hook: "Hook | None") -> None:
    """Tells Telegram where updates go; what waits there is kept."""
    if hook is None:
        await application.bot.delete_webhook()
        return
    try:
        await application.bot.set_webhook(
            hook.url, secret_token=hook.secret, allowed_updates=KINDS, max_connections=DELIVERIES
        )
    except BadRequest as error:
        LOG.error("telegram refuses WEBHOOK_URL: it should be https, at port 443, 80, 88 or 8443", says=error.message)
        raise
