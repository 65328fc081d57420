"""Measures the watch over danger signs on labelled messages, as patients meet it: each message is answered for real.

Reports should get a card, harmless messages none. A denied sign should be neither read as a report nor passed over: it
gets the line "if this is happening to you now" or the questions of the check. Each denial is also typed into an open
check, at every question about signs, where it must answer nothing.

Example: python benchmarks/red_flags.py tests/data/red_flags_frozen.jsonl tests/data/negated_frozen.jsonl
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks.figures import keep
from bot.content.labelled import QUIET, RED_FLAG, SPELLINGS, SYMPTOM_CHECK
from bot.content.library import load
from bot.core.dialogue import Dialogue
from bot.core.flows.format import Step
from bot.core.flows.machine import Progress
from bot.core.knowledge import Knowledge
from bot.core.messages import Reply, Text
from bot.core.session import Session

ROOT = Path(__file__).resolve().parent.parent
DENIAL = "denial"
"""The kind of a message that denies danger signs and reports none."""
ALL = "all together"
"""The name of the figures of several files."""
CARDS = ("emergency", "urgent", "self_harm")
COLUMNS = {
    "flags": "set", "reports": "reports", "found": "got a card", "harmless": "harmless", "carded": "got a card",
    "denials": "denials", "believed": "read as a report", "silent": "passed over", "absent": "taken as absent",
}  # fmt: skip
"""The columns of the table. `silent` is a denied sign without card, line or check; `absent` one that answered a
question of the open check as if no sign were there."""
OF = {"found": "reports", "carded": "harmless", "believed": "denials", "silent": "denials", "absent": "tries"}
"""What each share is a share of; a denial is tried at every question about signs."""


@dataclass(frozen=True, slots=True)
class Message:
    """A labelled message; `label` is red_flag, symptom_check or quiet."""

    text: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a message: a `card`; or `noted`, the line or the check's questions; and what kind of route.

    `absent`, `ticked` and `believed` count the questions of an open check that it answered: with no sign, with a sign
    among others, or with a card.
    """

    message: Message
    card: bool
    noted: bool
    route: str
    tries: int = 0
    absent: int = 0
    ticked: int = 0
    believed: int = 0


class Watched:
    """The dialogue, asked one message at a time."""

    def __init__(self, known: Knowledge) -> None:
        self._dialogue = Dialogue(known)
        self._say = known.replies
        self._flow = known.flow
        self._cards = {getattr(self._say, card).says for card in CARDS}
        self._steps = [step for step in known.flow.steps if any(_alarming(step)) and not all(_alarming(step))]

    def see(self, message: Message) -> Seen:
        """Sends a message to a new chat, and a denial into the open check too."""
        turn = self._dialogue.turn(Session(), Text(message.text))
        began = bool(turn.session and turn.session.progress)
        line = any(self._say.if_now.says in reply.text for reply in turn.replies)
        route = turn.route.kind if turn.route else ""
        checked = [self._typed(message.text, step) for step in self._steps] if message.kind == DENIAL else []
        count = Counter(checked)
        return Seen(
            message, self._carded(turn.replies), line or began, route,
            len(checked), count["absent"], count["ticked"], count["believed"],
        )  # fmt: skip

    def _typed(self, text: str, step: Step) -> str:
        """What a text does when it is typed as the answer to a question."""
        before = self._flow.steps[: self._flow.steps.index(step)]
        answers = tuple((one.id, (_none(one),)) for one in before)
        turn = self._dialogue.turn(Session(run=1, progress=Progress(step.id, answers)), Text(text))
        if self._carded(turn.replies) or turn.session is None or turn.session.progress is None:
            return "believed"
        given = turn.session.progress.answer(step.id)
        chosen = [choice for choice in step.choices if choice.id in given]
        if not given and not turn.session.progress.ticks:
            return ""
        return "absent" if chosen and all(choice.level == "nothing" for choice in chosen) else "ticked"

    def _carded(self, replies: Sequence[Reply]) -> bool:
        return any(reply.text in self._cards for reply in replies)


def _alarming(step: Step) -> Iterator[bool]:
    """For each answer to a question, whether it alone asks for something to be done."""
    return (choice.level != "nothing" for choice in step.choices)


def _none(step: Step) -> str:
    """The answer that no sign is there."""
    return next(choice.id for choice in step.choices if choice.level == "nothing")


