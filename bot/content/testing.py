"""Tries the content on itself: every test phrase against all intents, every example against its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.intents import refuses
from bot.core.knowledge import Knowledge
from bot.core.routing import Route


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tests showed, as lines to print, and how many phrases failed."""

    lines: tuple[str, ...]
    failed: int


def run_tests(known: Knowledge) -> Outcome:
    """Runs every phrase of every intent."""
    lines: list[str] = []
    passed = failed = 0
    for name, intent in known.intents.items():
        for problem in _failures(known, name):
            lines.append(problem)
            failed += 1
        passed += len(intent.tests.should_match) + len(intent.tests.should_not_match)
    passed -= failed
    own = sum(_reached(known.router.route(text)) == name for name, i in known.intents.items() for text in i.examples)
    examples = sum(len(intent.examples) for intent in known.intents.values())
    lines.append(f"{own} of {examples} examples reach their own intent")
    lines.append(f"{passed} passed, {failed} failed")
    return Outcome(tuple(lines), failed)


def _failures(known: Knowledge, name: str) -> Iterator[str]:
    intent = known.intents[name]
    for phrase in intent.tests.should_match:
        route = known.router.route(phrase)
        reached = _reached(route)
        offered = route.kind == "suggest" and (name in route.choices or refuses(name))
        if reached != name and not offered:
            yield f"{name}: '{phrase}' went to {reached or route.kind} (score {route.score:.2f})"
    for phrase in intent.tests.should_not_match:
        if _reached(known.router.route(phrase)) == name:
            yield f"{name}: '{phrase}' should not match, but did"


def _reached(route: Route) -> str | None:
    """The intent that answers; a reported symptom counts as the symptom check."""
    return route.intent or route.refused or ("symptom_check" if route.kind == "symptom_check" else None)
