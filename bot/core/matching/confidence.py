"""How likely the best group is right: learnt from the examples by leaving some, and whole intents, out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.model import Layout, Model, Ranking
from bot.core.matching.space import Row
from bot.core.matching.weights import Marks, shuffled

PARTS = 5
"""One of so many parts of the examples, and of the intents, is left out at a time."""
ASKED = 1500
"""About so many left-out examples are asked: one part of many examples, every part of a few, where one tells little."""
UNFORESEEN = 0.25
"""What a message on a left-out intent counts, since most messages are on topics that somebody foresaw."""
APART = 0.05
"""The same where no intents share a group: nobody tried to foresee what else may come, so chances are told for what
was foreseen, and only their order is learnt from the left-out intents too."""
WRONG = 0.065
"""The share of left-out messages that may be answered wrongly; the bar for answering is set where it is reached. Those
are harder than what comes in, because a part of the examples is missing too: 4 in 100 of the development messages."""
LOWEST, HIGHEST = 0.55, 0.9
"""Limits of that bar: more than half of the answers at it are right, and few examples must not make it meaningless."""
ASK = 0.25
"""The chance from which it is worth asking "Did you mean ...?": one of four or better."""


@dataclass(frozen=True)
class Confidence:
    """Weights of the signals, and the chances from which an answer is given or a question asked back."""

    weights: NDArray[np.float64]
    sure: float = 0.5
    unsure: float = ASK

    def chance(self, found: Ranking, known: float) -> float:
        """How likely the best group is right; `known` as in `signals`."""
        return float(1.0 / (1.0 + np.exp(-(self.weights @ signals(found, known)))))

    def outcome(self, chance: float) -> Literal["sure", "unsure", "lost"]:
        """Sure enough to answer, to ask back, or lost."""
        return "sure" if chance >= self.sure else "unsure" if chance >= self.unsure else "lost"

    def as_array(self) -> NDArray[np.float64]:
        """All of it as numbers."""
        return np.array([self.sure, self.unsure, *self.weights])

    @staticmethod
    def from_array(numbers: NDArray[np.float64]) -> "Confidence":
        """The confidence that `as_array` took apart."""
        return Confidence(numbers[2:], float(numbers[0]), float(numbers[1]))


def signals(found: Ranking, known: float) -> NDArray[np.float64]:
    """What tells a right answer from a wrong one: its chance, its lead, strength, likeness, what is known, and doubt.

    `known` is the share of the message's evidence that any example has; it counts more the less is missing. Doubt is
    how widely the chances are spread over all groups.
    """
    best = min(max(float(found.chance[found.groups[0]]), 1e-6), 1 - 1e-6)
    second = float(found.chance[found.groups[1]]) if len(found.groups) > 1 else 0.0
    some = found.chance[found.chance > 1e-9]
    doubt = -float(some @ np.log(some))
    lead, likeness = best - second, max(found.likeness)
    return np.array([1.0, np.log(best / (1 - best)), lead, found.strength, likeness, known, known * known, doubt])


Asked = Callable[[int, NDArray[np.bool_]], tuple[Row, float]]
"""An example as a message that was never seen: its number and the columns that the others have, to `Space.row`."""


def calibrated(
    layout: Layout,
    rows: Sequence[Row],
    marks: Marks,
    width: int,
    asked_as: Asked,
    model: Callable[[NDArray[np.int64]], Model],
) -> Confidence:
    """Leaves out a part of the examples and some whole intents, and learns from how the rest answers those.

    `model` teaches a new one from the examples it is given. Whole intents are left out among those that share a group,
    so that what nobody foresaw is practised; where no intents share one, among all.
    """
    count = len(layout.stems)
    sharing = [intent for members in layout.members if len(members) > 1 for intent in members]
    intents = np.random.default_rng(2).permutation(sharing or len(layout.group_of))
    marks = marks[:count]
    found: list[NDArray[np.float64]] = []
    right, answered, share = [], [], []
    members, groups = layout.members, layout.groups
    for fold in range(PARTS if len(members) > 1 and count > PARTS else 0):
        if len(found) >= ASKED:
            break
        unforeseen = np.isin(layout.intents, intents[fold::PARTS])
        left = unforeseen | (marks % PARTS == fold)
        if left.all():
            continue
        taught = model(np.flatnonzero(~left))
        seen = np.zeros(width, bool)
        seen[np.concatenate([rows[i][0] for i in map(int, np.flatnonzero(~left))])] = True
        asked = np.flatnonzero(left)
        for i in map(int, asked[shuffled(marks[asked], 0)[:ASKED]]):
            row, known = asked_as(i, seen)
            ranking = taught.ranking(layout.stems[i], row)
            found.append(signals(ranking, known))
            right.append(ranking.groups[0] == int(groups[i]))
            answered.append(len(members[ranking.groups[0]]) == 1)
            share.append(UNFORESEEN if unforeseen[i] else 1.0)
    if len(set(right)) < 2:
        return Confidence(np.array([0.0, 1.0, 0, 0, 0, 0, 0, 0]))
    signal, correct = np.asarray(found), np.asarray(right)
    counts = np.asarray(share)
    weights = _fitted(signal, correct.astype(float), counts)
    if not sharing:
        counts = np.where(counts < 1, APART, 1.0)
        told = np.stack([np.ones(len(signal)), signal @ weights], axis=1)
        shift, scale = _fitted(told, correct.astype(float), counts)
        weights = weights * scale
        weights[0] += shift
    chances = 1.0 / (1.0 + np.exp(-(signal @ weights)))
    return Confidence(weights, _bar(chances, ~correct & np.asarray(answered), counts))


def _bar(chances: NDArray[np.float64], wrong: NDArray[np.bool_], share: NDArray[np.float64]) -> float:
    """The lowest chance from which at most `WRONG` of all left-out messages would get a wrong answer."""
    order = np.argsort(-chances, kind="stable")
    over = np.cumsum((wrong * share)[order]) > WRONG * share.sum()
    bar = float(chances[order][int(over.argmax())]) + 1e-6 if over.any() else 0.0
    return min(max(bar, LOWEST), HIGHEST)


def _fitted(found: NDArray[np.float64], right: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression with a little shrinkage, by Newton's method."""
    weights = np.zeros(found.shape[1])
    for _ in range(15):
        chance = 1.0 / (1.0 + np.exp(-np.clip(found @ weights, -30, 30)))
        slope = found.T @ (share * (right - chance)) - 0.1 * weights
        curve = (found * (share * chance * (1 - chance))[:, None]).T @ found + 0.1 * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return weights
