"""Takes misspelt words for the examples' own, by spelling, keys, frequency and the words beside them."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

EDIT = 2.0
"""What one slip costs, in units of the logarithm of a word's frequency."""
FAR = 2.0
"""What it costs more when no thumb explains it: a key that is not beside the right one."""
FIRST = 0.5
"""What it costs more when the first letter is not the one typed."""
BESIDE = 2.6
"""What a neighbour seen beside the word in an example is worth."""
OWN, REAL = 6.0, 5.5
"""How much a word of the examples, or a real word that is in none, is worth as it stands."""
STRAY = -3.0
"""The same of a word that is neither: below it, it is left as it is."""
CAREFUL = 60
"""Words of a message up to which real words are doubted too; in a longer one only those that are none."""
HOPELESS = 30
"""Words of a message that are looked up when they are in no example and no dictionary: more is no English."""
LONG = 16
"""Letters of a word up to which two slips, or two words run together, are looked for."""
BEGINNING = 7
"""Letters that are looked at to find words that may be near; the whole words are compared afterwards."""
_FARTHEST = 2
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: set(row[max(i - 1, 0) : i + 2]) for row in _ROWS for i, key in enumerate(row)}


@dataclass(frozen=True)
class Lexicon:
    """The words of the examples, how often each occurs, and which stand side by side, as "first second"."""

    words: tuple[str, ...]
    counts: NDArray[np.int32]
    pairs: tuple[str, ...]

    @staticmethod
    def of(documents: Iterable[Sequence[str]]) -> "Lexicon":
        """The words of some examples; an empty word stands before and after each example."""
        counts: Counter[str] = Counter()
        pairs: dict[str, None] = {}
        for tokens in documents:
            counts.update(tokens)
            pairs.update(dict.fromkeys(map(" ".join, pairwise(("", *tokens, "")))))
        return Lexicon(tuple(counts), np.fromiter(counts.values(), np.int32, len(counts)), tuple(pairs))


