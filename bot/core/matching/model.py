"""The learnt part of matching: from the words of a message to a strength for every group of intents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.centres import Centres
from bot.core.matching.examples import Examples
from bot.core.matching.space import Floats, Row

Weights = NDArray[np.float16] | Floats
"""A line for each column and one for the bias; of half the digits once they are learnt."""
NEAREST, MEMBERS = 3, 3
"""So many of the best groups, and in each so many of the best intents, are scored again by RapidFuzz."""
SHARPNESS = 4.0
"""How quickly a lead in strength becomes a lead in chance; chosen on the public development splits."""
CLEARLY = 1.3
"""How many times nearer than the next an intent must be to be named; such a name is right two times of three."""
LIKENESS = 1.1
"""What full likeness to an example adds to a group's learnt strength; chosen on the public development splits."""


@dataclass(frozen=True)
class Layout:
    """Which example belongs to which intent, and which intents share a group (they are answered alike), by number.

    `stems` are each example's stems in alphabetical order, for RapidFuzz.
    """

    stems: tuple[str, ...]
    intents: NDArray[np.int64]
    group_of: NDArray[np.int64]

    @property
    def groups(self) -> NDArray[np.int64]:
        """Each example's group."""
        return self.group_of[self.intents]

    @property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """Each group's intents."""
        count = int(self.group_of.max()) + 1 if len(self.group_of) else 0
        return tuple(tuple(np.flatnonzero(self.group_of == group).tolist()) for group in range(count))


@dataclass(frozen=True, slots=True)
class Ranking:
    """How strongly a message asks for each group, best first, for the few that RapidFuzz scored.

    For each: the group, its likest intent, that intent's likest example by number, and how like it is from 0 to 1.
    `chance` shares 1 between all groups by strength; `strength` is the best group's before it became a chance.
    `senses` shares 1 between the senses in which a message may speak of danger. `clear` says whether the best group's
    intent is clearly the likest of its group.
    """

    groups: tuple[int, ...]
    intents: tuple[int, ...]
    rows: tuple[int, ...]
    likeness: tuple[float, ...]
    chance: NDArray[np.float64]
    strength: float
    senses: NDArray[np.float64]
    clear: bool


class Model:
    """Linear weights per group, centres of the intents that share a crowded group, and examples for RapidFuzz."""

    def __init__(self, layout: Layout, keep: NDArray[np.int64], weights: Weights, centres: Centres) -> None:
        self.weights = weights
        self._centres = centres
        numbers: dict[int, list[int]] = {}
        for i, intent in zip(keep.tolist(), layout.intents[keep].tolist(), strict=True):
            numbers.setdefault(intent, []).append(i)
        self._examples = {intent: Examples(own, layout.stems) for intent, own in numbers.items()}
        self._members = [tuple(intent for intent in group if intent in numbers) for group in layout.members]
        self._present = np.asarray([group for group, members in enumerate(self._members) if members], np.int64)
        self._centre_of = {intent: place for place, intent in enumerate(crowded(layout))}

    def ranking(self, text: str, row: Row) -> Ranking:
        """The best groups for a message, as sorted stems and as evidence."""
        places, values = row
        both = values @ self.weights[places].astype(np.float32) + self.weights[-1]
        linear, senses = both[: len(self._members)], _shared(both[len(self._members) :])
        present = self._present
        top = present[np.argsort(-linear[present], kind="stable")[:NEAREST]]
        # Likeness is dear to measure: a group that even full likeness could not lift to the best one is left out.
        top = top[linear[top] >= linear[top[0]] - LIKENESS].tolist()
        found = []
        for group in top:
            members, clear = self._best_members(group, row)
            told = [(*self._examples[intent].likest(text), intent) for intent in members]
            likeness = max(told)[0]
            _, nearest, intent = told[0] if clear else max(told)
            found.append((float(linear[group]) + LIKENESS * likeness, group, intent, nearest, likeness, clear))
        found.sort(key=lambda item: (-item[0], item[1]))
        strength = np.full(len(linear), -np.inf)
        strength[present] = linear[present] + LIKENESS * min(item[4] for item in found)
        strength[[item[1] for item in found]] = [item[0] for item in found]
        chance = np.exp(SHARPNESS * (strength - found[0][0]))
        _, groups, intents, rows, likest, clearly = zip(*found, strict=True)
        shared = chance / chance.sum(), found[0][0], senses
        return Ranking(groups, intents, rows, likest, *shared, clearly[0])

    def senses(self, row: Row) -> NDArray[np.float64]:
        """The chance of each sense in which a message, as evidence, may speak of danger."""
        places, values = row
        weights = self.weights[:, len(self._members) :]
        return _shared(values @ weights[places].astype(np.float32) + weights[-1])

    def _best_members(self, group: int, row: Row) -> tuple[Sequence[int], bool]:
        """The intents of a group nearest to a message, all their examples together; is the first clearly so?"""
        members = self._members[group]
        if len(members) <= MEMBERS:
            return members, len(members) == 1
        near = self._centres.near(row, len(self._centre_of)).tolist()
        order = sorted(members, key=lambda intent: -near[self._centre_of[intent]])[:MEMBERS]
        first, second = (near[self._centre_of[intent]] for intent in order[:2])
        return order, first > CLEARLY * second


def _shared(strengths: Floats) -> NDArray[np.float64]:
    """Strengths as chances that share 1 between them."""
    chances: NDArray[np.float64] = np.exp(SHARPNESS * strengths)
    shared: NDArray[np.float64] = chances / chances.sum()
    return shared


def crowded(layout: Layout) -> tuple[int, ...]:
    """The intents that share their group with so many that a centre has to tell them apart."""
    return tuple(intent for group in layout.members if len(group) > MEMBERS for intent in group)
