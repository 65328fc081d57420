"""The commands for those who write the content: is it right, where do messages go, and why?"""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from bot.settings import Settings


def _folder(settings: Settings, given: Path | None) -> Path:
    return given or settings.intents_dir


_DIR = click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
_INTENTS = click.option(
    "--intents", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The folder of the content."
)


@click.command()
@_DIR
@click.pass_obj
def check(settings: Settings, folder: Path | None) -> None:
    """Name every problem of the content as file:line:column; exit code 1 if any is an error.

    Example: python run_bot.py check intents
    """
    from bot.content.library import read_parts

    problems = read_parts(_folder(settings, folder)).problems()
    for problem in problems:
        click.echo(problem)
    errors = sum(problem.severity == "error" for problem in problems)
    click.echo(f"{errors} errors, {len(problems) - errors} warnings")
    sys.exit(1 if errors else 0)


@click.command("test")
@_DIR
@click.pass_obj
def test_content(settings: Settings, folder: Path | None) -> None:
    """Try every `tests:` phrase against all intents, and every example against its own.

    Exit code 1 when a red flag's phrase fails, or fewer than 85 of 100 phrases are right.

    Example: python run_bot.py test intents
    """
    from bot.content.library import knowledge, read_parts
    from bot.content.sound import sound
    from bot.content.testing import run_tests

    usable = sound(read_parts(_folder(settings, folder)))
    outcome = run_tests(knowledge(usable, ""), usable.red_flags.tests)
    for line in outcome.lines:
        click.echo(line)
    sys.exit(0 if outcome.passed else 1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_INTENTS
@click.argument("texts", nargs=-1)
@click.pass_obj
def route(settings: Settings, as_json: bool, intents: Path | None, texts: tuple[str, ...]) -> None:
    """Show where each text goes and why; without texts, where each line of standard input goes.

    Example: python run_bot.py route "how long does the stitch stay in"
    """
    from bot.content.library import load

    router = load(_folder(settings, intents)).router
    for text in texts or _lines():
        began = time.perf_counter()
        found = router.route(text)
        ms = round((time.perf_counter() - began) * 1000, 3)
        if as_json:
            line = json.dumps({"text": text, **found.as_dict(), "ms": ms}, ensure_ascii=False)
            # A lone surrogate cannot be written as UTF-8; escaped, it survives the pipe.
            click.echo(line.encode("utf-8", "backslashreplace"))
        else:
            click.echo("\n".join(_explained(text, found.as_dict())).encode("utf-8", "replace"))
        sys.stdout.flush()


def _explained(text: str, route: dict[str, object]) -> Iterable[str]:
    yield f"{text}\n  {route['kind']}: {route['intent'] or route['level'] or '-'} (score {route['score']})"
    candidates = route["candidates"]
    assert isinstance(candidates, list)
    for candidate in candidates[:3]:
        yield f"    {candidate['score']:.2f} {candidate['intent']}: {candidate['example']}"


def _lines() -> Iterator[str]:
    """Standard input, line by line as it comes; bytes that are no UTF-8 become replacement marks."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").rstrip("\r\n")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object of all figures.")
@_INTENTS
@click.pass_obj
def evaluate(settings: Settings, file: Path, as_json: bool, intents: Path | None) -> None:
    """Measure the routing on labelled messages: accuracy, confusion, refusals, red flags, calibration, time.

    Each line of the file is an object with `text`, `label` and perhaps `also`, a list of labels that are right too.
    A label is an intent's name, smalltalk, out_of_scope, red_flag (or emergency, urgent), symptom_check or none
    (anything but a card). Mistakes in the file are named all at once, with exit code 1.

    Example: python run_bot.py evaluate messages.jsonl
    """
    from bot.content.evaluation import Evaluation
    from bot.content.labelled import read_labelled
    from bot.content.library import load
    from bot.content.outcome import Routed

    known = load(_folder(settings, intents))
    labels = read_labelled(file, known.intents)
    if labels.problems:
        click.echo("\n".join(labels.problems), err=True)
        sys.exit(1)
    routed = []
    hidden = len(labels.messages) <= 500 or not sys.stderr.isatty()
    with click.progressbar(labels.messages, label="Routing", file=sys.stderr, hidden=hidden) as messages:
        for message in messages:
            began = time.perf_counter()
            found = known.router.route(message.text)
            routed.append(Routed(message, found, (time.perf_counter() - began) * 1000))
    evaluation = Evaluation(routed)
    click.echo(json.dumps(evaluation.as_dict()) if as_json else "\n".join(evaluation.lines()))


@click.command()
@click.pass_obj
def diagram(settings: Settings) -> None:
    """Draw the symptom check as a Mermaid flowchart.

    Example: python run_bot.py diagram > docs/symptom_check.mmd
    """
    from bot.content.library import load
    from bot.core.flows.diagram import diagram as drawn

    click.echo(drawn(load(settings.intents_dir).flow), nl=False)


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


COMMANDS = (check, test_content, route, evaluate, diagram, schema)
