"""Learns from the examples how much each piece of evidence speaks for each group of intents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.space import Floats, Row

COST, POSITIVE = 1.0, 3.0
"""Price of an error, and how much more one of the few examples of a group counts than one of the others."""


@dataclass
class Learner:
    """Linear weights while they are learnt: a line per column and one for the bias, a column per label.

    The labels answer two questions: the first `split` of them which group of intents a message asks for, the rest in
    which sense it speaks of danger. Each example has a label of each kind; -1 where it has no part in the question.
    L2-regularised squared hinge loss, one label against the others, solved by dual coordinate descent (Hsieh et al.,
    2008) for all labels at once. Learning can go on with more examples where it stopped. Examples are visited in a
    fixed shuffled order, so the same content gives the same weights.
    """

    rows: Sequence[Row]
    labels: NDArray[np.int64]
    split: int
    weights: Floats
    duals: Floats

    @staticmethod
    def fresh(rows: Sequence[Row], labels: NDArray[np.int64], width: int, split: int, count: int) -> "Learner":
        """A learner that knows nothing yet, for rows of so many columns and so many labels."""
        weights = np.zeros((width + 1, count), np.float32)
        return Learner(rows, labels, split, weights, np.zeros((len(rows), count), np.float32))

    def learn(self, keep: NDArray[np.int64], rounds: int) -> None:
        """Goes over some of the examples so many times."""
        order = np.random.default_rng(0)
        weights, split = self.weights, self.split
        signs = -np.ones(weights.shape[1], np.float32)
        slack = np.full(weights.shape[1], 0.5 / COST, np.float32)
        for _ in range(rounds):
            for i in order.permutation(keep).tolist():
                places, values = self.rows[i]
                own = [label for label in self.labels[i].tolist() if label >= 0]
                signs[own], slack[own] = 1.0, 0.5 / (COST * POSITIVE)
                block = weights[places]
                old = self.duals[i]
                margin = signs * (values @ block + weights[-1]) - 1.0 + old * slack
                dual = np.maximum(old - margin / (2.0 + slack), 0.0)
                if self.labels[i, 0] < 0:
                    dual[:split] = 0.0
                step = (dual - old) * signs
                self.duals[i] = dual
                block += values[:, None] * step
                weights[places] = block
                weights[-1] += step
                signs[own], slack[own] = -1.0, 0.5 / COST
