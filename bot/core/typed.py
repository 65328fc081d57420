"""Reads a typed answer to an open question as a move; buttons need no reading."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.clinic import filled
from bot.core.flows.format import REVIEW, Choice, Flow, Step
from bot.core.flows.machine import Back, Change, Done, ForOther, Move, Pick, Progress, Show, Skip, Week
from bot.core.weeks import read_week
from bot.core.words import words

LIKE = 88
"""RapidFuzz ratio from which a typed answer is the wording of a choice."""
LONGEST = 12
"""Words; a longer message is more than an answer to a question with buttons."""
_PLAIN = frozenset(
    words(
        "a all am any are at do good happening has have her i is it like me none not nothing now of ok okay right she "
        "so thank thanks that the them these think this to us we you"
    )
)
"""Words that leave a "no" what it is; beside any other ("no fever", "no clue") it does not answer for every sign."""
_YES = ("yes", "yeah", "yep", "yep a little", "a little", "a bit", "some", "both", "both of them", "i think so")
_UNSURE = ("not sure", "i am not sure", "do not know", "i do not know", "no idea", "i have no idea")
_DENIES = ("no", "not", "without", "never")
_DEGREES = ("heavy", "real", "more", "any", "other", "new", "bad", "much", "big", "fresh", "strong", "actual", "such")
_OPEN = frozenset(["what", "when", "where", "which", "who", "why", "how"])
_ASKING = _OPEN | {"is", "are", "can", "could", "do", "does", "will", "would", "should"}


@dataclass(frozen=True, slots=True)
class Impossible:
    """A week of pregnancy that cannot be."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The wish to stop the check."""


Answer = Move | Impossible | Stop


def read_answer(flow: Flow, progress: Progress, text: str) -> Answer | None:
    """The move that a typed text asks for, or None when it is no answer to the open question."""
    said = " ".join(words(text))
    if _is(said, flow.words.back, "back", "go back"):
        return Back()
    if _is(said, flow.words.cancel, "stop", "cancel"):
        return Stop()
    if progress.step == REVIEW:
        return _in_review(flow, said)
    step = flow.step(progress.step)
    if step is None:
        return None
    if step.skip and _is(said, flow.words.skip, "skip", "next"):
        return Skip()
    if _asks(step, said):
        return None
    if step is flow.steps[0] and not progress.other and _is(said, flow.words.other, "for someone else"):
        return ForOther()
    if step.kind == "many":
        return _ticks(step, said) or _closed(flow, step, progress, said)
    choice = _choice(step, said)
    if choice is None and step.skip and _is(said, *_UNSURE):
        return Skip()
    week = read_week(text) if step.kind == "week" else None
    # "not yet 16 weeks" names a week, though it holds the wording of a choice.
    if week and not (choice and _nearness(choice, said) >= LIKE):
        return Week(week[0]) if week[1] else Impossible()
    return Pick(choice.id) if choice else None


def _in_review(flow: Flow, said: str) -> Move | None:
    if _is(said, flow.words.show, "yes", "right", "ok", "correct", "yes it is", "show"):
        return Show()
    for step in flow.steps:
        name = step.id.replace("_", " ")
        ways = (filled(flow.words.change, {"short": step.short}), step.short, f"change {step.short}")
        if _is(said, *ways, name, f"change {name}"):
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
    choice = step.choices[-index]
    if not best or tie or (best < LIKE and not _answers_all(step, choice, said)):
        return None
    return choice


def _answers_all(step: Step, choice: Choice, said: str) -> bool:
    """Whether a wording held in a longer answer speaks for every sign asked about; only a "no" may fail to."""
    if choice.level != "nothing" or all(other.level == "nothing" for other in step.choices):
        return True
    return _is_all(choice, said)


def _is_all(choice: Choice, said: str) -> bool:
    """Whether an answer holds nothing but a choice's wording and plain words."""
    wording = {word for way in (choice.label, *choice.words) for word in words(way)}
    return wording | _PLAIN >= set(said.split())


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
    """The choice whose wording the answer is, or all that it names; one that goes alone only when nothing else is.

    What is named only to be denied is not ticked, and to deny one sign is not to say "none of these".
    """
    if not said or len(said.split()) > 2 * LONGEST:
        return None
    named = [choice for choice in step.choices if _nearness(choice, said)]
    exact = max(named, key=lambda choice: _nearness(choice, said), default=None)
    if exact and _nearness(exact, said) >= LIKE:
        return Done((exact.id,))
    if _is(said, "all", "all of them", "all of these", "all of it"):
        return Done(tuple(choice.id for choice in step.choices if not choice.alone))
    together = [choice for choice in named if not choice.alone]
    chosen = [choice for choice in together if not _denied(choice, said)]
    if not together:  # "no rash, when is my scan" says nothing of the signs
        chosen = [choice for choice in named[:1] if choice.level != "nothing" or _is_all(choice, said)]
    return Done(tuple(choice.id for choice in chosen)) if chosen else None


def _closed(flow: Flow, step: Step, progress: Progress, said: str) -> Done | None:
    """The end of ticking: as it stands, or for a bare "yes" with the signs ticked so far, if there are any."""
    if _is(said, flow.words.done, "done", "that is all"):
        return Done()
    signs = tuple(choice.id for choice in step.choices if choice.id in progress.ticks and not choice.alone)
    return Done(signs) if _is(said, *_YES) else None


def _denied(choice: Choice, said: str) -> bool:
    """Whether every mention of a choice stands right behind a "no", or behind "no heavy" and the like."""
    left = f" {said} "
    for way in sorted((" ".join(words(way)) for way in (choice.label, *choice.words)), key=len, reverse=True):
        for no in _DENIES:
            left = left.replace(f" {no} {way} ", " ")
            for degree in _DEGREES:
                left = left.replace(f" {no} {degree} {way} ", " ")
    return not _nearness(choice, " ".join(left.split()))
