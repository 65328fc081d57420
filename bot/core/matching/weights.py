"""Learns from the examples how much each piece of evidence speaks for each group of intents."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.space import Floats, Row

COST, POSITIVE = 1.0, 3.0
"""Price of an error, and how much more one of the few examples of a group counts than one of the others."""


Marks = NDArray[np.uint32]
"""A number for each example that depends on its words alone, to shuffle by."""


def marked(documents: Iterable[Sequence[str]]) -> Marks:
    """The marks of some examples."""
    return np.array([zlib.crc32(" ".join(tokens).encode("utf-8", "surrogatepass")) for tokens in documents], np.uint32)


def shuffled(marks: Marks, turn: int) -> NDArray[np.int64]:
    """An order of the examples, another one each turn (multiplicative hashing; Knuth, vol. 3, 6.4)."""
    mixed = (marks ^ np.uint32(0x9E3779B9 * (turn + 1) % 2**32)) * np.uint32(2654435761)
    return np.argsort(mixed ^ (mixed >> np.uint32(15)), kind="stable")


@dataclass
class Learner:
    """Linear weights while they are learnt: a line per column and one for the bias, a column per label.

    The labels answer two questions: the first `split` of them which group of intents a message asks for, the rest in
    which sense it speaks of danger. Each example has a label of each kind; -1 where it has no part in the question.
    L2-regularised squared hinge loss, one label against the others, solved by dual coordinate descent (Hsieh et al.,
    2008) for all labels at once. Learning can go on with more examples where it stopped. Examples are visited in an
    order that their `marks` shuffle, so the same content gives the same weights, and one more example moves no other.
    """

    rows: Sequence[Row]
    marks: Marks
    labels: NDArray[np.int64]
    split: int
    weights: Floats
    duals: Floats

    @staticmethod
    def fresh(
        rows: Sequence[Row], marks: Marks, labels: NDArray[np.int64], width: int, split: int, count: int
    ) -> "Learner":
        """A learner that knows nothing yet, for rows of so many columns and so many labels."""
        weights = np.zeros((width + 1, count), np.float32)
        return Learner(rows, marks, labels, split, weights, np.zeros((len(rows), count), np.float32))

    def learn(self, keep: NDArray[np.int64], rounds: int) -> None:
        """Goes over some of the examples so many times."""
        weights, duals, split = self.weights, self.duals, self.split
        labels = [tuple(pair) for pair in self.labels.tolist()]
        terms = {pair: self._terms(pair) for pair in set(labels)}
        for turn in range(rounds):
            for i in keep[shuffled(self.marks[keep], turn)].tolist():
                places, values = self.rows[i]
                signs, keeps, pull, push = terms[labels[i]]
                block = weights[places]
                old = duals[i]
                dual = np.maximum(old * keeps + pull - push * (values @ block + weights[-1]), 0.0)
                if labels[i][0] < 0:
                    dual[:split] = 0.0
                step = (dual - old) * signs
                duals[i] = dual
                moved = np.flatnonzero(step)
                if 4 * len(moved) < len(step):  # most labels stay as they are: only what moves is written back
                    weights[places[:, None], moved] = block[:, moved] + values[:, None] * step[moved]
                else:
                    block += values[:, None] * step
                    weights[places] = block
                weights[-1] += step

    def _terms(self, own: tuple[int, ...]) -> tuple[Floats, Floats, Floats, Floats]:
        """What one step needs for examples of these labels: signs, and the factors of dual, margin and strength.

        The step is dual - (sign x strength - 1 + dual x slack) / (|x|^2 + 1 + slack), not below 0, with |x| = 1.
        """
        mine = np.isin(np.arange(self.weights.shape[1]), own)
        signs = np.where(mine, 1.0, -1.0)
        slack = 0.5 / np.where(mine, COST * POSITIVE, COST)
        pull = 1.0 / (2.0 + slack)
        factors = signs, 1.0 - slack * pull, pull, signs * pull
        return tuple(factor.astype(np.float32) for factor in factors)  # type: ignore[return-value]