def read(path: Path) -> list[Message]:
    """The messages of a file, one JSON object a line; a kind that is not told is empty."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Message(row["text"], SPELLINGS.get(row["label"], row["label"]), row.get("kind", "")) for row in rows]


def counted(name: str, seen: Sequence[Seen]) -> dict[str, Any]:
    """The figures of some messages."""
    denials = [one for one in seen if one.message.kind == DENIAL]
    of = {label: [one for one in seen if one.message.label == label] for label in (RED_FLAG, QUIET, SYMPTOM_CHECK)}
    silent = [one for one in denials if not one.card and not one.noted]
    return {
        "flags": name,
        "reports": len(of[RED_FLAG]), "found": _cards(of[RED_FLAG]),
        "harmless": len(of[QUIET]), "carded": _cards(of[QUIET]),
        "mild": len(of[SYMPTOM_CHECK]), "mild_carded": _cards(of[SYMPTOM_CHECK]),
        "denials": len(denials), "believed": _cards(denials), "silent": len(silent),
        "silent_routes": dict(Counter(one.route for one in silent).most_common()),
        "tries": sum(one.tries for one in denials), "absent": sum(one.absent for one in denials),
        "ticked": sum(one.ticked for one in denials), "cards_in_check": sum(one.believed for one in denials),
    }  # fmt: skip


def _cards(seen: Iterable[Seen]) -> int:
    return sum(one.card for one in seen)


def lines(figures: dict[str, Any], seen: Sequence[Seen]) -> Iterator[str]:
    """All figures for people."""
    yield f"{figures['flags']}: {len(seen)} messages"
    yield from _by_kind("reports of danger that got a card (aim: 98% or more)", RED_FLAG, seen)
    yield from _by_kind("harmless messages that got a card (aim: 4% or less)", QUIET, seen)
    yield from _by_kind("milder signs, where the check is right, that got a card", SYMPTOM_CHECK, seen)
    if figures["denials"]:
        routes = ", ".join(f"{name} {count}" for name, count in figures["silent_routes"].items())
        yield _line("denials read as a report (aim: 2% or less)", figures["believed"], figures["denials"])
        yield _line(
            "denials passed over: no card, no line, no check (aim: none)", figures["silent"], figures["denials"]
        )
        yield f"         answered by: {routes or '-'}"
        yield _line("typed into the check: taken as absent (aim: none)", figures["absent"], figures["tries"])
        yield _line("typed into the check: taken as a sign that is there", figures["ticked"], figures["tries"])
        yield _line("typed into the check: card or end", figures["cards_in_check"], figures["tries"])


def _by_kind(title: str, label: str, seen: Sequence[Seen]) -> Iterator[str]:
    """A line for all messages of a label, and one for each of their kinds."""
    some = [one for one in seen if one.message.label == label]
    if some:
        yield _line(title, _cards(some), len(some))
    for kind in sorted({one.message.kind for one in some if one.message.kind}):
        own = [one for one in some if one.message.kind == kind]
        yield _line(f"    {kind}", _cards(own), len(own))


def _line(title: str, count: int, whole: int) -> str:
    return f"  {count:4d} of {whole:4d} {100 * count / whole:5.1f}%  {title}"


def row(figures: dict[str, Any]) -> str:
    """A line of the table, in Markdown."""
    cells = [
        str(figures[key])
        if key not in OF
        else f"{100 * figures[key] / figures[OF[key]]:.1f}%"
        if figures[OF[key]]
        else ""
        for key in COLUMNS
    ]
    return f"| {' | '.join(cells)} |"


@click.command(help=__doc__)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--intents", type=click.Path(exists=True, file_okay=False, path_type=Path), default=ROOT / "intents")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the figures as JSON; rows of other runs stay.",
)
def main(files: tuple[Path, ...], intents: Path, out: Path | None) -> None:
    watched = Watched(load(intents))
    found = {path.stem: [watched.see(message) for message in read(path)] for path in files}
    if len(files) > 1:
        found[ALL] = [one for seen in found.values() for one in seen]
    figures = [counted(name, seen) for name, seen in found.items()]
    for one in figures:
        click.echo("\n".join(lines(one, found[one["flags"]])) + "\n")
    click.echo(f"| {' | '.join(COLUMNS.values())} |\n|{'---|' * len(COLUMNS)}")
    click.echo("\n".join(map(row, figures)))
    if out:
        keep(out, figures, ("flags",))


if __name__ == "__main__":
    main()
