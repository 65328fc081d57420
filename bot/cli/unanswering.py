"""The command on what patients asked and no intent answered."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.settings import Settings
from bot.unanswered import Unanswered

if TYPE_CHECKING:
    from bot.content.parts import Parts

T = TypeVar("T")


@click.group(invoke_without_command=True)
@click.option("--most", type=click.IntRange(min=0), default=50, show_default=True, help="How many groups to list.")
@click.pass_context
def unanswered(context: click.Context, most: int) -> None:
    """List what patients asked that no intent answered, grouped by likeness, the most frequent first.

    Example: python run_bot.py unanswered
    """
    if context.invoked_subcommand is not None:
        return
    from bot.content.grouping import grouped
    from bot.content.library import load

    settings: Settings = context.obj
    wordings = _stored(settings, lambda kept: kept.wordings())
    groups = grouped(wordings, load(settings.intents_dir).router, most) if wordings else []
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
@click.pass_obj
def add(settings: Settings, number: int, intent: str, new: bool, yes: bool) -> None:
    """Put the wording of group NUMBER into INTENT as an example, after showing what that would change.

    Example: python run_bot.py unanswered add 3 treatment
    """
    from bot.content.adding import AddingError, add_example, new_intent, place_of
    from bot.content.grouping import grouped
    from bot.content.library import knowledge, read_parts
    from bot.content.rehearsal import changes
    from bot.content.sound import sound

    parts = read_parts(settings.intents_dir)
    usable = sound(parts)
    known = knowledge(usable, "")
    wordings = _stored(settings, lambda kept: kept.wordings())
    groups = grouped(wordings, known.router, 0)
    if number > len(groups):
        raise click.ClickException(f"there are {len(groups)} groups: run `unanswered` and take a number from its list")
    group = groups[number - 1]
    wording = group.wordings[0]
    path = _file(settings, parts, intent, new=new)
    if not new and intent not in usable.intents:
        raise click.ClickException(f"{path} has mistakes: run `check` and mend them first")
    if place := place_of(usable.intents, wording):
        raise click.ClickException(f"'{wording}' stands already in {parts.documents[place].name}")
    if not new:
        click.echo("Trying it ...", err=True)
        for line in changes(usable, known, intent, wording, (text for g in groups for text in g.wordings[:1])):
            click.echo(line)
    if not yes and not click.confirm(f"Begin {path} with '{wording}'?" if new else f"Add '{wording}' to {path}?"):
        return
    try:
        if new:
            new_intent(path.parent, intent, wording, date.today())
            click.echo(f"{path}: begun with '{wording}'. Write its title and answer, then run `check` and `test`.")
        else:
            click.echo(f"{path}:{add_example(path, wording)}: added")
    except AddingError as error:
        raise click.ClickException(str(error)) from None
    _stored(settings, lambda kept: kept.drop(set(group.wordings)))


def _file(settings: Settings, parts: "Parts", intent: str, *, new: bool) -> Path:
    """The file of an intent, or of one to come."""
    from bot.content.parts import is_intent

    if intent not in parts.documents and new:
        return settings.intents_dir / "en" / f"{intent}.yaml"
    if intent not in parts.documents or not is_intent(intent):
        raise click.ClickException(
            f"no intent is called '{intent}': see `ls {settings.intents_dir / 'en'}`, or use --new"
        )
    path = Path(parts.documents[intent].name)
    if new:
        raise click.ClickException(f"{path} is there already: name the intent without --new to add to it")
    return path


def _stored(settings: Settings, work: Callable[[Unanswered], Awaitable[T]]) -> T:
    """Does some work with what is kept in the database."""
    from bot.storage.opening import store_for

    async def done() -> T:
        store = store_for(settings.database_url.get_secret_value(), keys=settings.keys)
        await store.open()
        try:
            return await work(Unanswered(store))
        finally:
            await store.close()

    return asyncio.run(done())


COMMANDS = (unanswered,)
