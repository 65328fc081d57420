"""Everything that matching learns from the examples, as plain values, so that they can be kept for the next start."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.matching.centres import Centres
from bot.core.matching.confidence import calibrated
from bot.core.matching.features import Concepts
from bot.core.matching.model import Layout, Model, crowded
from bot.core.matching.repair import Lexicon
from bot.core.matching.space import Row, Space, space_of
from bot.core.matching.weights import Learner, marked

CALIBRATING, ROUNDS = 3, 6
"""Passes over the examples: first over those that are not left out, to calibrate, then on over all."""
NAMED = 200
"""Examples of an intent up to which the words of its name are learnt from too; with more they tell nothing new."""


@dataclass(frozen=True)
class Learnt:
    """What was learnt: the columns and how many examples have each, weights, centres, and the confidence's weights.

    `stems` are those of each intent's examples, `lexicon` the words of all examples for `Repair`: kept too, so that
    no example need be taken apart again.
    """

    stems: tuple[str, ...]
    lexicon: Lexicon
    names: tuple[str, ...]
    counts: NDArray[np.int32]
    weights: NDArray[np.float16]
    centres: Centres
    confidence: NDArray[np.float64]

    def model(self, layout: Layout) -> Model:
        """The model that answers."""
        return Model(layout, np.arange(len(layout.stems)), self.weights, self.centres)

    def space(self, examples: int, concepts: Concepts) -> Space:
        """The space of evidence."""
        return Space(self.names, self.counts, examples, concepts)


def learnt(documents: Sequence[Sequence[str]], layout: Layout, senses: NDArray[np.int64], concepts: Concepts) -> Learnt:
    """Learns from the words of the examples; the same examples give the same values.

    The intents' examples come first, in the order of `layout`, then the words of each intent's name. What follows
    them only teaches the `senses`, the number of each example's sense.
    """
    space, rows = space_of(documents, concepts)
    groups, names = len(layout.members), len(layout.stems) + np.arange(len(layout.group_of))
    rest = np.arange(len(layout.stems) + len(names), len(rows))
    labels = np.stack([np.concatenate([layout.groups, layout.group_of, 0 * rest - 1]), groups + senses], axis=1)

    def named(keep: NDArray[np.int64]) -> NDArray[np.int64]:
        count = np.bincount(layout.intents[keep], minlength=len(names))
        return names[(count > 0) & (count <= NAMED)]

    marks = marked(documents)
    blank = rows, marks, labels, space.width, groups, groups + int(senses.max(initial=-1)) + 1
    learner = Learner.fresh(*blank)

    def taught(keep: NDArray[np.int64]) -> Model:
        nonlocal learner
        if learner.weights.any():  # it knows the examples that are left out this time
            learner = Learner.fresh(*blank)
        learner.learn(np.concatenate([keep, named(keep), rest]), CALIBRATING)
        return Model(layout, keep, learner.weights, _centres(rows, layout, space, keep))

    def asked_as(i: int, seen: NDArray[np.bool_]) -> tuple[Row, float]:
        return space.row(documents[i], seen)

    confidence = calibrated(layout, rows, marks, space.width, asked_as, taught)
    everything = np.arange(len(layout.stems))
    learner.learn(np.concatenate([everything, named(everything), rest]), ROUNDS)
    centres = _centres(rows, layout, space, np.arange(len(layout.stems)))
    kept = learner.weights.astype(np.float16), centres, confidence.as_array()  # half the digits are enough
    return Learnt(layout.stems, Lexicon.of(documents), tuple(space.names), space.counts, *kept)


def _centres(rows: Sequence[Row], layout: Layout, space: Space, keep: NDArray[np.int64]) -> Centres:
    """The centres of the intents that share a crowded group, from some of the examples.

    Rare evidence counts more here than in the weights, since nothing is learnt about what is common to all; letters do
    not count: without them as many are named rightly.
    """
    rare = np.where([name[1] == " " for name in space.names], space.rarity**2, np.float32(0))
    place = {intent: k for k, intent in enumerate(crowded(layout))}
    own = [i for i in keep.tolist() if int(layout.intents[i]) in place]
    return Centres.of([rows[i] for i in own], [place[int(layout.intents[i])] for i in own], rare, len(place))


def sorted_stems(tokens: Sequence[str], language: Language = ENGLISH) -> str:
    """The stems of a message in alphabetical order, so that word order does not count for RapidFuzz."""
    return " ".join(sorted(map(language.stem, tokens)))
