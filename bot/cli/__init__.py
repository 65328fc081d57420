"""The command line: each command's docstring is its help. Heavy parts are imported by the command that needs them."""

import sys

import click

from bot.cli import authoring, measuring, previewing, talking, testing, unanswering
from bot.settings import SettingsError, read_settings

_HINT = (
    "TELEGRAM_BOT_TOKEN is not set, so this is the console chat: type a message, or the number of a button. "
    "For Telegram, put the token from @BotFather into .env (see README.md)."
)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """A patient-information chatbot on cervical insufficiency.

    Without a command: the Telegram bot when TELEGRAM_BOT_TOKEN is set, or else the console chat.
    """
    context.obj = read_settings()
    if context.invoked_subcommand is None:
        if context.obj.token:
            context.invoke(talking.telegram)
        else:
            click.echo(_HINT, err=True)
            context.invoke(talking.chat)


for _module in (talking, authoring, testing, measuring, previewing, unanswering):
    for _command in _module.COMMANDS:
        cli.add_command(_command)


def main() -> None:
    """Runs the command line; what a person can mend is said in one line, without a traceback."""
    from bot.content.problems import ContentError
    from bot.storage.store import StoreError

    try:
        cli(standalone_mode=True)
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except ContentError as error:
        click.echo(f"The content cannot be used:\n{error}", err=True)
        sys.exit(1)
    except StoreError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
