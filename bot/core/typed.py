"""Reads a typed answer to an open question as a move; buttons need no reading."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.clinic import filled
from bot.core.flows.format import REVIEW, Choice, Flow, Step
from bot.core.flows.machine import Progress
from bot.core.flows.moves import Back, Change, Done, ForOther, Move, Pick, Show, Skip, Week
from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.weeks import read_week
from bot.core.words import words

LIKE = 88
"""RapidFuzz ratio from which a typed answer is the wording of a choice."""
LONGEST = 12
"""Words; a longer message is more than an answer to a question with buttons."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A week of pregnancy that cannot be."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The wish to stop the check."""


Answer = Move | Impossible | Stop


def read_answer(flow: Flow, progress: Progress, text: str, language: Language = ENGLISH) -> Answer | None:
    """The move that a typed text asks for, or None when it is no answer to the open question."""
    return Typing(flow, language).read(progress, text)


class Typing:
    """Reads what is typed in one guided conversation."""

    def __init__(self, flow: Flow, language: Language) -> None:
        self._flow = flow
        self._ways = flow.typed
        self._language = language

    def read(self, progress: Progress, text: str) -> Answer | None:
        """The move that a text asks for, or None."""
        flow, ways, said = self._flow, self._ways, self._said(text)
        if self._is(said, flow.words.back, *ways.back):
            return Back()
        if self._is(said, flow.words.cancel, *ways.stop):
            return Stop()
        if progress.step == REVIEW:
            return self._in_review(said)
        step = flow.step(progress.step)
        if step is None:
            return None
        if step.skip and self._is(said, flow.words.skip, *ways.skip):
            return Skip()
        if self._asks(step, said):
            return None
        if step is flow.steps[0] and not progress.other and self._is(said, flow.words.other, *ways.other):
            return ForOther()
        if step.kind == "many":
            return self._ticks(step, said) or self._closed(step, progress, said)
        return self._one(step, said, text)

    def _one(self, step: Step, said: str, text: str) -> Answer | None:
        """The answer to a question that has one."""
        choice = self._choice(step, said)
        if choice is None and step.skip and self._is(said, *self._ways.unsure):
            return Skip()
        week = read_week(text, self._language) if step.kind == "week" else None
        # "not yet 16 weeks" names a week, though it holds the wording of a choice.
        if week and not (choice and self._nearness(choice, said) >= LIKE):
            return Week(week[0]) if week[1] else Impossible()
        return Pick(choice.id) if choice else None

    def _said(self, text: str) -> str:
        return " ".join(words(text, self._language))

    def _is(self, said: str, *ways: str) -> bool:
        return bool(said) and any(fuzz.ratio(said, self._said(way)) >= LIKE for way in ways)

    def _in_review(self, said: str) -> Move | None:
        flow, ways = self._flow, self._ways
        if self._is(said, flow.words.show, *ways.right):
            return Show()
        for step in flow.steps:
            names = step.short, step.id.replace("_", " ")
            changes = (filled(way, {"short": name}) for way in (flow.words.change, *ways.change) for name in names)
            if self._is(said, *names, *changes):
                return Change(step.id)
        return None

    def _asks(self, step: Step, said: str) -> bool:
        """Whether the text is a question ("how long does the stitch stay in"), so that its words are no answer."""
        first, *rest = said.split() or [""]
        if first not in self._language.asking or self._language.asking_not.issuperset(
            rest[:1] or [""]
        ):  # "do not know" answers
            return False
        return not any(self._nearness(choice, said) >= LIKE for choice in step.choices)

    def _choice(self, step: Step, said: str) -> Choice | None:
        """The one choice whose wording the answer is, or holds in a short answer; None when two are equally near."""
        if not said or len(said.split()) > LONGEST:
            return None
        scores = sorted(((self._nearness(choice, said), -i) for i, choice in enumerate(step.choices)), reverse=True)
        best, index = scores[0]
        tie = len(scores) > 1 and scores[1][0] == best
        choice = step.choices[-index]
        if not best or tie or (best < LIKE and not self._answers_all(step, choice, said)):
            return None
        return choice

    def _answers_all(self, step: Step, choice: Choice, said: str) -> bool:
        """Whether a wording held in a longer answer speaks for every sign asked about; only a "no" may fail to."""
        if choice.level != "nothing" or all(other.level == "nothing" for other in step.choices):
            return True
        return self._is_all(choice, said)

    def _is_all(self, choice: Choice, said: str) -> bool:
        """Whether an answer holds nothing but a choice's wording and plain words.

        Beside any other word ("no fever", "no clue") a "no" does not answer for every sign.
        """
        wording = {word for way in (choice.label, *choice.words) for word in words(way, self._language)}
        plain = {word for line in self._ways.plain for word in words(line, self._language)}
        return wording | plain >= set(said.split())

    def _nearness(self, choice: Choice, said: str) -> float:
        """100 for the same wording, less for wording held inside the answer, 0 for neither."""
        best = 0.0
        for way in (choice.label, *choice.words):
            wording = self._said(way)
            alike = fuzz.ratio(said, wording)
            if alike >= LIKE:
                best = max(best, alike)
            elif wording and f" {wording} " in f" {said} ":
                best = max(best, 40 + min(40, len(wording)))
        return best

    def _ticks(self, step: Step, said: str) -> Done | None:
        """The choice whose wording the answer is, or all that it names; one that goes alone only when nothing else is.

        What is named only to be denied is not ticked, and to deny one sign is not to say "none of these".
        """
        if not said or len(said.split()) > 2 * LONGEST:
            return None
        named = [choice for choice in step.choices if self._nearness(choice, said)]
        exact = max(named, key=lambda choice: self._nearness(choice, said), default=None)
        if exact and self._nearness(exact, said) >= LIKE:
            return Done((exact.id,))
        if self._is(said, *self._ways.all):
            return Done(tuple(choice.id for choice in step.choices if not choice.alone))
        together = [choice for choice in named if not choice.alone]
        chosen = [choice for choice in together if not self._denied(choice, said)]
        if not together:  # "no rash, when is my scan" says nothing of the signs
            chosen = [choice for choice in named[:1] if choice.level != "nothing" or self._is_all(choice, said)]
        return Done(tuple(choice.id for choice in chosen)) if chosen else None

    def _closed(self, step: Step, progress: Progress, said: str) -> Done | None:
        """The end of ticking: as it stands, or for a bare "yes" with the signs ticked so far, if there are any."""
        if self._is(said, self._flow.words.done, *self._ways.done):
            return Done()
        signs = tuple(choice.id for choice in step.choices if choice.id in progress.ticks and not choice.alone)
        return Done(signs) if self._is(said, *self._ways.yes) else None

    def _denied(self, choice: Choice, said: str) -> bool:
        """Whether every mention of a choice stands right behind a "no", or behind "no heavy" and the like."""
        left = f" {said} "
        for way in sorted((self._said(way) for way in (choice.label, *choice.words)), key=len, reverse=True):
            for no in self._ways.no:
                left = left.replace(f" {no} {way} ", " ")
                for degree in self._ways.degrees:
                    left = left.replace(f" {no} {degree} {way} ", " ")
        return not self._nearness(choice, " ".join(left.split()))
