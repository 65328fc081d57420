"""Tries the content on itself: every test phrase against all intents, every example against its own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.core.intents import OTHER, refuses
from bot.core.knowledge import Knowledge
from bot.core.routing import Route
from bot.core.safety.format import Checks

Verdict = Literal["right", "asked back", "not found", "wrong"]
PASSING = 0.85
"""Share of phrases that must be right: phrases are never tuned to, so a few will always miss."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tests showed, as lines to print, and whether it is good enough."""

    lines: tuple[str, ...]
    passed: bool


def run_tests(known: Knowledge, flags: Checks, progress: Callable[[int], None] = lambda done: None) -> Outcome:
    """Runs every phrase of every intent and of the red flags.

    It is not good enough when a danger sign is missed or a harmless phrase gets its card, when a phrase is answered
    wrongly with confidence more often than not found, or when fewer than `PASSING` of all phrases are right.
    """
    lines: list[str] = []
    counts: Counter[str] = Counter()
    for name, intent in known.intents.items():
        for wanted, phrases in ((True, intent.tests.should_match), (False, intent.tests.should_not_match)):
            for phrase in phrases:
                route = known.router.route(phrase)
                verdict = _verdict(name, route) if wanted else "wrong" if _reached(route) == _group(name) else "right"
                counts[verdict] += 1
                if verdict in ("wrong", "not found"):
                    lines.append(f"{name}: '{phrase}' {_told(route, wanted)}")
        progress(len(intent.tests.should_match) + len(intent.tests.should_not_match))
    missed = _flags(known, flags)
    lines += missed
    total = max(sum(counts.values()), 1)
    own = sum(
        _reached(known.router.route(text)) == _group(name) for name, i in known.intents.items() for text in i.examples
    )
    examples = sum(len(intent.examples) for intent in known.intents.values())
    lines.append(f"{own} of {examples} examples reach their own intent")
    lines.append(", ".join(f"{counts[verdict]} {verdict}" for verdict in ("right", "asked back", "not found", "wrong")))
    passed = not missed and counts["right"] + counts["asked back"] >= PASSING * total
    failed = counts["wrong"] + counts["not found"] + len(missed)
    lines.append(f"phrases: {counts['right'] + counts['asked back']} passed, {failed} failed")
    if not passed:
        lines.append("not good enough: a red flag test failed, or too many phrases did")
    return Outcome(tuple(lines), passed)


def _flags(known: Knowledge, flags: Checks) -> list[str]:
    """The red flags' own phrases that did not get what they should."""
    lines = []
    for level in ("emergency", "urgent", "symptom_check", "quiet"):
        for phrase in getattr(flags, level):
            route = known.router.route(phrase)
            card = route.kind == "red_flag"
            right = (
                card
                if level in ("emergency", "urgent")
                else not card and (level == "quiet" or route.kind == "symptom_check")
            )
            if not right:
                lines.append(f"red_flags: '{phrase}' should be {level}, but was {route.level or route.kind}")
    return lines


def _verdict(name: str, route: Route) -> Verdict:
    if _reached(route) == _group(name):
        return "right"
    if route.kind == "suggest" and name in route.choices:
        return "asked back"
    answered = route.kind in ("answer", "symptom_check", "red_flag") and not (route.intent or "x").startswith(
        "smalltalk_"
    )
    return "wrong" if answered else "not found"


def _told(route: Route, wanted: bool) -> str:
    where = _reached(route) or route.kind
    return f"went to {where} (score {route.score:.2f})" if wanted else "should not match, but did"


def _group(name: str) -> str:
    """The intent's name; neighbouring topics are refused alike and count as one."""
    return OTHER if refuses(name) else name


def _reached(route: Route) -> str | None:
    """What answered; a refusal of any neighbouring topic counts as one, a reported symptom as the symptom check."""
    best = route.candidates[0].intent if route.candidates else ""
    if route.kind == "lost":
        return OTHER if best and refuses(best) else None
    if route.kind == "symptom_check":
        return "symptom_check"
    return route.intent
