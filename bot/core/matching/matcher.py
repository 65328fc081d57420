"""Finds the intent that a message asks for, and says how sure it is."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.matching.confidence import Confidence
from bot.core.matching.features import Concepts
from bot.core.matching.learning import Learnt, learnt, sorted_stems
from bot.core.matching.match import Candidate, Match
from bot.core.matching.model import Layout
from bot.core.matching.repair import Repair
from bot.core.words import words

QUIET = "quiet"
"""The sense of a message that reports no danger."""
TIE = 0.8
"""The share of the best candidate's score from which the second is a near tie, which is never guessed."""
LONGEST = 200
"""Words of a message that are looked at; a longer one is cut to its first and its last words."""


class Matcher:
    """Knows every intent's examples. The same examples give the same scores, on every machine.

    `groups` names intents that are answered alike, by one word for all of them; each other intent is its own group.
    `senses` are further examples that teach in which sense a message speaks of danger, by the sense's name;
    an intent's own examples teach the sense that `sense_of` names, or else `QUIET`.
    `titles` are each intent's name in the `language` of the examples, where its own name is not in it.
    """

    def __init__(
        self,
        examples: Mapping[str, Iterable[str]],
        *,
        groups: Mapping[str, str] | None = None,
        senses: Mapping[str, Iterable[str]] | None = None,
        sense_of: Mapping[str, str] | None = None,
        synonyms: Mapping[str, Iterable[str]] | None = None,
        known: frozenset[str] = frozenset(),
        titles: Mapping[str, str] | None = None,
        language: Language = ENGLISH,
        kept: Learnt | None = None,
    ) -> None:
        """Learns from the examples, or takes what was `kept` of an earlier learning from the same ones."""
        self._language = language
        self._names = tuple(examples)
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._examples = [(name, text) for name, texts in examples.items() for text in texts]
        told = [(sense, text) for sense, texts in (senses or {}).items() for text in texts]
        said = [
            text
            for _, text in (
                *self._examples,
                *((name, (titles or {}).get(name) or _title(name)) for name in self._names),
                *told,
            )
        ]
        documents = [] if kept else [words(text, language) for text in said]
        stems = (
            kept.stems if kept else tuple(sorted_stems(tokens, language) for tokens in documents[: len(self._examples)])
        )
        self._groups = _numbered([(groups or {}).get(name, name) for name in self._names])
        layout = _layout(self._names, self._examples, self._groups, stems)
        of_intents = [
            (sense_of or {}).get(name, QUIET) for name in (*(name for name, _ in self._examples), *self._names)
        ]
        heard = [*of_intents, *(sense for sense, _ in told)]
        self._senses = tuple(dict.fromkeys(heard))
        concepts = Concepts(synonyms or {}, language)
        self.learnt = kept or learnt(documents, layout, np.array(_numbered(heard), np.int64), concepts)
        self._space = self.learnt.space(len(said), concepts)
        self._model = self.learnt.model(layout)
        self._confidence = Confidence.from_array(self.learnt.confidence)
        self._repair = Repair(self.learnt.lexicon, known)

    def match(self, text: str) -> Match:
        """The outcome for a message of any kind and length."""
        tokens, repaired = self._repair(_cut(words(text, self._language)))
        if not tokens or not self._examples:
            return Match("lost")
        row, known = self._space.row(tokens)
        found = self._model.ranking(sorted_stems(tokens, self._language), row)
        # A message of which nothing is known is never guessed at, however few the topics are.
        chance = self._confidence.chance(found, known) if known > 0 else 0.0
        if found.likeness[0] == 1 > max(found.likeness[1:], default=0):
            # Whoever repeats an example gets its answer, also where few examples leave the chances vague.
            chance = max(chance, self._confidence.sure)
        scale = chance / float(found.chance[found.groups[0]])
        candidates = tuple(
            Candidate(
                self._names[intent],
                round(min(float(found.chance[group]) * scale, chance), 4),
                self._examples[row][1],
            )
            for group, intent, row in zip(found.groups, found.intents, found.rows, strict=True)
        )
        outcome = self._confidence.outcome(chance)
        if outcome == "sure" and near_tie(candidates):
            outcome = "unsure"
        return Match(
            outcome,
            round(chance, 4),
            candidates,
            " ".join(tokens),
            tuple(repaired),
            dict(zip(self._senses, found.senses.tolist(), strict=True)),
            found.clear,
        )

    def senses(self, text: str) -> tuple[dict[str, float], str]:
        """The chance of each sense in which a message may speak of danger, and the message as it was understood."""
        tokens, _ = self._repair(_cut(words(text, self._language)))
        if not tokens or not self._examples:
            return {}, ""
        row, _ = self._space.row(tokens)
        return dict(zip(self._senses, self._model.senses(row).tolist(), strict=True)), " ".join(tokens)

    @property
    def bars(self) -> tuple[float, float]:
        """The chances from which a question is asked back, and from which an answer is given."""
        return self._confidence.unsure, self._confidence.sure

    def evidence(self, match: Match, most: int = 6, *, sense: str = "") -> list[str]:
        """The pieces of evidence that spoke most for the best candidate of a match, or for a sense, by their keys."""
        if not match.candidates:
            return []
        # The senses' weights stand behind those of the groups.
        place = max(self._groups) + 1 + self._senses.index(sense) if sense else self._group(match.candidates[0].intent)
        pieces = self._space.told(match.read_as.split())
        told = [(float(self._model.weights[column, place]) * value, key) for key, column, value in pieces]
        return [key for weight, key in sorted(told, key=lambda pair: (-pair[0], pair[1]))[:most] if weight > 0]

    def nearest(self, match: Match, most: int = 3) -> tuple[Candidate, ...]:
        """The candidates of a match, and after them the next ones, which were too weak to be compared closely."""
        if not match.candidates:
            return ()
        row, _ = self._space.row(match.read_as.split())
        text = sorted_stems(match.read_as.split(), self._language)
        chance = self._model.ranking(text, row).chance
        scale = match.score / float(chance.max())
        told = {self._group(candidate.intent) for candidate in match.candidates}
        order = np.argsort(-chance, kind="stable").tolist()
        rest = [group for group in order if group not in told and chance[group] > 0]
        further = []
        for group in rest[: most - len(match.candidates)]:
            own = [i for i, (name, _) in enumerate(self._examples) if self._group(name) == group]
            at = process.extractOne(text, [self.learnt.stems[i] for i in own], scorer=fuzz.ratio)[2]
            intent, example = self._examples[own[at]]
            further.append(Candidate(intent, round(min(float(chance[group]) * scale, match.score), 4), example))
        return (*match.candidates, *further)[:most]

    def _group(self, intent: str) -> int:
        return self._groups[self._numbers[intent]]


def near_tie(candidates: Sequence[Candidate]) -> bool:
    """Whether the second best is so near to the best that neither is guessed."""
    return len(candidates) > 1 and candidates[1].score >= TIE * candidates[0].score


def _title(name: str) -> str:
    """The words of an intent's name, without its family's."""
    return name.removeprefix("other_").removeprefix("smalltalk_").replace("_", " ")


def _numbered(labels: Sequence[str]) -> list[int]:
    """Each label's number, by the order in which labels appear first."""
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    return [numbers[label] for label in labels]


def _layout(
    names: Sequence[str], examples: Sequence[tuple[str, str]], groups: Sequence[int], stems: tuple[str, ...]
) -> Layout:
    numbers = {name: number for number, name in enumerate(names)}
    return Layout(
        stems,
        np.array([numbers[name] for name, _ in examples], np.int64),
        np.array(groups, np.int64),
    )


def _cut(tokens: list[str]) -> list[str]:
    return tokens if len(tokens) <= LONGEST else tokens[: LONGEST // 2] + tokens[-LONGEST // 2 :]
