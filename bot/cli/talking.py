"""The commands that talk with people."""

import asyncio
import gc
import secrets
from typing import TYPE_CHECKING

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.telegram.running import Line

DEFAULT_PORT = 8080
"""Where the webhook listens when PORT is not set."""


@click.command()
@click.pass_obj
def chat(settings: Settings) -> None:
    """Talk to the bot in the terminal; buttons are numbered, and piped input is one message a line.

    Example: echo "what is a weak cervix" | python run_bot.py chat
    """
    from bot.app import Bot
    from bot.channels.console import talk
    from bot.content.languages import load_all
    from bot.storage.memory import MemoryStore
    from bot.telemetry import Telemetry, set_up_logging

    set_up_logging("WARNING", settings.log_format)
    dialogue = load_all(settings.intents_dir, settings.offered).speaking()
    asyncio.run(talk(Bot(dialogue, MemoryStore(), Telemetry(secrets.token_bytes(16)))))


@click.command()
@click.pass_obj
def telegram(settings: Settings) -> None:
    """Talk to patients on Telegram: by webhook when WEBHOOK_URL is set, or else by polling.

    Example: TELEGRAM_BOT_TOKEN=123:abc python run_bot.py telegram
    """
    if not settings.token:
        raise click.ClickException("TELEGRAM_BOT_TOKEN is not set: put the token from @BotFather into .env")
    from bot.channels.address import ListenError
    from bot.channels.telegram.connecting import TokenError
    from bot.telemetry import set_up_logging

    set_up_logging(settings.log_level, settings.log_format, settings.secrets)
    try:
        asyncio.run(_telegram(settings))
    except TokenError:
        raise click.ClickException(
            "Telegram does not know this TELEGRAM_BOT_TOKEN: copy it again from @BotFather into .env"
        ) from None
    except ListenError as error:
        raise click.ClickException(str(error)) from None


async def _telegram(settings: Settings) -> None:
    from bot.app import Bot
    from bot.channels.telegram.running import run
    from bot.content.languages import load_all
    from bot.storage.fallback import FallbackStore
    from bot.storage.opening import store_for
    from bot.telemetry import Telemetry
    from bot.telemetry.metrics import Metrics
    from bot.unanswered import Unanswered

    loaded = load_all(settings.intents_dir, settings.offered)
    dialogue = loaded.speaking(staffed=settings.staffed)
    telemetry = Telemetry(settings.token.encode(), Metrics(dialogue.knowledge.revision))
    awaits = {code: known.replies.awaits for code, known in loaded.known.items()}
    telemetry.languages(awaits, {code: [*map(str, wrong)] for code, wrong in loaded.refused.items()})
    store = FallbackStore(store_for(settings.database_url.get_secret_value(), keys=settings.keys), telemetry.store)
    await store.open()
    try:
        unanswered = Unanswered(store) if settings.keep_unanswered else None
        ttl = settings.session_ttl_hours * 3600
        bot = Bot(dialogue, store, telemetry, ttl=ttl, unanswered=unanswered)
        gc.freeze()  # what is loaded stays: to look through it for garbage again and again takes 50 ms each time
        await run(bot, _line(settings), settings.intents_dir, settings.offered)
    finally:
        await store.close()


def _line(settings: Settings) -> "Line":
    """How Telegram and the bot reach each other; health is served with a webhook, or where PORT says so."""
    from bot.channels.address import Address
    from bot.channels.telegram.running import Line

    hook = None
    if settings.webhook_url:
        from bot.channels.telegram.webhook import Hook

        hook = Hook(settings.webhook_url, settings.webhook_secret.get_secret_value() if settings.webhook_secret else "")
    port = settings.port or (DEFAULT_PORT if hook else None)
    listen = Address(settings.webhook_listen, port) if port else None
    return Line(settings.token, settings.telegram_base_url, hook, listen, settings.staff_chat_id)


COMMANDS = (chat, telegram)
