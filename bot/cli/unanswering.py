"""The command on what patients asked and no intent answered."""

import asyncio
from datetime import date
from typing import TYPE_CHECKING

import click

from bot.cli.choosing import LANGUAGE, chosen
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.unanswered import Kept


@click.group(invoke_without_command=True)
@click.option("--most", type=click.IntRange(min=0), default=50, show_default=True, help="How many groups to list.")
@LANGUAGE
@click.pass_context
def unanswered(context: click.Context, most: int, language: str) -> None:
    """List what patients asked that no intent answered, grouped by likeness, the most frequent first.

    Example: python run_bot.py unanswered
    """
    if context.invoked_subcommand is not None:
        return
    from bot.content.grouping import grouped
    from bot.content.library import load

    settings: Settings = context.obj
    chosen(settings.intents_dir, language)
    wordings = asyncio.run(_kept(settings, language).wordings())
    groups = grouped(wordings, load(settings.intents_dir, language).router, most) if wordings else []
    for number, group in enumerate(groups[:most], 1):
        near = ", ".join(f"{found.intent} {found.score:.2f}" for found in group.nearest) or "nothing"
        click.echo(f"{number:3}. {group.count}x  {group.wordings[0]}\n          nearest: {near}")
        for other in group.wordings[1:4]:
            click.echo(f"          also: {other}")
    click.echo(f"{len(wordings)} questions in {len(groups)} groups")


@unanswered.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("intent")
@click.option("--new", is_flag=True, help="Begin a new intent of that name, from a template.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@LANGUAGE
@click.pass_obj
def add(settings: Settings, number: int, intent: str, new: bool, yes: bool, language: str) -> None:
    """Put the wording of group NUMBER into INTENT as an example, after showing what that would change.

    Example: python run_bot.py unanswered add 3 treatment
    """
    from bot.content.adding import AddingError
    from bot.content.grouping import grouped
    from bot.content.library import load
    from bot.content.proposal import propose

    kept = _kept(settings, chosen(settings.intents_dir, language))
    groups = grouped(asyncio.run(kept.wordings()), load(settings.intents_dir, language).router, 0)
    if number > len(groups):
        raise click.ClickException(f"there are {len(groups)} groups: run `unanswered` and take a number from its list")
    group = groups[number - 1]
    wording = group.wordings[0]
    try:
        proposal = propose(settings.intents_dir, intent, wording, new=new, language=language)
        if not proposal.unused:
            click.echo("Trying it ...", err=True)
            asked = [other.wordings[0] for other in groups]
            click.echo("\n".join(proposal.rehearsed(asked).lines()))
        path = proposal.path
        if not yes and not click.confirm(f"Begin {path} with '{wording}'?" if new else f"Add '{wording}' to {path}?"):
            return
        line = proposal.write(date.today())
    except AddingError as error:
        raise click.ClickException(str(error)) from None
    if new:
        click.echo(f"{path}: begun with '{wording}'. It is a draft: write its title and answer, then run `check`.")
    else:
        click.echo(f"{path}:{line}: added{f'; {proposal.unused}, so nothing changes yet' if proposal.unused else ''}")
    asyncio.run(kept.drop(set(group.wordings)))


def _kept(settings: Settings, language: str) -> "Kept":
    """What is kept in the database of the settings of chats in a language."""
    from bot.unanswered import Kept

    return Kept(settings.database_url.get_secret_value(), settings.keys, language)


COMMANDS = (unanswered,)
