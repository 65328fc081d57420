"""Repairs misspelt words against a vocabulary of one's own."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

BEGINNING = 7
"""Letters that are looked at to find words that may be near; the whole words are compared afterwards."""


class Speller:
    """Finds the words of a vocabulary that a misspelt word may stand for.

    `known` are real words that are never repaired: a real word that is not in the vocabulary means something else.
    """

    def __init__(self, vocabulary: Iterable[str], known: frozenset[str] = frozenset()) -> None:
        self.vocabulary = frozenset(vocabulary)
        self._known = known
        self._shortened: dict[str, list[str]] = {}
        for word in sorted(self.vocabulary):
            for key in _shortened(word, _reach(word)):
                self._shortened.setdefault(key, []).append(word)
        self.near = lru_cache(maxsize=4096)(self._near)

    def _near(self, word: str) -> tuple[tuple[str, int], ...]:
        """The vocabulary words nearest to a word, with their distance: the word itself at 0, none for a known word.

        One edit is allowed from four letters on, two from eight on; neighbouring letters swapped count as one edit.
        """
        if word in self.vocabulary:
            return ((word, 0),)
        reach = _reach(word)
        if not reach or word in self._known or word.isdigit():
            return ()
        found: dict[str, int] = {}
        for key in _shortened(word, reach):
            for other in self._shortened.get(key, ()):
                if other not in found:
                    found[other] = OSA.distance(word, other, score_cutoff=reach)
        near = [(other, distance) for other, distance in found.items() if distance <= min(reach, _reach(other))]
        return tuple(sorted(near, key=lambda pair: (pair[1], pair[0][0] != word[0], pair[0])))


def _reach(word: str) -> int:
    """How many edits a word of that length may be away."""
    return 0 if len(word) < 4 or len(word) > 30 else 1 if len(word) < 8 else 2


def _shortened(word: str, reach: int) -> Iterator[str]:
    """The word's beginning, with up to `reach` letters left out: two words within reach share one of these."""
    word = word[:BEGINNING]
    level = {word}
    yield word
    for _ in range(reach):
        level = {short[:i] + short[i + 1 :] for short in level for i in range(len(short))}
        yield from level
