"""The advice at the end: the highest level among the answers, never gentler for a skipped or doubtful one."""

import itertools
from dataclasses import replace

import pytest

from bot.core.flows.format import DONE, LEVELS, REVIEW, SKIPPED, Flow
from bot.core.flows.machine import Progress, advance, begin, ending, verdict
from bot.core.flows.moves import Done, Pick, Skip
from bot.core.knowledge import Knowledge
from tests.core.flow import FLOW, changed, walked


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, "nothing"),
        ({"signs": ("none",)}, "nothing"),
        ({"signs": ("tired",), "history": ("none",)}, "nothing"),
        ({"signs": ("spots",)}, "inform"),
        ({"signs": ("spots", "tired"), "history": ("none",)}, "inform"),
        ({"signs": (SKIPPED,)}, "inform"),
        ({"history": ("loss",)}, "inform"),
        ({"history": ("loss", "stitch")}, "inform"),
        ({"signs": ("spots",), "history": ("loss",)}, "urgent"),
        ({"signs": ("spots",), "history": ("loss", "stitch")}, "urgent"),
        ({"signs": ("spots",), "history": (SKIPPED,)}, "urgent"),
        ({"signs": (SKIPPED,), "history": (SKIPPED,)}, "urgent"),
        ({"danger": ("call",), "history": ("loss",)}, "urgent"),
        ({"danger": ("yes",), "history": ("loss",)}, "emergency"),
        ({"danger": ("call",)}, "urgent"),
        ({"week": (SKIPPED,)}, "nothing"),
        ({"week": ("16 weeks",)}, "nothing"),
    ],
    ids=str,
)
def test_verdict(answers: dict[str, tuple[str, ...]], level: str) -> None:
    """The level is the highest among the answers; history adds one, to at most urgent; a skip is the worst answer."""
    assert verdict(FLOW, Progress(REVIEW, tuple(answers.items()))) == level


def _given(flow: Flow, name: str) -> list[tuple[str, ...]]:
    """Every way to answer a step, skipping included where it is allowed."""
    step = flow.step(name)
    assert step
    ways: list[tuple[str, ...]] = [(choice.id,) for choice in step.choices]
    if step.kind == "many":
        together = [choice.id for choice in step.choices if not choice.alone]
        ways += [ticks for size in range(2, len(together) + 1) for ticks in itertools.combinations(together, size)]
    return [*ways, (SKIPPED,)] if step.skip else ways


@pytest.mark.parametrize("name", ["signs", "week", "history"])
def test_skipping_is_never_gentler(name: str) -> None:
    """With any other answers, skipping a step asks for at least as much as any answer to it."""
    others = [step.id for step in FLOW.steps if step.id != name]
    for rest in itertools.product(*(_given(FLOW, other) for other in others)):
        kept = tuple(zip(others, rest, strict=True))
        skipped = LEVELS.index(verdict(FLOW, Progress(REVIEW, (*kept, (name, (SKIPPED,))))))
        for given in _given(FLOW, name):
            assert skipped >= LEVELS.index(verdict(FLOW, Progress(REVIEW, (*kept, (name, given)))))


def test_more_ticks_are_never_gentler() -> None:
    """One more sign ticked never lowers the level."""
    ways = [given for given in _given(FLOW, "signs") if given not in (("none",), (SKIPPED,))]
    for fewer, more in itertools.product(ways, ways):
        if set(fewer) <= set(more):
            before, after = (verdict(FLOW, Progress(REVIEW, (("signs", given),))) for given in (fewer, more))
            assert LEVELS.index(after) >= LEVELS.index(before)


def test_shipped_skips_are_never_gentler(knowledge: Knowledge) -> None:
    """In the shipped check, too, skipping any one step never leads to gentler advice than any answer to it."""
    flow = knowledge.flow
    base = Progress(REVIEW, tuple((step.id, (step.choices[-1].id,)) for step in flow.steps if step.id != "week"))
    for step in (step for step in flow.steps if step.skip):
        kept = tuple((name, given) for name, given in base.answers if name != step.id)
        skipped = LEVELS.index(verdict(flow, Progress(REVIEW, (*kept, (step.id, (SKIPPED,))))))
        for choice in step.choices:
            given = Progress(REVIEW, (*kept, (step.id, (choice.id,))))
            assert skipped >= LEVELS.index(verdict(flow, given))


def test_not_pregnant_never_hides_a_call() -> None:
    """Not being pregnant ends the talk with its own card, unless an answer asks for a call now."""
    after = walked(FLOW, Pick("no"), Done(("spots",)), Pick("not_pregnant"))
    assert (after.step, ending(FLOW, after)) == (DONE, "not_pregnant")
    both = replace(after, answers=(*after.answers, ("danger", ("call",))))
    assert ending(FLOW, both) == "urgent"


def test_skipped_step_with_an_urgent_choice_ends_at_once() -> None:
    """Where a step with an urgent choice may be skipped, skipping it counts as that choice."""
    after = advance(changed(skip=True), begin(FLOW), Skip())
    assert after
    assert (after.step, ending(changed(skip=True), after)) == (DONE, "emergency")
