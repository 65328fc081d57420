"""The page as a whole: the figures at the top, each label, and what the other modules draw."""

from collections.abc import Iterator
from html import escape
from typing import Any

from bot.content.evaluation import Evaluation
from bot.content.outcome import OUTCOMES
from bot.content.report.calibration import calibration
from bot.content.report.confusion import confusion, named
from bot.content.report.messages import messages
from bot.content.report.style import CSS
from bot.core.knowledge import Knowledge

MISTAKEN = 3
"""So many labels that a label's messages were taken for are named."""


def page(evaluation: Evaluation, known: Knowledge, name: str) -> str:
    """The page as HTML; `name` is that of the file of messages."""
    figures = evaluation.as_dict()
    parts = [
        *_head(name),
        f"<h1>How well messages are understood: {escape(name)}</h1>",
        f'<p class="quiet">{figures["messages"]} messages, content {escape(known.revision)}</p>',
        *_tiles(figures),
        *confusion(evaluation),
        *_labels(figures["labels"]),
        *calibration(evaluation),
        *messages(evaluation, known.router),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _head(name: str) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{escape(name)}: how well messages are understood</title>"
    yield f"<style>{CSS}</style></head><body><main>"


def _tiles(figures: dict[str, Any]) -> Iterator[str]:
    """The figures that sum up everything."""
    yield '<dl class="tiles">'
    for key, words in OUTCOMES.items():
        yield _tile(words, _percent(figures["shares"][key]), f"{figures['outcomes'][key]} of {figures['messages']}")
    hard, flags = figures["hard_negatives"], figures["red_flags"]
    if hard["messages"]:
        yield _tile(
            "covered by nothing, but answered", _percent(hard["share"]), f"{hard['answered']} of {hard['messages']}"
        )
    if flags and flags["messages"]:
        yield _tile("red flags found", _percent(flags["recall"]), f"{flags['found']} of {flags['messages']}")
    if flags and flags["others"]:
        yield _tile("false cards", _percent(flags["false_share"]), f"{flags['false_cards']} of {flags['others']}")
    if figures["calibration_error"] is not None:
        yield _tile("calibration error", f"{figures['calibration_error']:.3f}", "0 is best")
    ms = figures["ms"]
    yield _tile("time a message", f"{ms['median']:.2f} ms", f"{ms['p99']:.2f} ms at p99")
    yield "</dl>"


def _tile(words: str, figure: str, more: str) -> str:
    return f"<div><dt>{words}</dt><dd>{figure} <small>{more}</small></dd></div>"


def _labels(labels: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield '<h2 id="labels">Label by label</h2>'
    yield '<div class="wide" role="region" aria-labelledby="labels" tabindex="0"><table class="list">'
    yield "<caption><span>Precision: how many of those that went there belong there."
    yield " Recall: how many of its own went there.</span></caption>"
    yield '<thead><tr><th scope="col">Label</th><th scope="col">Messages</th><th scope="col">Precision</th>'
    yield '<th scope="col">Recall</th><th scope="col" class="said">Others went to</th></tr></thead><tbody>'
    for label, row in labels.items():
        others = [f"{name} {count}" for name, count in row["went"].items() if name != label]
        yield f'<tr><th scope="row">{named(label)}</th><td>{row["messages"]}</td><td>{_percent(row["precision"])}</td>'
        yield f'<td>{_percent(row["recall"])}</td><td class="said">{escape(", ".join(others[:MISTAKEN]))}</td></tr>'
    yield "</tbody></table></div>"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}\u202f%"
