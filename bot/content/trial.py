"""One phrase or example tried on all intents together: did it get what it should, and if not, who took it?"""

from dataclasses import dataclass
from typing import Literal

from bot.core.intents import OTHER, SMALLTALK, refuses
from bot.core.routing import Route
from bot.core.safety.alarm import LEARNT

Verdict = Literal["right", "asked back", "not found", "wrong"]
Kind = Literal["phrases", "examples"]
RED_FLAGS = "red_flags"
"""Stands for the danger signs where others are named by their intent."""
NOBODY, ASKED_BACK = "nobody", "asked back"


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a phrase or an example.

    `intent` is whose it is; `should` is what it should have got where that is not the intent; `took` is what it got,
    with the score and what spoke for it.
    """

    intent: str
    kind: Kind
    text: str
    verdict: Verdict
    took: str
    score: float
    because: str = ""
    should: str = ""

    @property
    def of_flags(self) -> bool:
        """Whether it is a phrase of the danger signs."""
        return self.intent == RED_FLAGS

    @property
    def passed(self) -> bool:
        """Whether it is good enough: asking back with the right choice is."""
        return self.verdict in ("right", "asked back")


def tried(name: str, kind: Kind, text: str, route: Route, *, wanted: bool = True) -> Trial:
    """The trial of an intent's own phrase or example, or of a phrase that must not reach it."""
    mine = reached(route) == _group(name)
    verdict: Verdict = _verdict(name, route, mine) if wanted else "wrong" if mine else "right"
    return Trial(name, kind, text, verdict, took(route), route.score, _because(route), "" if wanted else "another")


def watched(level: str, text: str, route: Route) -> Trial:
    """The trial of a red flag's phrase; either card is right for the other, and "quiet" is anything but a card."""
    card = route.kind == "red_flag"
    right = card if level in ("emergency", "urgent") else not card and level in ("quiet", route.kind)
    verdict: Verdict = "right" if right else "wrong"
    return Trial(RED_FLAGS, "phrases", text, verdict, took(route), route.score, _because(route), level)


def took(route: Route) -> str:
    """What a message got, by name."""
    best = route.candidates[0].intent if route.candidates else ""
    if route.kind == "lost":
        return best if refuses(best) else NOBODY
    if route.kind == "suggest":
        return ASKED_BACK
    return f"{route.level} card" if route.level else route.intent or route.kind


def reached(route: Route) -> str | None:
    """What answered; a refusal of any neighbouring topic counts as one, a reported symptom as the symptom check."""
    if route.kind == "lost":
        best = route.candidates[0].intent if route.candidates else ""
        return OTHER if refuses(best) else None
    return "symptom_check" if route.kind == "symptom_check" else route.intent


def _verdict(name: str, route: Route, mine: bool) -> Verdict:
    if mine:
        return "right"
    if route.kind == "suggest" and name in route.choices:
        return "asked back"
    answered = route.kind in ("answer", "symptom_check", "red_flag") and not (route.intent or "").startswith(SMALLTALK)
    return "wrong" if answered else "not found"


def _group(name: str) -> str:
    """The intent's name; neighbouring topics are refused alike and count as one."""
    return OTHER if refuses(name) else name


def _because(route: Route) -> str:
    """What spoke for what a message got: the danger sign that was seen, or the nearest example."""
    if route.alarm:
        return "reports.yaml" if route.alarm.flag == LEARNT else f"the danger sign {route.alarm.flag}"
    return route.candidates[0].example if route.candidates else ""
