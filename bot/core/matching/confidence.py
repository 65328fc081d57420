"""How likely the best group is right: learnt from the examples by leaving some, and whole intents, out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.model import Layout, Model, Ranking
from bot.core.matching.space import Row

PARTS = 5
"""One of so many parts of the examples, and of the intents, is left out at a time."""
FOLDS = 1
"""How many parts are tried."""
ASKED = 600
"""About so many left-out examples are asked at most."""
UNFORESEEN = 0.25
"""What a message on a left-out intent counts, since most messages are on topics that somebody foresaw."""
WRONG = 0.065
"""The share of left-out messages that may be answered wrongly; the bar for answering is set where it is reached. Those
are harder than what comes in, because a part of the examples is missing too: 4 in 100 of the development messages."""
LOWEST, HIGHEST = 0.5, 0.9
"""Limits of that bar: an answer is likelier right than not, and few examples must not make the bar meaningless."""
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
    """What tells a right answer from a wrong one: its chance, its lead, strength, likeness, and what is known.

    `known` is the share of the message's evidence that any example has.
    """
    best = min(max(float(found.chance[found.groups[0]]), 1e-6), 1 - 1e-6)
    second = float(found.chance[found.groups[1]]) if len(found.groups) > 1 else 0.0
    return np.array([1.0, np.log(best / (1 - best)), best - second, found.strength, max(found.likeness), known])


def calibrated(layout: Layout, rows: Sequence[Row], model: Callable[[NDArray[np.int64]], Model]) -> Confidence:
    """Leaves out a part of the examples and some whole intents, and learns from how the rest answers those.

    `model` teaches one from the examples it is given. Whole intents are left out among those that share a group, so
    that what nobody foresaw is practised; where no intents share one, among all.
    """
    count = len(layout.stems)
    sharing = [intent for members in layout.members if len(members) > 1 for intent in members]
    intents = np.random.default_rng(2).permutation(sharing or len(layout.group_of))
    shuffled = np.random.default_rng(1).permutation(count)
    found, right, answered, share = [], [], [], []
    for fold in range(FOLDS if len(layout.members) > 1 and count > PARTS else 0):
        unforeseen = np.isin(layout.intents, intents[fold::PARTS])
        left = unforeseen | np.isin(np.arange(count), shuffled[fold::PARTS])
        if left.all():
            continue
        taught = model(np.flatnonzero(~left))
        seen = np.unique(np.concatenate([rows[i][0] for i in map(int, np.flatnonzero(~left))]))
        asked = np.flatnonzero(left)
        for i in map(int, asked[:: max(1, len(asked) // ASKED)]):
            ranking = taught.ranking(layout.stems[i], rows[i])
            found.append(signals(ranking, float(np.isin(rows[i][0], seen).mean())))
            right.append(ranking.groups[0] == int(layout.groups[i]))
            answered.append(len(layout.members[ranking.groups[0]]) == 1)
            share.append(UNFORESEEN if unforeseen[i] else 1.0)
    if len(set(right)) < 2:
        return Confidence(np.array([0.0, 1.0, 0, 0, 0, 0]))
    signal, correct = np.asarray(found), np.asarray(right)
    weights = _fitted(signal, correct.astype(float), np.asarray(share))
    chances = 1.0 / (1.0 + np.exp(-(signal @ weights)))
    return Confidence(weights, _bar(chances, ~correct & np.asarray(answered), np.asarray(share)))


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
