"""The commands for those who write the content: is it right, and how is it drawn and described?"""

import sys
from datetime import date
from pathlib import Path

import click

from bot.cli.choosing import EACH_LANGUAGE, LANGUAGE, chosen
from bot.settings import Settings


def _folder(settings: Settings, given: Path | None) -> Path:
    return given or settings.intents_dir


_DIR = click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.command()
@_DIR
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    help="github: annotations for a workflow. json: one array of objects.",
)
@EACH_LANGUAGE
@click.pass_obj
def check(settings: Settings, folder: Path | None, form: str, language: str) -> None:
    """Name every problem of the content as file:line:column, and what to do; exit code 1 if any is an error.

    Of more than ten problems of one kind in one file, text and github list ten and say how many follow.

    Example: python run_bot.py check --format json intents
    """
    from bot.content.languages import all_findings
    from bot.content.listing import FORMATS, near

    folder = folder or Path(near(str(settings.intents_dir)))
    problems = all_findings(folder, date.today(), chosen(folder, language) if language else "")
    for line in FORMATS[form](problems):
        # The name of a file may hold what cannot be written as UTF-8.
        click.echo(line.encode("utf-8", "backslashreplace"))
    sys.exit(1 if any(problem.severity == "error" for problem in problems) else 0)


@click.command()
@LANGUAGE
@click.pass_obj
def diagram(settings: Settings, language: str) -> None:
    """Draw the symptom check as a Mermaid flowchart.

    Example: python run_bot.py diagram > docs/symptom_check.mmd
    """
    from bot.content.library import load
    from bot.core.flows.diagram import diagram as drawn

    click.echo(drawn(load(settings.intents_dir, chosen(settings.intents_dir, language)).flow), nl=False)


@click.command()
@_DIR
@click.pass_obj
def schema(settings: Settings, folder: Path | None) -> None:
    """Write the editor schemas into the folder of the content.

    Example: python run_bot.py schema intents
    """
    from bot.content.formats import write_schemas

    for path in write_schemas(_folder(settings, folder)):
        click.echo(path)


COMMANDS = (check, diagram, schema)
