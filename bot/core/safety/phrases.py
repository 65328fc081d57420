"""Finds phrases with slots in the words of a message, forgiving misspelt words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.spelling import Speller
from bot.core.words import words

GAP = 3
LONG_GAP = 8
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


def read(text: str) -> Reading:
    """A message taken apart into words, sentences and comma pieces."""
    tokens: list[str] = []
    sentence: list[int] = []
    piece: list[int] = []
    asked: set[int] = set()
    start = pieces = 0
    for number, end in enumerate([*_BREAK.finditer(text), None]):
        for part in text[start : end.start() if end else len(text)].split(","):
            found = words(part)
            tokens += found
            sentence += [number] * len(found)
            piece += [pieces] * len(found)
            pieces += 1
        if end:
            start = end.end()
            if "?" in end.group():
                asked.add(number)
    return Reading(tuple(tokens), tuple(sentence), tuple(piece), frozenset(asked))


class Phrases:
    """Named phrases, found all at once."""

    def __init__(
        self, patterns: Mapping[str, Iterable[str]], groups: Mapping[str, Iterable[str]], known: frozenset[str]
    ) -> None:
        self._groups = {name: tuple(tuple(words(entry)) for entry in entries) for name, entries in groups.items()}
        self._patterns = {name: [self._parts(line) for line in lines] for name, lines in patterns.items()}
        parts = [part for lines in self._patterns.values() for line in lines for part, _ in line]
        vocabulary = {word for part in parts for entry in part for word in entry}
        self._speller = Speller(vocabulary, known)

    def _parts(self, pattern: str) -> list[tuple[frozenset[tuple[str, ...]], int]]:
        """The parts of a pattern: the word runs each may be, and how many words may stand before it.

        Raises KeyError with the name of a group that does not exist.
        """
        parts: list[tuple[frozenset[tuple[str, ...]], int]] = []
        gap = GAP
        for part in pattern.split():
            if part == "...":
                gap = LONG_GAP
                continue
            runs: set[tuple[str, ...]] = set()
            for entry in part.split("|"):
                if entry.startswith("{"):
                    runs.update(self._groups[entry.strip("{}")])
                else:
                    runs.add(tuple(words(entry.replace("_", " "))))
            parts.append((frozenset(run for run in runs if run), gap))
            gap = GAP
        return parts

    def find(self, reading: Reading) -> dict[str, list[Span]]:
        """Where each named phrase stands; names that do not occur are left out."""
        meant = [frozenset(word for word, _ in self._speller.near(token)) for token in reading.tokens]
        runs: dict[frozenset[tuple[str, ...]], list[tuple[int, int]]] = {}
        found: dict[str, list[Span]] = {}
        for name, lines in self._patterns.items():
            spans = [span for line in lines for span in self._stand(reading, meant, runs, line)]
            if spans:
                found[name] = spans
        return found

    def _stand(
        self,
        reading: Reading,
        meant: list[frozenset[str]],
        runs: dict[frozenset[tuple[str, ...]], list[tuple[int, int]]],
        line: list[tuple[frozenset[tuple[str, ...]], int]],
    ) -> list[Span]:
        chains: list[tuple[int, int, frozenset[int]]] = []
        for number, (part, gap) in enumerate(line):
            if part not in runs:
                runs[part] = _places(meant, part)
            places = runs[part]
            if not places:
                return []
            if number == 0:
                chains = [(first, last, frozenset(range(first, last + 1))) for first, last in places]
                continue
            chains = [
                (start, last, own | frozenset(range(first, last + 1)))
                for start, end, own in chains
                for first, last in places
                if 0 < first - end <= gap + 1 and reading.sentence[first] == reading.sentence[end]
            ]
        return [Span(first, last, own) for first, last, own in chains]


def _places(meant: list[frozenset[str]], part: frozenset[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Where any of the word runs of a part stands, as first and last position."""
    singles = {run[0] for run in part if len(run) == 1}
    longer = [run for run in part if len(run) > 1]
    found = [(i, i) for i, words_here in enumerate(meant) if not singles.isdisjoint(words_here)]
    for run in longer:
        for i in range(len(meant) - len(run) + 1):
            if all(word in meant[i + k] for k, word in enumerate(run)):
                found.append((i, i + len(run) - 1))
    return sorted(set(found))
