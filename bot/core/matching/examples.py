"""The examples of one intent, ready to be compared with a message by RapidFuzz."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

import numpy as np
from rapidfuzz import fuzz, process

SHORTER = 0.65
"""How much shorter or longer an example may be and still be compared: a likeness of 0.79 needs no less."""
ENOUGH = 100
"""About so many examples are compared; of more, those that share the message's rarest stems, which the likest do."""


class Examples:
    """Examples by number, as their stems in alphabetical order; by length, so that only those alike are compared."""

    def __init__(self, numbers: Iterable[int], stems: Sequence[str]) -> None:
        self._numbers = sorted(numbers, key=lambda number: len(stems[number]))
        self._texts = [stems[number] for number in self._numbers]
        self._lengths = [len(text) for text in self._texts]
        self._with: dict[str, array[int]] = {}
        if len(self._texts) > ENOUGH:
            for place, text in enumerate(self._texts):
                for stem in dict.fromkeys(text.split()):
                    self._with.setdefault(stem, array("i")).append(place)

    def likest(self, text: str) -> tuple[float, int]:
        """How like the likest example is to a message's sorted stems, from 0 to 1, and its number."""
        places = self._near(text)
        texts = [self._texts[place] for place in places]
        alike = process.cdist((text,), texts, scorer=fuzz.ratio, dtype=np.float32)[0]
        best = int(alike.argmax())
        return float(alike[best]) / 100, self._numbers[places[best]]

    def _near(self, text: str) -> Sequence[int]:
        """Where the examples stand that are worth comparing: at least one."""
        first = min(bisect_left(self._lengths, len(text) * SHORTER), len(self._lengths) - 1)
        last = max(bisect_right(self._lengths, len(text) / SHORTER), first + 1)
        if last - first <= ENOUGH:
            return range(first, last)
        found: set[int] = set()
        shared = (self._with[stem] for stem in dict.fromkeys(text.split()) if stem in self._with)
        for places in sorted(shared, key=len):
            found.update(places[bisect_left(places, first) : bisect_left(places, last)])
            if len(found) >= ENOUGH:
                break
        return sorted(found) or range(first, last)
