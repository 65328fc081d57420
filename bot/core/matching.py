"""From a message to the intent it asks for: sure, unsure between a few, or lost, always with the reasons."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt
from typing import Literal

from rapidfuzz import fuzz

from bot.core.words import words

SURE = 0.62
MARGIN = 0.08
UNSURE = 0.45


@dataclass(frozen=True, slots=True)
class Candidate:
    """One intent that a message may ask for: its score from 0 to 1 and the example nearest to the message."""

    intent: str
    score: float
    example: str


@dataclass(frozen=True, slots=True)
class Match:
    """What matching found: the outcome, and the best intents first."""

    outcome: Literal["sure", "unsure", "lost"]
    candidates: tuple[Candidate, ...] = ()

    @property
    def score(self) -> float:
        """The best candidate's score; 0 without one."""
        return self.candidates[0].score if self.candidates else 0.0


class Matcher:
    """Knows every intent's examples and finds the ones nearest to a message."""

    def __init__(self, examples: Mapping[str, tuple[str, ...]]) -> None:
        self._rows = [(name, text, _grams(text)) for name, texts in examples.items() for text in texts]
        seen = Counter(gram for _, _, grams in self._rows for gram in grams)
        self._rarity = {gram: log(1 + len(self._rows) / count) for gram, count in seen.items()}
        self._index: dict[str, list[tuple[int, float]]] = {}
        for row, (_, _, grams) in enumerate(self._rows):
            for gram, weight in self._weighted(grams).items():
                self._index.setdefault(gram, []).append((row, weight))

    def match(self, text: str) -> Match:
        """The outcome for a message of any kind and length."""
        likeness: defaultdict[int, float] = defaultdict(float)
        for gram, weight in self._weighted(_grams(text)).items():
            for row, other in self._index.get(gram, ()):
                likeness[row] += weight * other
        best: dict[str, Candidate] = {}
        asked = " ".join(words(text))
        for row, cosine in nlargest(40, likeness.items(), key=lambda pair: (pair[1], -pair[0])):
            name, example, _ = self._rows[row]
            alike = fuzz.token_sort_ratio(asked, " ".join(words(example))) / 100
            score = round((cosine + alike) / 2, 4)
            if name not in best or best[name].score < score:
                best[name] = Candidate(name, score, example)
        return _decided(sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.intent))[:5])

    def _weighted(self, grams: Counter[str]) -> dict[str, float]:
        raw = {gram: self._rarity[gram] * count for gram, count in grams.items() if gram in self._rarity}
        length = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {gram: weight / length for gram, weight in raw.items()}


def _grams(text: str) -> Counter[str]:
    """The words of a text and the runs of three and four letters inside them."""
    found: Counter[str] = Counter()
    for word in words(text):
        padded = f"<{word}>"
        found[padded] += 1
        for size in (3, 4):
            found.update(padded[i : i + size] for i in range(len(padded) - size))
    return found


def _decided(candidates: list[Candidate]) -> Match:
    """A near tie is never guessed: it asks back."""
    if not candidates or candidates[0].score < UNSURE:
        return Match("lost", tuple(candidates))
    ahead = candidates[0].score - (candidates[1].score if len(candidates) > 1 else 0.0)
    sure = candidates[0].score >= SURE and ahead >= MARGIN
    return Match("sure" if sure else "unsure", tuple(candidates))
