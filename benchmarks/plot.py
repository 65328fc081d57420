"""Puts the measured figures into the documents: the tables, and a picture of each router's accuracy.

What `evaluate` prints is put beside them with --evaluated NAME FILE, or - for what is piped in.

Example: python benchmarks/plot.py docs/benchmarks.json
"""

import json
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, TextIO

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks import faults, hostile, red_flags, routing, scale, slowest, telegram
from benchmarks.figures import keep

EVALUATED = {
    "evaluated": "set", "messages": "messages", "right": "right", "wrong": "wrong with confidence",
    "offered": "asked back, right one offered", "asked": "asked back without", "refused": "refused although covered",
    "hard": "hard negatives answered", "calibration_error": "calibration error",
}  # fmt: skip
"""The columns of what `evaluate` counts, as shares of all messages, or of those that nothing covers."""
AT_ONCE = {"bot": telegram.OURS, "mode": "polling", "delay_ms": 0}
DELAYED = {"bot": telegram.OURS, "mode": "polling", "delay_ms": 50}
GOALS: tuple[tuple[str, dict[str, Any], str, str, float], ...] = (
    ("BANKING77, all examples", {"set": "banking77", "size": "full"}, "accuracy", ">=", 0.925),
    ("the same with typing mistakes", {"set": "banking77", "size": "full"}, "typo", ">=", 0.915),
    ("BANKING77, 10 examples an intent", {"set": "banking77", "size": "10-shot"}, "accuracy", ">=", 0.79),
    ("CLINC150, all examples", {"set": "clinc150", "size": "full"}, "accuracy", ">=", 0.94),
    ("the same with typing mistakes", {"set": "clinc150", "size": "full"}, "typo", ">=", 0.925),
    ("CLINC150, 10 examples an intent", {"set": "clinc150", "size": "10-shot"}, "accuracy", ">=", 0.86),
    ("CLINC150, what is not covered: AUROC", {"set": "clinc150", "size": "full"}, "auroc", ">=", 0.97),
    ("at one threshold, in scope", {"set": "clinc150", "size": "full"}, "accepted", ">=", 0.9),
    ("at one threshold, refused", {"set": "clinc150", "size": "full"}, "refused", ">=", 0.9),
    ("calibration error with all examples", {"size": "full"}, "ece", "<=", 0.05),
    ("calibration error with 5 examples", {"size": "5-shot"}, "ece", "<=", 0.05),
    ("10,000 examples: seconds to learn", {"examples": 10000}, "learning", "<=", 6),
    ("10,000 examples: seconds to start again", {"examples": 10000}, "loading", "<=", 0.3),
    ("10,000 examples: MiB", {"examples": 10000}, "memory", "<=", 60),
    ("100,000 examples: ms at p99", {"examples": 100000}, "p99", "<=", 10),
    ("the slowest message: ms", {"slow": slowest.SEARCHED}, "worst", "<=", slowest.BAR),
    ("`routing_frozen`: right", {"evaluated": "routing_frozen"}, "right", ">=", 0.88),
    ("`routing_frozen`: wrong with confidence", {"evaluated": "routing_frozen"}, "wrong", "<=", 0.04),
    ("`routing_frozen`: hard negatives answered", {"evaluated": "routing_frozen"}, "hard", "<=", 0.05),
    ("`routing_frozen_2`: right", {"evaluated": "routing_frozen_2"}, "right", ">=", 0.88),
    ("`routing_frozen_2`: wrong with confidence", {"evaluated": "routing_frozen_2"}, "wrong", "<=", 0.04),
    ("`routing_frozen_2`: hard negatives answered", {"evaluated": "routing_frozen_2"}, "hard", "<=", 0.05),
    ("reports of danger that got a card", {"flags": red_flags.ALL}, "found", ">=", 0.98),
    ("harmless messages that got a card", {"flags": red_flags.ALL}, "carded", "<=", 0.04),
    ("denials read as a report", {"flags": red_flags.ALL}, "believed", "<=", 0.02),
    ("denials passed over in silence", {"flags": red_flags.ALL}, "silent", "<=", 0),
    ("denials in the check taken as absent", {"flags": red_flags.ALL}, "absent", "<=", 0),
    ("replies a second at 50 ms, as a multiple of python-telegram-bot's", DELAYED, "against_ptb", ">=", 3),
    ("the same of aiogram's", DELAYED, "against_aiogram", ">=", 0.9),
    ("replies a second without delay, as a multiple of python-telegram-bot's", AT_ONCE, "against_ptb", ">=", 0.8),
    ("deciding on an answer under load: ms at p99", {"bot": telegram.OURS}, "own", "<=", 10),
    ("start to first poll: s", {"bot": telegram.OURS}, "start", "<=", 1.5),
    ("memory as a multiple of python-telegram-bot's", {"bot": telegram.OURS}, "memory_against_ptb", "<=", 1.6),
    ("messages unanswered after kills and faults", {"kills": None}, "unanswered", "<=", 0),
    ("answers out of order after kills and faults", {"kills": None}, "out of order", "<=", 0),
    ("MiB kept after hostile updates", {"hostile": None}, "MiB kept", "<=", hostile.KEEP),
    ("a good message among them waits: s", {"hostile": None}, "longest wait s", "<=", hostile.LATE),
)
"""What should hold: in words, the rows it is about (None: all that have this key), the figure, at least or at most, and
how much."""
SLOWEST = 8
"""So many kinds of slow messages are shown."""
NAMES = {
    "ours": "this project",
    "minilm": "MiniLM (neural, 90 MB)",
    "svm": "TF-IDF, linear SVM",
    "token_sort_ratio": "RapidFuzz token_sort_ratio",
    "WRatio": "RapidFuzz WRatio",
}
"""The routers in words, in the order of the picture."""
COLOURS = {
    "ours": "#0b6e4f", "minilm": "#6c5b9e", "svm": "#c08a2e", "token_sort_ratio": "#8a9aa5", "WRatio": "#c3ccd2",
}  # fmt: skip
BAR, GAP, LEFT, WIDE, HIGH = 15, 22, 210, 420, 20


