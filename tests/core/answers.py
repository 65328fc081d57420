"""Ways through the shipped check: every combination of answers, and every place on the way."""

import itertools
from collections.abc import Iterator

from bot.core.flows.format import REVIEW, SKIPPED, Flow, Step
from bot.core.flows.machine import Progress
from bot.core.flows.moves import Done, Move, Pick, Skip, Week

Answers = dict[str, tuple[str, ...]]
GIVEN: Answers = {
    "emergency": ("no",),
    "urgent": ("no",),
    "signs": ("bleeding", "pressure"),
    "since": ("today",),
    "week": ("16 weeks 3 days",),
    "history": ("none",),
}
"""One answer to each step of the shipped check, in order."""


def ways(step: Step) -> list[tuple[str, ...]]:
    """Every way to answer a step, two ticks at most; skipping where it is allowed, and a typed week."""
    found: list[tuple[str, ...]] = [(choice.id,) for choice in step.choices]
    if step.kind == "many":
        found += itertools.combinations([choice.id for choice in step.choices if not choice.alone], 2)
    if step.kind == "week":
        found += [("1 week",), ("16 weeks 3 days",), ("42 weeks",), ("due 3 may",)]
    return [*found, (SKIPPED,)] if step.skip else found


def combinations(flow: Flow) -> Iterator[Answers]:
    """Every combination of answers, whether or not the talk would have ended before its last."""
    for answers in itertools.product(*map(ways, flow.steps)):
        yield dict(zip((step.id for step in flow.steps), answers, strict=True))


def moves(step: Step, answer: tuple[str, ...]) -> tuple[Move, ...]:
    """The moves, by button or by typing, that give an answer."""
    if answer == (SKIPPED,):
        return (Skip(),)
    if step.kind == "many":
        return (*map(Pick, answer), Done())
    return (Pick(answer[0]),) if step.choice(answer[0]) else (Week(answer[0]),)


def places() -> Iterator[Progress]:
    """Every place in the check: each step as it is reached, with ticks, and opened again from the review."""
    everything = tuple(GIVEN.items())
    for i, step in enumerate(GIVEN):
        yield Progress(step, everything[:i])
        yield Progress(step, everything, changing=True)
    yield Progress("signs", everything[:2], ("bleeding", "backache"))
    yield Progress("history", everything[:5], ("loss",))
    yield Progress(REVIEW, everything)
