"""What to look at among the examples: too few, all alike, or nearer to another intent than to their own."""

from collections import Counter
from itertools import combinations
from pathlib import Path

from bot.content.centres import LARGEST, misplaced
from bot.content.checking import said
from bot.content.likeness import Likeness
from bot.content.parts import Parts
from bot.core.intents import OTHER, refuses
from bot.core.languages.language import Language
from bot.core.words import words

FEW = 5
"""Examples that an intent needs; with fewer, most ways to ask go by it."""
MOST = 0.8
"""The share of an intent's examples that must be alike for all of them to be too uniform."""
ALIKE = 0.75
"""The share of words that two examples have in common to be alike."""
LOOKED_AT = 100
"""Examples of an intent that are compared with each other; more are never all alike."""


def warn(parts: Parts) -> None:
    """Notes in the documents what to look at among the examples."""
    for name, intent in parts.finished.items():
        if len(intent.examples) < FEW:
            only = "only one example" if len(intent.examples) == 1 else f"only {len(intent.examples)} examples"
            parts.documents[name].warn(("examples", ""), f"{only}: write {FEW} or more, the way people really ask")
        elif says := _uniform(intent.examples[:LOOKED_AT], parts.language):
            parts.documents[name].warn(("examples", ""), f"{says}: ask in other ways too, short and long")
    Between(parts).warn()


def _uniform(examples: tuple[str, ...], language: Language) -> str:
    """In which way the examples are all alike; nothing when they are not."""
    told = [words(example, language) for example in examples]
    (begin, count), *_ = Counter(" ".join(one[:2]) for one in told).most_common(1)
    if count >= MOST * len(told) and count > 1:
        return f"{count} of {len(told)} examples begin with '{begin}'"
    sets = [frozenset(one) for one in told]
    alike: set[int] = set()
    for (i, first), (j, second) in combinations(enumerate(sets), 2):
        if len(first & second) >= ALIKE * len(first | second):
            alike.update((i, j))
    return f"{len(alike)} of {len(told)} examples say the same words" if len(alike) >= MOST * len(told) else ""


class Between:
    """The examples of all intents beside each other. Neighbouring topics are one group: all are refused alike."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._places = [(name, i) for name, intent in parts.finished.items() for i in range(len(intent.examples))]
        self._texts = [text for intent in parts.finished.values() for text in intent.examples]
        self._likeness = Likeness(self._texts, parts.language)
        numbers: dict[str, int] = {}
        self._groups = [numbers.setdefault(OTHER if refuses(name) else name, len(numbers)) for name, _ in self._places]
        self._names = list(numbers)
        self._rows: dict[str, list[int]] = {}
        for row, (name, _) in enumerate(self._places):
            self._rows.setdefault(name, []).append(row)
        self._vocabularies: dict[str, Counter[int]] = {}

    def warn(self) -> None:
        """Notes each example that another intent's examples claim, once."""
        told: set[int] = set()
        for i, j in self._likeness.near(self._groups):
            if said(self._texts[i]) == said(self._texts[j]):
                continue  # the same words: that is an error, and named as one
            if not told.isdisjoint((i, j)) or self._named(i, j) or self._named(j, i):
                continue
            if self._likeness.same(i, j):
                says = f"nearly the same as {self._quoted(j)}: keep one, or name in each what its answer is about"
                self._note(told, i, says)
            else:
                for one, other in ((i, j), (j, i)):
                    if self._foreign(one, other):
                        says = f"nearer to {self._quoted(other)} than to any example here: move it, or word it anew"
                        self._note(told, one, says)
        for i, group in misplaced(self._likeness, self._groups):
            name = self._names[group]
            file = self._file(name) if name != OTHER else f"the files {OTHER}..."
            if i not in told:
                self._note(told, i, f"its words are nearer to {file} than to this file: move it, or word it anew")

    def _named(self, one: int, other: int) -> bool:
        """Whether an example holds a word of its own topic: others of its intent have it, the other intent never.

        "how long does the ring stay in" is then no duplicate of "how long does it stay in".
        """
        own, elsewhere = (self._vocabulary(self._places[row][0]) for row in (one, other))
        told = set(self._likeness.stems[one]).difference(self._likeness.stems[other])
        return any(own[number] > 1 and number not in elsewhere for number in told)

    def _vocabulary(self, name: str) -> Counter[int]:
        """How many examples of an intent have each stem."""
        if name not in self._vocabularies:
            rows = self._rows[name]
            self._vocabularies[name] = Counter(number for row in rows for number in self._likeness.stems[row])
        return self._vocabularies[name]

    def _foreign(self, one: int, other: int) -> bool:
        """Whether an example is twice as near to one elsewhere as to any of its own intent."""
        rows = self._rows[self._places[one][0]]
        half = self._likeness.like(one, other) / 2
        telling = len(self._likeness.stems[one]) > 2 and len(rows) <= LARGEST
        return telling and all(self._likeness.like(one, row) <= half for row in rows if row != one)

    def _note(self, told: set[int], row: int, says: str) -> None:
        told.add(row)
        name, i = self._places[row]
        self._parts.documents[name].warn(("examples", i), says)

    def _quoted(self, row: int) -> str:
        name, i = self._places[row]
        line, _ = self._parts.documents[name].place(("examples", i))
        return f"'{self._texts[row]}' in {self._file(name)}, line {line}"

    def _file(self, name: str) -> str:
        return Path(self._parts.documents[name].name).name
