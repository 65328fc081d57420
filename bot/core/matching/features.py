"""The evidence in a message: stems, pairs of neighbouring stems, runs of letters inside words, and known concepts."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.words import words

WORD, PAIR, SKIP, GRAM, CONCEPT = 1.0, 0.7, 0.4, 0.5, 0.6
"""How much each kind of evidence counts before the examples' own weights; chosen on the public development splits."""
GRAM_SIZES = (3, 4)


def grams(word: str) -> tuple[str, ...]:
    """The runs of three and four letters in a word, its ends marked."""
    marked = f"<{word}>"
    return tuple(marked[i : i + size] for size in GRAM_SIZES for i in range(len(marked) - size + 1))


class Concepts:
    """Words that mean the same, written down by staff: {stitch: [cerclage, suture, sewn shut]}."""

    def __init__(self, groups: Mapping[str, Iterable[str]], language: Language = ENGLISH) -> None:
        self.stem = language.stem
        self._runs: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, entries in groups.items():
            for entry in entries:
                run = tuple(language.stem(word) for word in words(entry, language))
                if run:
                    self._runs.setdefault(run[0], []).append((run, name))
        for runs in self._runs.values():
            runs.sort(key=lambda pair: (-len(pair[0]), pair[1]))

    def found(self, stems: Sequence[str]) -> list[tuple[int, int, str]]:
        """Each concept in the stems of a message, with its first and last position, longest wording first."""
        places = []
        for i, first in enumerate(stems):
            for run, name in self._runs.get(first, ()):
                if len(run) == 1 or tuple(stems[i : i + len(run)]) == run:
                    places.append((i, i + len(run) - 1, name))
        return places


def features(tokens: Sequence[str], concepts: Concepts) -> dict[str, float]:
    """The evidence in the order and meaning of a message's words, each with its strength; not the letters inside them.

    Keys begin with a letter for the kind: w word, b neighbours, s neighbours but one, k concept, l pair of concepts.
    """
    found: dict[str, float] = {}
    stems = [concepts.stem(token) for token in tokens]
    for one in stems:
        key = f"w {one}"
        found[key] = found.get(key, 0.0) + WORD
    for before, after in pairwise(["^", *stems, "$"]):
        found[f"b {before} {after}"] = PAIR
    for before, after in zip(stems, stems[2:], strict=False):
        found[f"s {before} {after}"] = SKIP
    spotted = concepts.found(stems)
    for _, _, name in spotted:
        found[f"k {name}"] = CONCEPT
    if spotted:
        named = stems[:]
        for first, last, name in reversed(spotted):
            named[first : last + 1] = [f"{name}*"] * (last + 1 - first)
        for before, after in pairwise(named):
            if before != after and (before[-1] == "*" or after[-1] == "*"):
                found[f"l {before} {after}"] = PAIR
    return found