def table(columns: dict[str, str], rows: Sequence[str]) -> str:
    """A table in Markdown from its rows."""
    return "\n".join([f"| {' | '.join(columns.values())} |", f"|{'---|' * len(columns)}", *rows])


def evaluated(name: str, figures: dict[str, Any]) -> dict[str, Any]:
    """What is kept of the figures of `evaluate --json`."""
    kept = {key: figures[key] for key in ("messages", "calibration_error")}
    return {"evaluated": name, **kept, **figures["shares"], "hard": figures["hard_negatives"]["share"]}


def evaluated_row(figures: dict[str, Any]) -> str:
    """A line of the table of `evaluate`, in Markdown."""
    told = {key: "" if figures[key] is None else f"{100 * figures[key]:.1f}%" for key in list(EVALUATED)[2:-1]}
    told |= {key: str(figures[key]) for key in ("evaluated", "messages")}
    told["calibration_error"] = f"{figures['calibration_error']:.3f}"
    return f"| {' | '.join(told[key] for key in EVALUATED)} |"


def goals(figures: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each goal that was measured: the worst of its rows, and whether that is good enough."""
    own = [one for one in figures if one.get("router", "ours") == "ours"]
    for title, where, key, sign, goal in GOALS:
        rows = [one for one in own if _fits(one, where) and one.get(key) is not None]
        found = [one[key] / one[red_flags.OF[key]] if "flags" in one else one[key] for one in rows]
        if found:
            worst, least = (min(found), True) if sign == ">=" else (max(found), False)
            held = worst >= goal if least else worst <= goal
            wanted = f"{'at least' if least else 'at most'} {goal:g}"
            yield f"| {title} | {wanted} | {worst:.4g} | {'yes' if held else '**no**'} |"


def _fits(figures: dict[str, Any], where: dict[str, Any]) -> bool:
    """Whether a row has all these figures; None stands for any."""
    return all(key in figures and value in (None, figures[key]) for key, value in where.items())


def tables(figures: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Every table by the name that stands for it in the page."""

    def of(key: str) -> list[dict[str, Any]]:
        return [one for one in figures if key in one]

    slow = sorted(of("slow"), key=lambda one: -float(one["worst"]))[:SLOWEST]
    wanted = {"what": "what", "goal": "goal", "measured": "measured", "held": "held"}
    return {
        "goals": table(wanted, list(goals(figures))),
        "routing": table(routing.COLUMNS, list(map(routing.row, of("router")))),
        "scale": table(scale.COLUMNS, list(map(scale.row, of("learning")))),
        "evaluated": table(EVALUATED, list(map(evaluated_row, of("evaluated")))),
        "red flags": table(red_flags.COLUMNS, list(map(red_flags.row, of("flags")))),
        "slowest": table(slowest.COLUMNS, list(map(slowest.row, slow))),
        "side by side": table(telegram.COLUMNS, list(map(telegram.row, of("bot")))),
        "trials": table(faults.COLUMNS, list(map(faults.row, of("trial")))),
        "hostile": table(hostile.COLUMNS, list(map(hostile.row, of("hostile")))),
    }


def picture(figures: Sequence[dict[str, Any]]) -> str:
    """Bars of the accuracy on each set and size, as SVG; the tick in a bar is the accuracy with typing mistakes."""
    routers = [name for name in NAMES if any(one["router"] == name for one in figures)]
    panels = list(dict.fromkeys((one["set"], one["size"]) for one in figures))
    high = len(panels) * (len(routers) * BAR + GAP) + 2 * HIGH + 10
    drawn = [*_axis(high), *_panels(figures, routers, panels)]
    label = "Accuracy of each router on each set, and with typing mistakes"
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + 70}" height="{high}" role="img"'
    style = 'font-family="sans-serif" font-size="11"'
    white = f'<rect width="{LEFT + WIDE + 70}" height="{high}" fill="#fff"/>'
    return "\n".join([f'{begin} aria-label="{label}" {style}>', white, *drawn, "</svg>", ""])


