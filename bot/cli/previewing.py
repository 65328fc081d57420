"""The command that shows the bot in a browser."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

import click

from bot.cli.choosing import LANGUAGE, chosen
from bot.settings import Settings


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The page's port.")
@click.option(
    "--intents", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The folder of the content."
)
@LANGUAGE
@click.pass_obj
def preview(settings: Settings, port: int, intents: Path | None, language: str) -> None:
    """Show the chat in the browser, with the reasons beside it, and the content anew as its files change.

    Only this machine can open the page. Nothing that is typed there is kept. It lists what patients asked that no
    intent answered, from DATABASE_URL, and can put it into the content.

    Example: python run_bot.py preview --port 8000
    """
    from bot.channels.address import ListenError
    from bot.telemetry import set_up_logging

    folder = intents or settings.intents_dir
    language = chosen(folder, language)
    set_up_logging("WARNING", settings.log_format)
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(_preview(settings, folder, port, language))
    except ListenError:
        raise click.ClickException(
            f"port {port} is taken: choose another, for example --port {port % 65535 + 1}"
        ) from None


async def _preview(settings: Settings, folder: Path, port: int, language: str) -> None:
    from bot.channels.preview.running import previewing
    from bot.unanswered import Kept

    questions = Kept(settings.database_url.get_secret_value(), settings.keys)
    async with previewing(folder, port, questions=questions, language=language) as address:
        stop = asyncio.Event()
        with suppress(NotImplementedError):  # Windows: there Ctrl+C interrupts the loop
            for number in (signal.SIGTERM, signal.SIGINT):
                # Named, because a process that was started in the background ignores Ctrl+C otherwise.
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
        click.echo(f"Open {address} in a browser on this machine. Ctrl+C ends it.")
        await stop.wait()


COMMANDS = (preview,)
