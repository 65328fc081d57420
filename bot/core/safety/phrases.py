"""Finds phrases with slots in the words of a message, forgiving misspelt words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.spelling import Speller
from bot.core.words import words

GAP = 3
LONG_GAP = 8
REPEATED = 8
"""Places of one part that are looked at from the beginning of a message, and as many from its end."""
HOPELESS = 80
"""Words of a message that are read as misspelt when no dictionary has them: more is no English, and takes too long."""
_BREAK = re.compile(r"[!?;\n]+|\.+(?!\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a message with the sentence and the comma piece each stands in, and which sentences ask."""

    tokens: tuple[str, ...]
    sentence: tuple[int, ...]
    piece: tuple[int, ...]
    asked: frozenset[int]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a phrase stands: first and last word, and the words in between that belong to it."""

    first: int
    last: int
    own: frozenset[int]


def read(text: str, language: Language = ENGLISH) -> Reading:
    """A message taken apart into words, sentences and comma pieces."""
    tokens: list[str] = []
    sentence: list[int] = []
    piece: list[int] = []
    asked: set[int] = set()
    start = pieces = 0
    for number, end in enumerate([*_BREAK.finditer(text), None]):
        for part in text[start : end.start() if end else len(text)].split(","):
            found = words(part, language)
            tokens += found
            sentence += [number] * len(found)
            piece += [pieces] * len(found)
            pieces += 1
        if end:
            start = end.end()
            if "?" in end.group():
                asked.add(number)
    return Reading(tuple(tokens), tuple(sentence), tuple(piece), frozenset(asked))


Run = tuple[str, ...]
Line = tuple[tuple[int, int], ...]
"""A pattern: each part by its number, with how many words may stand before it."""


class Phrases:
    """Named phrases, found all at once: first the parts that a message holds, then the lines made of them."""

    def __init__(
        self,
        patterns: Mapping[str, Iterable[str]],
        groups: Mapping[str, Iterable[str]],
        known: frozenset[str],
        language: Language = ENGLISH,
    ) -> None:
        """Raises KeyError with the name of a group that a pattern uses and nobody wrote."""
        self._language = language
        self._groups = {
            name: frozenset(tuple(words(entry, language)) for entry in entries) for name, entries in groups.items()
        }
        self._numbers: dict[frozenset[Run], int] = {}
        self._lines: dict[int, list[tuple[str, Line]]] = {}
        for name, written in patterns.items():
            for pattern in written:
                line = self._line(pattern)
                self._lines.setdefault(line[0][0], []).append((name, line))
        self._single: dict[str, list[int]] = {}
        self._longer: dict[Run, list[tuple[Run, int]]] = {}
        for runs, number in self._numbers.items():
            for run in sorted(runs):
                if len(run) == 1:
                    self._single.setdefault(run[0], []).append(number)
                else:
                    self._longer.setdefault(run[:2], []).append((run, number))
        self._known = known
        self._speller = Speller({word for runs in self._numbers for run in runs for word in run}, known)

    def _line(self, pattern: str) -> Line:
        parts: list[tuple[int, int]] = []
        gap = GAP
        for part in pattern.split():
            if part == "...":
                gap = LONG_GAP
                continue
            runs: set[Run] = set()
            for entry in part.split("|"):
                if entry.startswith("{"):
                    runs |= self._groups[entry.strip("{}")]
                else:
                    runs.add(tuple(words(entry.replace("_", " "), self._language)))
            key = frozenset(run for run in runs if run)
            parts.append((self._numbers.setdefault(key, len(self._numbers)), gap))
            gap = GAP
        return tuple(parts)

    def find(self, reading: Reading) -> dict[str, list[Span]]:
        """Where each named phrase stands; names that do not occur are left out."""
        held = self._held(reading.tokens)
        found: dict[str, list[Span]] = {}
        for first in held:
            for name, line in self._lines.get(first, ()):
                if all(part in held for part, _ in line):
                    spans = _chained(line, held, reading.sentence)
                    if spans:
                        found.setdefault(name, []).extend(spans)
        return found

    def _held(self, tokens: tuple[str, ...]) -> dict[int, list[tuple[int, int]]]:
        """Where each part stands, as first and last position."""
        meant = self._meant(tokens)
        held: dict[int, list[tuple[int, int]]] = {}
        for i, near in enumerate(meant):
            for word in near:
                for number in self._single.get(word, ()):
                    held.setdefault(number, []).append((i, i))
            # Many runs begin with "not": by two words few are left to be looked at.
            for pair in product(near, meant[i + 1] if i + 1 < len(meant) else ()):
                for run, number in self._longer.get(pair, ()):
                    last = i + len(run) - 1
                    if last < len(meant) and all(run[k] in meant[i + k] for k in range(2, len(run))):
                        held.setdefault(number, []).append((i, last))
        return {number: _ends(places) for number, places in held.items()}

    def _meant(self, tokens: tuple[str, ...]) -> list[tuple[str, ...]]:
        """For each word the words of the phrases that it may stand for."""
        strange, meant = 0, []
        for token in tokens:
            strange += token not in self._known and token not in self._speller.vocabulary
            near = self._speller.near(token) if strange <= HOPELESS else ((token, 0),)
            meant.append(tuple(word for word, _ in near))
        return meant


def _ends(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first and the last places, where a part stands in a message more often than anybody needs to say it."""
    return places if len(places) <= 2 * REPEATED else [*places[:REPEATED], *places[-REPEATED:]]


def _chained(line: Line, held: Mapping[int, list[tuple[int, int]]], sentence: tuple[int, ...]) -> list[Span]:
    """The places where the parts of a line follow one another closely enough, within one sentence."""
    chains = [(first, last, frozenset(range(first, last + 1))) for first, last in held[line[0][0]]]
    for part, gap in line[1:]:
        chains = [
            (start, last, own | frozenset(range(first, last + 1)))
            for start, end, own in chains
            for first, last in held[part]
            if 0 < first - end <= gap + 1 and sentence[first] == sentence[end]
        ]
    return [Span(first, last, own) for first, last, own in chains]
