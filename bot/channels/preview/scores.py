"""The intents with what their own test phrases show."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from bot.content.testing import run_tests
from bot.core.intents import Intent, covers, refuses
from bot.core.knowledge import Knowledge
from bot.core.safety.format import Checks

SHOWN = 6
"""Examples shown of an intent."""
_ORDER = ("topic", "small talk", "neighbour")


@dataclass(frozen=True, slots=True)
class Miss:
    """A test phrase that did not get what it should, and what took it."""

    phrase: str
    took: str
    score: float


Misses = dict[str, list[Miss]]
"""The missed phrases of each intent that has some."""


def tested(known: Knowledge, checks: Checks, progress: Callable[[int], object]) -> Misses:
    """Runs all test phrases, and tells `progress` how many are done; takes seconds, so not in the loop."""
    missed: Misses = {}
    for trial in run_tests(known, checks, progress).stolen:
        missed.setdefault(trial.intent, []).append(Miss(trial.text, trial.took, round(trial.score, 2)))
    return missed


def listed(known: Knowledge, missed: Misses | None) -> list[dict[str, Any]]:
    """Every intent for the page, those that miss most first; `missed` is None until the tests have run."""
    rows = [
        {
            "name": name,
            "title": intent.title,
            "kind": _kind(name),
            "examples": len(intent.examples),
            "shown": intent.examples[:SHOWN],
            "phrases": _phrases(intent),
            "missed": [asdict(miss) for miss in missed.get(name, ())] if missed is not None else None,
        }
        for name, intent in known.intents.items()
    ]
    return sorted(rows, key=lambda row: (-len(row["missed"] or ()), _ORDER.index(row["kind"]), row["name"]))


def _kind(name: str) -> str:
    return "neighbour" if refuses(name) else "topic" if covers(name) else "small talk"


def _phrases(intent: Intent) -> int:
    return len(intent.tests.should_match) + len(intent.tests.should_not_match)
