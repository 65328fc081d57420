"""The confusion as a table whose cells are shaded: where the messages of each label went."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from bot.content.evaluation import Evaluation
from bot.content.outcome import ASKED_BACK
from bot.content.report.style import STEPS

MOST = 24
"""So many labels have a row and a column of their own; the others share one each."""
TAKERS = 8
"""At most so many columns for what is no row, like a neighbouring topic that took messages."""
REST = "all others"


def confusion(evaluation: Evaluation) -> Iterator[str]:
    """The section of the page."""
    went = {label: row["went"] for label, row in evaluation.labels.items()}
    rows, columns = _rows(went), _columns(went)
    yield '<h2 id="confusion">Where the messages went</h2>'
    yield "<p>A row holds the messages of one label, a column what they were taken for. Numbers are messages.</p>"
    yield from _key()
    yield '<div class="wide" role="region" aria-labelledby="confusion" tabindex="0"><table class="heat">'
    few = f" Only the {MOST} labels with the most mistakes have a row of their own." if len(went) > MOST else ""
    yield f"<caption><span>Shaded by the share of the row. Framed cells are right.{few}</span></caption>"
    yield '<thead><tr><th scope="col" class="flat">Label</th><th scope="col">messages</th>'
    yield "".join(f'<th scope="col">{escape(column)}</th>' for column in columns) + "</tr></thead><tbody>"
    for label in rows:
        yield from _row(label, _folded(went, label, columns), columns)
    yield "</tbody></table></div>"


def _row(label: str, counts: Counter[str], columns: Sequence[str]) -> Iterator[str]:
    total = counts.total()
    yield f'<tr><th scope="row">{named(label)}</th><td class="sum">{total}</td>'
    for column in columns:
        count, own = counts[column], column == label != REST
        shade = f"{'r' if own else 'w'}{_step(count / total)}" if count else "none"
        yield f'<td class="{shade}{" own" if own else ""}">{count}</td>'
    yield "</tr>"


def named(label: str) -> str:
    """A label as HTML that may be broken after its underscores."""
    return escape(label).replace("_", "_<wbr>")


def _key() -> Iterator[str]:
    """What the shades mean."""
    bounds = [0, *(round(100 * step) for step in STEPS), 100]
    yield '<ul class="key" aria-label="What the shades mean">'
    for kind, words in (("r", "right"), ("w", "elsewhere")):
        for number, (low, high) in enumerate(pairwise(bounds), 1):
            yield f'<li class="{kind}{number}">{words} {low}–{high} %</li>'
    yield "</ul>"


def _step(share: float) -> int:
    return 1 + sum(share >= step for step in STEPS)


def _rows(went: dict[str, dict[str, int]]) -> list[str]:
    """The labels with a row of their own, by name, and one for all others."""
    if len(went) <= MOST:
        return list(went)
    missed = sorted(went, key=lambda label: (went[label].get(label, 0) - sum(went[label].values()), label))
    return [*sorted(missed[:MOST]), REST]


def _columns(went: dict[str, dict[str, int]]) -> list[str]:
    """The rows' labels in the same order, then what took the most of their messages, and what was asked back."""
    rows = _rows(went)
    taken: Counter[str] = Counter()
    for label in rows:
        taken.update({name: count for name, count in went.get(label, {}).items() if name not in rows})
    asked = [ASKED_BACK] if taken.pop(ASKED_BACK, 0) else []
    others = [name for name, _ in taken.most_common()]
    shown = [label for label in rows if label != REST] + others[:TAKERS]
    rest = [REST] if REST in rows or others[TAKERS:] else []
    return [*shown, *rest, *asked]


def _folded(went: dict[str, dict[str, int]], label: str, columns: Sequence[str]) -> Counter[str]:
    """The counts of a row, with what has no column of its own under `REST`."""
    own = [label] if label != REST else [name for name in went if name not in _rows(went)]
    counts: Counter[str] = Counter()
    for name in own:
        for reached, count in went[name].items():
            counts[reached if reached in columns else REST] += count
    return counts
