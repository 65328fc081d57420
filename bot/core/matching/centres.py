"""What the intents that share a crowded group speak of, so that the likest of them can be named."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.space import Floats, Row


@dataclass(frozen=True)
class Centres:
    """The mean evidence of some intents, by their place among them.

    Few intents have evidence in one column: those of column c, and how much they have, stand from `starts[c]` to
    `starts[c + 1]`, which takes a thirtieth of the memory of a full table.
    """

    starts: NDArray[np.int32]
    places: NDArray[np.int64]
    values: Floats

    @staticmethod
    def of(rows: Sequence[Row], intents: Sequence[int], rare: Floats, count: int) -> "Centres":
        """The centres of so many intents, from some examples with the place of each one's intent.

        `rare` is how much more than in the examples each column counts.
        """
        full = np.zeros((len(rare), count), np.float32)
        for (columns, values), intent in zip(rows, intents, strict=True):
            full[columns, intent] += values * rare[columns]
        full /= np.linalg.norm(full, axis=0) + np.float32(1e-9)
        full *= rare[:, None]
        held, places = np.nonzero(full)
        starts = np.searchsorted(held, np.arange(len(full) + 1)).astype(np.int32)
        return Centres(starts, places.astype(np.int64), full[held, places])

    def near(self, row: Row, count: int) -> NDArray[np.float64]:
        """How near a message is to each of so many centres."""
        columns, values = row
        starts = self.starts[columns]
        counts = self.starts[columns + 1] - starts
        ends = np.cumsum(counts)
        at = np.repeat(starts - ends + counts, counts) + np.arange(counts.sum())
        shares = self.values[at] * np.repeat(values, counts)
        return np.asarray(np.bincount(self.places[at], shares, count), np.float64)
