"""How like examples are to each other: by the stems they share, rare ones counting more."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from rapidfuzz import fuzz

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.words import words

NEAR = 0.9
"""Likeness from which two examples are near; below it, real content has too many that only look alike."""
SAME = 88.0
"""RapidFuzz's ratio of the sorted stems from which two near examples are nearly the same."""


class Likeness:
    """Compares examples, each a text; likeness is the cosine of their stems, from 0 to 1.

    Stems are numbered from the rarest on, so the first numbers of an example are those that tell it from others.
    """

    def __init__(self, texts: Sequence[str], language: Language = ENGLISH) -> None:
        self._said = [[language.stem(word) for word in words(text, language)] for text in texts]
        counts = Counter(one for stems in self._said for one in set(stems))
        order = sorted(counts, key=lambda one: (counts[one], one))
        number = {one: i for i, one in enumerate(order)}
        self.weights = [math.log(1 + len(texts) / counts[one]) ** 2 for one in order]
        self.stems = [tuple(sorted({number[one] for one in stems})) for stems in self._said]
        self.sizes = [sum(self.weights[i] for i in stems) for stems in self.stems]

    @cached_property
    def _sets(self) -> list[frozenset[int]]:
        return list(map(frozenset, self.stems))

    def like(self, i: int, j: int) -> float:
        """How like two examples are."""
        shared = sum(self.weights[one] for one in self._sets[i] & self._sets[j])
        return shared / math.sqrt(self.sizes[i] * self.sizes[j]) if shared else 0.0

    def same(self, i: int, j: int) -> bool:
        """Whether two examples that are near say nearly the same words, in any order."""
        first, second = (" ".join(sorted(self._said[k])) for k in (i, j))
        return fuzz.ratio(first, second, score_cutoff=SAME) > 0

    def near(self, groups: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Every pair of near examples of different groups, the later one first.

        Without comparing all with all: near examples share one of the rarest stems that carry a fifth of the weight,
        for without those they could not reach `NEAR`. 25,000 examples take a second.
        """
        having: dict[int, list[int]] = {}
        for i, group in enumerate(groups):
            telling = self._telling(i)
            small, large = self.sizes[i] * NEAR**2, self.sizes[i] / NEAR**2
            seen = {j for one in telling for j in having.get(one, ()) if groups[j] != group}
            for j in sorted(seen):
                if small <= self.sizes[j] <= large and self.like(i, j) >= NEAR:
                    yield i, j
            for one in telling:
                having.setdefault(one, []).append(i)

    def _telling(self, i: int) -> list[int]:
        rest, found = self.sizes[i], []
        for one in self.stems[i]:
            if rest < self.sizes[i] * NEAR**2:
                break
            found.append(one)
            rest -= self.weights[one]
        return found
