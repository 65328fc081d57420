"""Single messages with what became of them and why."""

from collections.abc import Iterator, Sequence
from html import escape

from bot.content.evaluation import Evaluation
from bot.content.explanation import explain
from bot.content.labelled import RED_FLAG
from bot.content.outcome import Routed
from bot.core.routing import Router

SHOWN = 25
"""At most so many messages of a kind."""


def messages(evaluation: Evaluation, router: Router) -> Iterator[str]:
    """The sections of the page: the red flags that were missed, and what was answered wrongly with most confidence."""
    missed = [one for one in evaluation.routed if one.message.label == RED_FLAG and one.outcome != "right"]
    if missed:
        yield from _section(
            "Danger signs that were missed", "Each of them matters more than all below.", missed, router
        )
    wrong = sorted(
        (one for one in evaluation.routed if one.outcome == "wrong" and one.message.label != RED_FLAG),
        key=lambda one: (-one.route.score, one.message.text),
    )
    says = "Answered wrongly, the highest score first." if wrong else "No message was answered wrongly."
    yield from _section("The worst messages", says, wrong, router)


def _section(title: str, says: str, ones: Sequence[Routed], router: Router) -> Iterator[str]:
    few = f" {SHOWN} of {len(ones)} are shown." if len(ones) > SHOWN else ""
    yield f'<h2>{title}</h2><p>{says}{few}</p><ol class="worst">'
    for one in ones[:SHOWN]:
        yield from _message(one, router)
    yield "</ol>"


def _message(one: Routed, router: Router) -> Iterator[str]:
    why = explain(router, one.message.text)
    wanted = " or ".join(one.message.labels)
    yield f'<li><q dir="auto">{escape(one.message.text)}</q>'
    yield f"<p>should be <b>{escape(wanted)}</b>, went to <b>{escape(one.reached)}</b> with {one.route.score:.2f}</p>"
    yield "<dl>"
    told = {
        "why": (why.why,),
        "read as": (why.read_as,) if why.corrected else (),
        "corrected": why.corrected,
        "counted": (", ".join(why.counted),) if why.counted else (),
        "nearest": [f"{near.score:.2f} {near.intent}: “{near.example}”" for near in why.nearest],
        "danger": why.danger,
    }
    for name, lines in told.items():
        if lines:
            yield f"<dt>{name}</dt>" + "".join(f"<dd>{escape(line)}</dd>" for line in lines)
    yield "</dl></li>"
