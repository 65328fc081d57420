"""The space of evidence: a column for every stem, pair, run of letters and concept that the examples hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.features import GRAM, Concepts, features, grams

Floats = NDArray[np.float32]
Row = tuple[NDArray[np.int32], Floats]
"""One message: the columns it has evidence in, and how strong it is there (length 1 all together)."""
MANY = 2000
"""Examples from which a pair of words that stands in only one of them is left out."""


class Space:
    """Columns by name, weighted by how rare they are among so many examples."""

    def __init__(self, names: Sequence[str], counts: NDArray[np.int32], examples: int, concepts: Concepts) -> None:
        self.names = names
        self.counts = counts
        self._columns = {name: column for column, name in enumerate(names)}
        self._concepts = concepts
        self.rarity: Floats = np.sqrt(np.log1p(examples / counts)).astype(np.float32)
        self._letters = lru_cache(maxsize=16384)(self._inside)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.names)

    def row(self, tokens: Sequence[str], seen: NDArray[np.bool_] | None = None) -> tuple[Row, float]:
        """A message's evidence within the space, and the share of it that the examples know.

        `seen` limits the space to some of its columns, as if the others had never been.
        """
        columns = self._columns
        strengths: dict[int, float] = {}
        everything = 0.0
        for key, value in features(tokens, self._concepts).items():
            everything += value
            column = columns.get(key)
            if column is not None:
                strengths[column] = value
        for token in tokens:
            inside, total = self._letters(token)
            everything += GRAM * total
            for column in inside:
                strengths[column] = strengths.get(column, 0.0) + GRAM
        places = np.fromiter(strengths, np.int32, len(strengths))
        values = np.fromiter(strengths.values(), np.float32, len(strengths))
        if seen is not None:
            places, values = places[seen[places]], values[seen[places]]
        share = float(values.sum()) / everything if everything else 0.0
        strength = values * self.rarity[places]
        length = float(strength @ strength) ** 0.5
        return (places, strength / length if length else strength), share

    def told(self, tokens: Sequence[str]) -> list[tuple[str, int, float]]:
        """The evidence that can be read by a person, with its column and its weight before normalising."""
        found = features(tokens, self._concepts)
        columns = [(key, self._columns.get(key), value) for key, value in found.items()]
        return [
            (key, column, value * float(self.rarity[column])) for key, column, value in columns if column is not None
        ]

    def _inside(self, token: str) -> tuple[tuple[int, ...], int]:
        """The columns of the runs of letters in a word, and how many runs it has."""
        runs = grams(token)
        return tuple(self._columns[run] for run in runs if run in self._columns), len(runs)

    def rows(self, documents: Sequence[Sequence[str]], ordered: Sequence[Mapping[str, float]]) -> tuple[Row, ...]:
        """The rows of all examples at once, which is several times quicker than one by one."""
        columns = self._columns
        held = [[(columns[key], value) for key, value in found.items() if key in columns] for found in ordered]
        named = np.array([column for found in held for column, _ in found], np.int32)
        strong = np.array([value for found in held for _, value in found], np.float32)
        owner = np.repeat(np.arange(len(held)), [len(found) for found in held])
        inside = [self._letters(token)[0] for tokens in documents for token in tokens]
        letters = np.array([column for part in inside for column in part], np.int32)
        of_token = np.repeat(np.arange(len(documents)), [len(tokens) for tokens in documents])
        of_letter = np.repeat(of_token, [len(part) for part in inside])
        keys = np.concatenate([owner * self.width + named, of_letter * self.width + letters])
        values = np.concatenate([strong, np.full(len(letters), GRAM, np.float32)])
        unique, where = np.unique(keys, return_inverse=True)
        document, places = np.divmod(unique, max(self.width, 1))
        strength = np.bincount(where, values, len(unique)) * self.rarity[places]
        norms = np.sqrt(np.bincount(document, strength * strength, len(documents)))
        strength = (strength / norms[document]).astype(np.float32)
        ends = np.searchsorted(document, np.arange(len(documents) + 1))
        narrow = places.astype(np.int32)
        return tuple((narrow[a:b], strength[a:b]) for a, b in pairwise(ends.tolist()))


def space_of(documents: Sequence[Sequence[str]], concepts: Concepts) -> tuple[Space, tuple[Row, ...]]:
    """The space that some examples span, and their rows in it."""
    ordered = [features(tokens, concepts) for tokens in documents]
    seen = Counter(key for found in ordered for key in found)
    for token, count in Counter(token for tokens in documents for token in dict.fromkeys(tokens)).items():
        for gram in grams(token):
            seen[gram] += count
    if len(documents) > MANY:
        seen = Counter({key: count for key, count in seen.items() if count > 1 or key[0] not in "bsl" or key[1] != " "})
    space = Space(tuple(seen), np.fromiter(seen.values(), np.int32, len(seen)), len(documents), concepts)
    return space, space.rows(documents, ordered)
