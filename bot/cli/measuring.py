"""The commands that show where messages go and why: some texts, or a file of labelled ones, which is measured."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.choosing import LANGUAGE, chosen
from bot.cli.progress import progress
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.content.labelled import Labelled
    from bot.content.outcome import Routed
    from bot.core.routing import Router

_FILE = click.Path(dir_okay=False, path_type=Path)
_INTENTS = click.option(
    "--intents", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The folder of the content."
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_INTENTS
@LANGUAGE
@click.argument("texts", nargs=-1)
@click.pass_obj
def route(settings: Settings, as_json: bool, intents: Path | None, texts: tuple[str, ...], language: str) -> None:
    """Show where each text goes and why; without texts, where each line of standard input goes.

    Tells how the text was read and corrected, which words counted most, the nearest intents with their examples,
    and the danger signs in it, denied ones too.

    Example: python run_bot.py route "how long does the stitch stay in"
    """
    from bot.content.explanation import explain
    from bot.content.library import load

    folder = intents or settings.intents_dir
    router = load(folder, chosen(folder, language)).router
    for text in texts or _lines():
        if as_json:
            # A lone surrogate cannot be written as UTF-8; escaped, it survives the pipe.
            click.echo(_as_json(router, text).encode("utf-8", "backslashreplace"))
        else:
            click.echo("\n".join(explain(router, text).lines()).encode("utf-8", "replace"))
        sys.stdout.flush()


def _as_json(router: "Router", text: str) -> str:
    began = time.perf_counter()
    found = router.route(text)
    ms = round((time.perf_counter() - began) * 1000, 3)
    return json.dumps({"text": text, **found.as_dict(), "ms": ms}, ensure_ascii=False)


def _lines() -> Iterator[str]:
    """Standard input, line by line as it comes; bytes that are no UTF-8 become replacement marks."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").rstrip("\r\n")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object of all figures.")
@click.option("--html", type=_FILE, help="Write a page with the confusion, the calibration and the worst messages.")
@_INTENTS
@LANGUAGE
@click.pass_obj
def evaluate(
    settings: Settings, file: Path, as_json: bool, html: Path | None, intents: Path | None, language: str
) -> None:
    """Measure the routing on labelled messages: accuracy, confusion, refusals, red flags, calibration, time.

    Each line of the file is an object with `text`, `label` and perhaps `also`, a list of labels that are right too.
    A label is an intent's name, smalltalk, out_of_scope, red_flag (or emergency, urgent), symptom_check or none
    (anything but a card). Mistakes in the file are named all at once, with exit code 1. The page of --html shows
    messages: make none of frozen ones if you write examples.

    Example: python run_bot.py evaluate messages.jsonl --html report.html
    """
    from bot.content.evaluation import Evaluation
    from bot.content.labelled import read_labelled
    from bot.content.library import load

    folder = intents or settings.intents_dir
    known = load(folder, chosen(folder, language))
    labels = read_labelled(file, known.intents)
    if labels.problems:
        click.echo("\n".join(labels.problems), err=True)
        sys.exit(1)
    evaluation = Evaluation(list(_routed(known.router, labels.messages)))
    click.echo(json.dumps(evaluation.as_dict()) if as_json else "\n".join(evaluation.lines()))
    if html:
        from bot.content.report.page import page

        written = page(evaluation, known, file.name)
        try:
            html.write_text(written, encoding="utf-8", errors="replace")
        except OSError as error:
            click.echo(f"{html}: it cannot be written: {error.strerror}", err=True)
            sys.exit(1)


def _routed(router: "Router", messages: "tuple[Labelled, ...]") -> "Iterator[Routed]":
    from bot.content.outcome import Routed

    with progress("Routing", len(messages)) as done:
        for message in messages:
            began = time.perf_counter()
            found = router.route(message.text)
            yield Routed(message, found, (time.perf_counter() - began) * 1000)
            done(1)


COMMANDS = (route, evaluate)
