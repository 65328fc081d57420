"""The command that tries the content's own phrases and examples."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.choosing import EACH_LANGUAGE, chosen
from bot.cli.progress import progress, waiting
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.content.testing import Outcome, Scores


@click.command("test")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--ratchet",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fail when a score is lower than in this file; it is written if missing.",
)
@click.option("--update", is_flag=True, help="Raise the scores in the ratchet's file to those of now.")
@EACH_LANGUAGE
@click.pass_obj
def test_content(settings: Settings, folder: Path | None, ratchet: Path | None, update: bool, language: str) -> None:
    """Try every `tests:` phrase against all intents, and every example against its own.

    Shows the score of each intent and, for each phrase that went astray, who took it. Exit code 1 when a red flag's
    phrase fails, fewer than 85 of 100 phrases are right, or a score is lower than in the ratchet's file.

    Example: python run_bot.py test intents --ratchet scores.json
    """
    if update and not ratchet:
        raise click.UsageError("--update raises the scores in a file: name it with --ratchet FILE")
    from bot.content.languages import languages_in

    folder = folder or settings.intents_dir
    codes = (chosen(folder, language),) if language else languages_in(folder)
    passed = True
    scores: Scores = {}
    for code in codes:
        if len(codes) > 1:
            click.echo(f"Language: {code}\n")
        outcome = _tested(folder, code)
        passed &= outcome.passed
        # An intent of another language than English is named with its folder in the ratchet's file.
        scores = {**scores, **{name if code == "en" else f"{code}/{name}": s for name, s in outcome.scores.items()}}
    kept = _held(ratchet, scores, update) if ratchet else True
    sys.exit(0 if passed and kept else 1)


def _tested(folder: Path, language: str) -> "Outcome":
    """Tries one language and shows what came of it."""
    from bot.content.knowledge import knowledge
    from bot.content.library import read_parts
    from bot.content.sound import sound
    from bot.content.testing import run_tests, to_try

    parts = read_parts(folder, language)
    usable = sound(parts)
    left = sorted(parts.intents.keys() - usable.intents.keys())
    waiting("Learning from the examples ...")
    known, flags = knowledge(usable, "", language), usable.red_flags.tests
    with progress("Testing", to_try(known, flags)) as done:
        outcome = run_tests(known, flags, done)
    for line in outcome.lines():
        click.echo(line.encode("utf-8", "replace"))
    if left:
        click.echo(f"left out, see `check`: {', '.join(left)}")
    return outcome


def _held(path: Path, scores: "Scores", update: bool) -> bool:
    """Whether no score is lower than in the ratchet's file; says which are, and writes the file if asked to."""
    from bot.content.ratchet import Ratchet, RatchetError

    try:
        if not path.exists():
            Ratchet.of(scores).write(path)
            click.echo(f"ratchet: {path} is written; from now on no score may fall")
            return True
        ratchet = Ratchet.read(path)
        drops = list(ratchet.drops(scores))
        if update:
            ratchet.raised(scores).write(path)
    except RatchetError as error:
        click.echo(f"ratchet: {error}", err=True)
        return False
    for drop in drops:
        click.echo(f"ratchet: {drop}")
    if drops:
        click.echo(f"ratchet: mend the content; to accept a lower score, write it into {path}")
    else:
        click.echo(f"ratchet: no score is lower than in {path}{', which is raised' if update else ''}")
    return not drops


COMMANDS = (test_content,)
