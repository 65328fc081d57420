"""Wordings of unanswered questions, put together with those like them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.matching.learning import sorted_stems
from bot.core.matching.match import Candidate
from bot.core.routing import Router
from bot.core.words import words

ALIKE = 75.0
"""How alike two wordings must be to stand together, of 100."""
MOST = 5000
"""Different wordings that are looked at, the most frequent ones: every one is compared with every other."""


@dataclass(frozen=True, slots=True)
class Group:
    """Wordings that ask alike, the most frequent first; how often all were asked; the intents nearest to the first."""

    wordings: tuple[str, ...]
    count: int
    nearest: tuple[Candidate, ...] = ()


def grouped(wordings: Iterable[str], router: Router, most: int | None = None) -> list[Group]:
    """Groups of wordings, the most frequent first; the nearest intents are looked up for the first `most` of them."""
    counts = Counter(wordings)
    kept = sorted(counts, key=lambda wording: (-counts[wording], wording))[:MOST]
    stems = [sorted_stems(words(wording, router.language), router.language) for wording in kept]
    groups: list[Group] = []
    free = np.ones(len(kept), bool)
    for first in range(len(kept)):
        if not free[first]:
            continue
        alike = process.cdist((stems[first],), stems, scorer=fuzz.ratio, dtype=np.float32)[0] >= ALIKE
        alike[first] = True
        members = np.flatnonzero(alike & free).tolist()
        free[members] = False
        told = tuple(kept[member] for member in members)
        groups.append(Group(told, sum(counts[text] for text in told)))
    groups.sort(key=lambda group: (-group.count, group.wordings[0]))
    shown = [replace(group, nearest=router.route(group.wordings[0]).candidates[:3]) for group in groups[:most]]
    return [*shown, *groups[len(shown) :]]