def _axis(high: int) -> Iterator[str]:
    for percent in range(0, 101, 20):
        x = LEFT + WIDE * percent / 100
        yield f'<line x1="{x:.0f}" y1="{HIGH}" x2="{x:.0f}" y2="{high - HIGH}" stroke="#e3e6e8"/>'
        yield f'<text x="{x:.0f}" y="{high - 6}" text-anchor="middle" fill="#555">{percent}%</text>'


def _panels(figures: Sequence[dict[str, Any]], routers: list[str], panels: list[tuple[str, str]]) -> Iterator[str]:
    of = {(one["set"], one["size"], one["router"]): one for one in figures}
    y = HIGH
    for name, size in panels:
        yield f'<text x="8" y="{y + 11}" font-weight="bold">{escape(f"{name.upper()}, {size}")}</text>'
        y += GAP - 6
        for router in routers:
            if one := of.get((name, size, router)):
                yield from _bar(router, one, y)
            y += BAR
        y += 6


def _bar(router: str, one: dict[str, Any], y: int) -> Iterator[str]:
    wide, typo = WIDE * one["accuracy"], LEFT + WIDE * one["typo"]
    yield f'<text x="{LEFT - 6}" y="{y + 10}" text-anchor="end">{escape(NAMES[router])}</text>'
    yield f'<rect x="{LEFT}" y="{y + 1}" width="{wide:.1f}" height="{BAR - 3}" fill="{COLOURS[router]}"/>'
    yield f'<line x1="{typo:.1f}" y1="{y}" x2="{typo:.1f}" y2="{y + BAR - 1}" stroke="#000" stroke-width="2"/>'
    shown = f"{100 * one['accuracy']:.1f}, with typos {100 * one['typo']:.1f}"
    yield (
        f'<text x="{LEFT + wide + 5:.1f}" y="{y + 10}" fill="#333">{shown}</text>'
        if wide < WIDE / 2
        else (f'<text x="{LEFT + 6}" y="{y + 10}" fill="#fff">{shown}</text>')
    )


@click.command(help=__doc__)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--evaluated", "added", nargs=2, type=(str, click.File(encoding="utf-8")), multiple=True)
def main(file: Path, added: Sequence[tuple[str, TextIO]]) -> None:
    keep(file, [evaluated(name, json.load(told)) for name, told in added], ("evaluated",))
    figures = json.loads(file.read_text(encoding="utf-8"))
    page, drawing = file.with_suffix(".md"), file.with_suffix(".svg")
    text = page.read_text(encoding="utf-8")
    for name, shown in tables(figures).items():
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        text = f"{before}<!-- {name} -->\n{shown}\n<!-- end -->{rest.partition('<!-- end -->')[2]}" if rest else text
    page.write_text(text, encoding="utf-8")
    drawing.write_text(picture([one for one in figures if "router" in one]), encoding="utf-8")
    click.echo(f"{page}\n{drawing}")


if __name__ == "__main__":
    main()
