"""The way through a guided conversation: a table of moves.

The law of this file:

    in a step     Pick, Done (of a step with ticks), Skip (where allowed) -> next step, or the review
                  Back -> the step before
    at the first  ForOther -> the same step, worded for a partner or a friend
    in the review Change(step) -> that step, then the review again; Show -> done
    anywhere      an answer of level urgent or emergency, or one that `ends` -> done at once
                  Amend(step, move) -> an earlier answer is another; where the conversation stands stays
                  Reopen(step) -> an earlier step is asked again, and all that come after it

A move that is not in this table is refused: `advance` returns None and nothing changes. The level of a conversation
is the highest among its answers; a skipped step counts as its worst answer; history (`raises`) only ever adds one.
"""

from dataclasses import dataclass, replace
from typing import Any

from bot.core.flows.format import DONE, LEVELS, REVIEW, SKIPPED, Choice, Flow, Level, Step
from bot.core.flows.moves import Amend, Back, Change, Done, Drop, ForOther, Move, Pick, Reopen, Show, Skip, Week


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a conversation stands: the step, the answers (step id, choice ids or a typed week), and open ticks."""

    step: str
    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ticks: tuple[str, ...] = ()
    changing: bool = False
    other: bool = False

    @staticmethod
    def from_dict(data: dict[str, Any]) -> "Progress":
        """The progress that `dataclasses.asdict` took apart."""
        answers = tuple((str(step), tuple(map(str, given))) for step, given in data["answers"])
        return Progress(
            str(data["step"]), answers, tuple(map(str, data["ticks"])), bool(data["changing"]), bool(data["other"])
        )

    def answer(self, step: str) -> tuple[str, ...]:
        """What was answered to a step; empty when it is open."""
        return dict(self.answers).get(step, ())


def begin(flow: Flow) -> Progress:
    """The first step."""
    return Progress(flow.steps[0].id)


def stands(flow: Flow, progress: Progress) -> bool:
    """Whether a progress fits the flow: content that changed meanwhile may have lost a step or a choice of it."""
    here = flow.step(progress.step)
    if progress.step != REVIEW and here is None:
        return False
    if here and not all(here.choice(tick) for tick in progress.ticks):
        return False
    for name, given in progress.answers:
        step = flow.step(name)
        if step is None or (step.kind != "week" and any(not step.choice(g) for g in given if g != SKIPPED)):
            return False
    return True


def advance(flow: Flow, progress: Progress, move: Move) -> Progress | None:
    """The progress after a move, or None when the move does not fit the step."""
    if isinstance(move, Amend):
        return _amended(flow, progress, move)
    if isinstance(move, Reopen):
        return _asked_again(flow, progress, move.step)
    if progress.step == REVIEW:
        return _in_review(flow, progress, move)
    step = flow.step(progress.step)
    if step is None:
        return None
    match move:
        case Back():
            return _back(flow, progress)
        case Skip() if step.skip:
            return _answered(flow, progress, step, (SKIPPED,))
        case ForOther() if step is flow.steps[0]:
            return replace(progress, other=not progress.other)
        case Week(text=text) if step.kind == "week" and text:
            return _answered(flow, progress, step, (text,))
        case Pick(choice=name) if step.choice(name) and step.kind == "many":
            return progress if name in progress.ticks else replace(progress, ticks=_ticked(step, progress.ticks, name))
        case Drop(choice=name) if step.choice(name) and step.kind == "many":
            return replace(progress, ticks=tuple(tick for tick in progress.ticks if tick != name))
        case Pick(choice=name) if step.choice(name):
            return _answered(flow, progress, step, (name,))
        case Done(ticks=ticks) if step.kind == "many":
            chosen = progress.ticks if ticks is None else ticks
            valid = bool(chosen) and all(step.choice(name) for name in chosen)
            return _answered(flow, progress, step, chosen) if valid else None
        case _:
            return None


def verdict(flow: Flow, progress: Progress) -> Level:
    """The level that the answers so far ask for."""
    chosen = [choice for step in flow.steps for choice in _counted(step, progress.answer(step.id))]
    level = max((LEVELS.index(choice.level) for choice in chosen), default=0)
    if any(choice.raises for choice in chosen):
        level = max(level, min(level + 1, LEVELS.index("urgent")))
    return LEVELS[level]


def ending(flow: Flow, progress: Progress) -> str:
    """The name of the result card: `not_pregnant` only while nothing else asks for more."""
    level = verdict(flow, progress)
    ends = any(choice.ends for step in flow.steps for choice in _counted(step, progress.answer(step.id)))
    return "not_pregnant" if ends and level in ("nothing", "inform") else level


def _counted(step: Step, given: tuple[str, ...]) -> tuple[Choice, ...]:
    """The choices that count for an answer: those given, or all of a skipped step but the ones that end the talk."""
    if SKIPPED in given:
        return tuple(choice for choice in step.choices if not choice.ends)
    return tuple(choice for choice in step.choices if choice.id in given)


def _answered(flow: Flow, progress: Progress, step: Step, given: tuple[str, ...]) -> Progress:
    """Records an answer and moves on."""
    answers = (*((name, old) for name, old in progress.answers if name != step.id), (step.id, given))
    after = Progress(step.id, answers, other=progress.other)
    chosen = _counted(step, given)
    if any(choice.ends or choice.level in ("urgent", "emergency") for choice in chosen):
        return replace(after, step=DONE)
    position = flow.steps.index(step) + 1
    last = progress.changing or position == len(flow.steps)
    return replace(after, step=REVIEW if last else flow.steps[position].id)


def _back(flow: Flow, progress: Progress) -> Progress | None:
    """The step before, with its ticks as they were; from a changed step, the review."""
    if progress.changing:
        return replace(progress, step=REVIEW, ticks=(), changing=False)
    position = next(i for i, step in enumerate(flow.steps) if step.id == progress.step)
    return _reopened(flow, progress, flow.steps[position - 1].id) if position else None


def _in_review(flow: Flow, progress: Progress, move: Move) -> Progress | None:
    match move:
        case Show():
            return replace(progress, step=DONE)
        case Change(step=name) if flow.step(name):
            return replace(_reopened(flow, progress, name), changing=True)
        case Back():
            return _reopened(flow, progress, flow.steps[-1].id)
        case _:
            return None


def _amended(flow: Flow, progress: Progress, move: Amend) -> Progress | None:
    if not progress.answer(move.step):
        return None
    there = advance(flow, replace(progress, step=move.step, ticks=()), move.move)
    if there is None or there.step == DONE:
        return there
    return replace(progress, answers=there.answers)


def _asked_again(flow: Flow, progress: Progress, name: str) -> Progress | None:
    order = [step.id for step in flow.steps]
    if not progress.answer(name) or name not in order:
        return None
    back = progress.step == REVIEW or progress.changing
    if not back and order.index(name) > order.index(progress.step):
        return None
    return replace(_reopened(flow, progress, name), changing=back)


def _reopened(flow: Flow, progress: Progress, name: str) -> Progress:
    step = flow.step(name)
    given = progress.answer(name) if step and step.kind == "many" else ()
    return replace(progress, step=name, ticks=tuple(tick for tick in given if tick != SKIPPED))


def _ticked(step: Step, ticks: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The ticks with one more; `alone` choices and the others exclude each other."""
    alone = {choice.id for choice in step.choices if choice.alone}
    kept = () if name in alone else tuple(tick for tick in ticks if tick not in alone)
    return (*kept, name)
