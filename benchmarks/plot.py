"""Puts the measured figures into the documents: the tables, and a picture of each router's accuracy.

Example: python benchmarks/plot.py docs/benchmarks.json
"""

import json
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, only its own folder is looked at

from benchmarks import routing, scale

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
def main(file: Path) -> None:
    figures = json.loads(file.read_text(encoding="utf-8"))
    routed = [one for one in figures if "router" in one]
    grown = [one for one in figures if "learning" in one]
    page, drawing = file.with_suffix(".md"), file.with_suffix(".svg")
    text = page.read_text(encoding="utf-8")
    tables = {"routing": table(routing.COLUMNS, list(map(routing.row, routed)))}
    tables["scale"] = table(scale.COLUMNS, list(map(scale.row, grown)))
    for name, shown in tables.items():
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        text = f"{before}<!-- {name} -->\n{shown}\n<!-- end -->{rest.partition('<!-- end -->')[2]}" if rest else text
    page.write_text(text, encoding="utf-8")
    drawing.write_text(picture(routed), encoding="utf-8")
    click.echo(f"{page}\n{drawing}")


if __name__ == "__main__":
    main()