class Repair:
    """Knows the words of the examples and which stand side by side."""

    def __init__(self, lexicon: Lexicon, known: frozenset[str]) -> None:
        self._counts = dict(zip(lexicon.words, lexicon.counts.tolist(), strict=True))
        self._pairs = frozenset(lexicon.pairs)
        self._known = known
        self._words = lexicon.words
        # Two arrays for a quarter of a million keys and the words that have them: a dictionary takes ten times as much.
        keys, places = array("I"), array("i")
        for place, word in enumerate(lexicon.words):
            before = len(keys)
            keys.extend(map(_hashed, _shortened(word)))
            places.extend([place] * (len(keys) - before))
        order = np.argsort(np.asarray(keys), kind="stable")
        self._keys = np.asarray(keys)[order]
        self._places = np.asarray(places)[order]
        self._worth = lru_cache(maxsize=16384)(self._near)

    def __call__(self, tokens: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
        """The words as they were probably meant, and which of them were changed."""
        read: list[str] = []
        changed: list[tuple[str, str]] = []
        waiting = list(tokens)
        careful = len(tokens) <= CAREFUL
        strange = i = 0
        while i < len(waiting):
            token = waiting[i]
            before = read[-1] if read else ""
            after = waiting[i + 1] if i + 1 < len(waiting) else ""
            if after and self._broken(token, after):
                changed.append((f"{token} {after}", token + after))
                read.append(token + after)
                i += 2
                continue
            i += 1
            strange += not self._real(token)
            meant = self._meant(token, before, after, careful) if strange <= HOPELESS else [token]
            if meant != [token]:
                changed.append((token, " ".join(meant)))
            read += meant
        return read, changed

    def _broken(self, token: str, after: str) -> bool:
        """Whether two words are one word of the examples that was broken in two ("in competent")."""
        return (
            not (token in self._counts and after in self._counts)
            and len(token) + len(after) >= 6
            and token + after in self._counts
            and f"{token} {after}" not in self._pairs
        )

    def _meant(self, token: str, before: str, after: str, careful: bool) -> list[str]:
        pairs = self._pairs
        real = self._real(token)
        if token.isdigit() or f"{before} {token}" in pairs or f"{token} {after}" in pairs or (real and not careful):
            return [token]
        best, worth = [token], OWN if token in self._counts else REAL if token in self._known else STRAY
        if token in self._counts:
            worth += log(self._counts[token])
        for word, value in self._worth(token) if token.isalpha() else ():
            value += BESIDE * (f"{before} {word}" in pairs) + BESIDE * (f"{word} {after}" in pairs)
            if value > worth:
                best, worth = [word], value
        if not real and len(token) <= LONG:
            for first, second, value in self._split(token):
                value += BESIDE * (f"{before} {first}" in pairs) + BESIDE * (f"{second} {after}" in pairs)
                if value > worth:
                    best, worth = [first, second], value
        return best

    def _real(self, token: str) -> bool:
        """Whether it is a word of the examples or of the dictionary."""
        return token in self._counts or token in self._known

    def _near(self, token: str) -> tuple[tuple[str, float], ...]:
        """The words of the examples that a token may stand for, each with its worth without neighbours."""
        keys = np.fromiter(map(_hashed, _shortened(token)), np.uint32)
        ranges = zip(*(np.searchsorted(self._keys, keys, side).tolist() for side in ("left", "right")), strict=True)
        places = {place for first, end in ranges for place in self._places[first:end].tolist()}
        words = [self._words[place] for place in sorted(places)]
        found = []
        distances = process.cdist((token,), words, scorer=OSA.distance, score_cutoff=_FARTHEST, dtype=np.uint8)
        for word, distance in zip(words, distances[0].tolist(), strict=True):
            if word != token and distance <= _reach(max(len(token), len(word))):
                found.append((word, log(self._counts[word]) - _cost(token, word, distance)))
        return tuple(found)

    def _split(self, token: str) -> Iterator[tuple[str, str, float]]:
        """The pairs of words of the examples that a token may be, run together ("weakcervix")."""
        for i in range(1, len(token)):
            first, second = token[:i], token[i:]
            if first not in self._counts or second not in self._counts:
                continue
            worth = log(min(self._counts[first], self._counts[second])) - EDIT
            if f"{first} {second}" in self._pairs:
                yield first, second, worth + BESIDE
            elif 1 < i < len(token) - 1 and len(token) > 5:
                yield first, second, worth - 1.0


def _reach(length: int) -> int:
    """How many edits a word of that length may be away."""
    return 0 if length < 2 or length > 2 * LONG else 1 if length < 7 or length > LONG else _FARTHEST


def _cost(token: str, word: str, distance: int) -> float:
    """How unlikely a thumb is to type a token for a word."""
    cost = EDIT * distance + FIRST * (token[0] != word[0])
    if len(token) == len(word) and distance == 1:
        typed, right = next((a, b) for a, b in zip(token, word, strict=True) if a != b)
        if sorted(token) != sorted(word) and typed not in _BESIDE.get(right, ()):
            cost += FAR
    elif len(token) > len(word) and distance == 1:
        at = next((i for i, (a, b) in enumerate(zip(token, word, strict=False)) if a != b), len(word))
        near = {token[at - 1] if at else "", token[at + 1] if at + 1 < len(token) else ""}
        if not any(token[at] in _BESIDE.get(char, ()) for char in near):
            cost += FAR
    return cost


def _hashed(key: str) -> int:
    return crc32(key.encode("utf-8", "surrogatepass"))


def _shortened(word: str) -> Iterator[str]:
    """The word's beginning with as many letters left out as it may have slips: two words within reach share one."""
    beginning = word[:BEGINNING]
    level = {beginning}
    yield beginning
    for _ in range(_reach(len(word) + (len(word) == 6))):
        level = {short[:i] + short[i + 1 :] for short in level for i in range(len(short))}
        yield from level
