"""Reads a typed answer to an open question as a move; buttons need no reading."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.clinic import filled
from bot.core.flows.format import REVIEW, Choice, Flow, Step
from bot.core.flows.machine import Back, Change, Done, Move, Pick, Progress, Show, Skip, Week
from bot.core.weeks import read_week
from bot.core.words import words

LIKE = 88
"""RapidFuzz ratio from which a typed answer is the wording of a choice."""
LONGEST = 12
"""Words; a longer message is more than an answer to a question with buttons."""
_OPEN = frozenset(["what", "when", "where", "which", "who", "why", "how"])
_ASKING = _OPEN | {"is", "are", "can", "could", "do", "does", "will", "would", "should"}


@dataclass(frozen=True, slots=True)
class Impossible:
    """A week of pregnancy that cannot be."""


def read_answer(flow: Flow, progress: Progress, text: str) -> Move | Impossible | None:
    """The move that a typed text asks for, or None when it is no answer to the open question."""
    said = " ".join(words(text))
    if _is(said, flow.words.back, "back", "go back"):
        return Back()
    if progress.step == REVIEW:
        return _in_review(flow, said)
    step = flow.step(progress.step)
    if step is None:
        return None
    if step.skip and _is(said, flow.words.skip, "skip", "next"):
        return Skip()
    if _asks(step, said):
        return None
    if step.kind == "many":
        return _ticks(step, said) or (Done() if _is(said, flow.words.done, "done") else None)
    choice = _choice(step, said)
    week = read_week(text) if step.kind == "week" else None
    # "not yet 16 weeks" names a week, though it holds the wording of a choice.
    if week and not (choice and _nearness(choice, said) >= LIKE):
        return Week(week[0]) if week[1] else Impossible()
    return Pick(choice.id) if choice else None


def _in_review(flow: Flow, said: str) -> Move | None:
    if _is(said, flow.words.show, "yes", "right", "ok", "correct", "yes it is", "show"):
        return Show()
    for step in flow.steps:
        if _is(said, filled(flow.words.change, {"short": step.short}), step.short, f"change {step.short}"):
            return Change(step.id)
    return None


def _asks(step: Step, said: str) -> bool:
    """Whether the text is a question ("how long does the stitch stay in"), so that its words are no answer."""
    first, *rest = said.split() or [""]
    if first not in _ASKING or rest[:1] == ["not"]:  # "do not know" answers
        return False
    return not any(_nearness(choice, said) >= LIKE for choice in step.choices)


def _is(said: str, *ways: str) -> bool:
    return bool(said) and any(fuzz.ratio(said, " ".join(words(way))) >= LIKE for way in ways)


def _choice(step: Step, said: str) -> Choice | None:
    """The one choice whose wording the answer is, or holds in a short answer; None when two are equally near."""
    if not said or len(said.split()) > LONGEST:
        return None
    scores = sorted(((_nearness(choice, said), -i) for i, choice in enumerate(step.choices)), reverse=True)
    best, index = scores[0]
    tie = len(scores) > 1 and scores[1][0] == best
    return step.choices[-index] if best and not tie else None


def _nearness(choice: Choice, said: str) -> float:
    """100 for the same wording, less for wording held inside the answer, 0 for neither."""
    best = 0.0
    for way in (choice.label, *choice.words):
        wording = " ".join(words(way))
        alike = fuzz.ratio(said, wording)
        if alike >= LIKE:
            best = max(best, alike)
        elif wording and f" {wording} " in f" {said} ":
            best = max(best, 40 + min(40, len(wording)))
    return best


def _ticks(step: Step, said: str) -> Done | None:
    """The choice whose wording the answer is, or all that it names; one that goes alone only when nothing else is."""
    if not said or len(said.split()) > 2 * LONGEST:
        return None
    named = [choice for choice in step.choices if _nearness(choice, said)]
    exact = max(named, key=lambda choice: _nearness(choice, said), default=None)
    if exact and _nearness(exact, said) >= LIKE:
        return Done((exact.id,))
    together = [choice for choice in named if not choice.alone]
    chosen = together or named[:1]
    return Done(tuple(choice.id for choice in chosen)) if chosen else None
