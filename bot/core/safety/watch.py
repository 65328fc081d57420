"""Decides for every mention of a danger sign: is it reported, asked about, denied, past, or only imagined?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.safety.clauses import Clauses, Little
from bot.core.safety.format import ALARMS, MARKS, Alarm, Flag, RedFlags
from bot.core.safety.phrases import Phrases, Reading, Span, read
from bot.core.words import words

REACH = 8
"""Words that a denial reaches forward."""

Sense = Literal["report", "question", "denial", "past", "what_if"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One danger sign mentioned in a message, and in which sense."""

    flag: str
    level: Alarm
    sense: Sense
    words: str
    card: str


@dataclass(frozen=True, slots=True)
class Look:
    """The danger signs that a message mentions: reports first, the most urgent first.

    `denied` is what the message denies, and `rest` what it says apart from that and from false friends; both are empty
    when it holds neither. `told` are the clauses in which she reports a sign of her own, where the message says
    something else as well.
    """

    sightings: tuple[Sighting, ...]
    denied: str = ""
    rest: str = ""
    struck: bool = False
    told: tuple[str, ...] = ()


class Watch:
    """Looks at every message for danger signs."""

    def __init__(self, flags: RedFlags, known: frozenset[str] = frozenset(), language: Language = ENGLISH) -> None:
        self._language = language
        self._flags = {flag.id: flag for flag in flags.flags}
        signs = {flag.id: flag.phrases for flag in flags.flags} | {"": flags.false_friends}
        self._signs = Phrases(signs, flags.words, known, language)
        # Misspelt little words are left alone: "now" and "not" are one letter apart.
        little = flags.context.carries, flags.context.joins, flags.context.anew, flags.context.last
        self._little = Little(*(frozenset(words(" ".join(lines), language)) for lines in little))
        context = {name: getattr(flags.context, name) for name in MARKS}
        spelt = {name: [line.replace(" ", "_") for line in lines] for name, lines in context.items()}
        everything = frozenset(word for lines in context.values() for line in lines for word in line.split())
        self._context = Phrases(spelt, {}, known | everything, language)

    def look(self, text: str) -> Look:
        """The danger signs that a message mentions, and what it says besides."""
        reading = read(text, self._language)
        found, marks = self._signs.find(reading), self._context.find(reading)
        friends = [span.own for span in found.pop("", [])]
        around = _Around(reading, marks, self._language.no)
        seen = [
            (self._sighting(self._flags[name], span, reading, around), span)
            for name, spans in found.items()
            for span in spans
            if not any(span.own & friend for friend in friends)
        ]
        sightings = {sighting for sighting, _ in seen}
        ordered = sorted(sightings, key=lambda s: (s.sense != "report", -ALARMS.index(s.level), s.flag, s.words))
        clauses = Clauses(reading, marks, self._little)
        denied, rest = clauses.parted(frozenset().union(*friends))
        told = clauses.told([span for sighting, span in seen if sighting.sense == "report"])
        return Look(tuple(ordered), denied, rest, bool(denied or friends), told)

    def _sighting(self, flag: Flag, span: Span, reading: Reading, around: "_Around") -> Sighting:
        sense = around.sense(span)
        if flag.feared and sense == "what_if":
            sense = "report"
        said = " ".join(reading.tokens[span.first : span.last + 1])
        return Sighting(flag.id, flag.level, sense, said, flag.card or "")


class _Around:
    """The words around a mention."""

    def __init__(self, reading: Reading, marks: dict[str, list[Span]], no: frozenset[str]) -> None:
        self._reading = reading
        self._no = no
        self._marks = marks

    def sense(self, span: Span) -> Sense:
        """What a mention at that place means."""
        if self._denied(span):
            return "denial"
        if self._supposed(span):
            return "what_if"
        if self._before_now(span):
            return "past"
        if self._asked(span):
            return "question"
        return "report"

    def _inside(self, mark: str, span: Span) -> Iterator[Span]:
        """The marks of a kind in the sentence of a mention, outside the mention's own words."""
        sentence = self._reading.sentence[span.first]
        for found in self._marks.get(mark, ()):
            if self._reading.sentence[found.first] == sentence and not found.own & span.own:
                yield found

    def _start(self, span: Span) -> int:
        """Where what can colour a mention begins: after the last "but" before it, or at its sentence's start."""
        sentence = self._reading.sentence[span.first]
        start = self._reading.sentence.index(sentence)
        ends = [found.last + 1 for found in self._inside("breaks", span) if found.last < span.first]
        return max([start, *ends])

    def _denied(self, span: Span) -> bool:
        start = self._start(span)
        excused = {i for found in self._marks.get("not_denial", ()) for i in found.own}
        for found in self._inside("denial", span):
            if found.own & excused:
                continue
            between = range(found.last + 1, span.first)
            if span.first < found.first < span.last:
                return True
            if start <= found.first < span.first and len(between) <= REACH and not self._restarts(between, span):
                return True
        over = [found for found in self._inside("over", span) if 0 < found.first - span.last <= 3]
        return self._answered_no(span) or any(not self._returned(found) for found in over)

    def _returned(self, over: Span) -> bool:
        """Whether what was over is there again ("it had gone away, now it is back")."""
        return any(found.first > over.last for found in self._inside("returns", over))

    def _answered_no(self, span: Span) -> bool:
        """Whether a mention is followed by a "no" and nothing more, as in a form ("fever: no, cramps: no")."""
        tokens, piece = self._reading.tokens, self._reading.piece
        after = span.last + 1
        if (
            after >= len(tokens)
            or tokens[after] not in self._no
            or self._reading.sentence[after] in self._reading.asked
        ):
            return False
        return after + 1 == len(tokens) or piece[after + 1] != piece[after]

    def _restarts(self, between: range, span: Span) -> bool:
        """Whether she speaks of herself anew between a denial and a mention ("no fever, i am bleeding")."""
        piece = self._reading.piece
        return any(
            found.first in between and piece[found.first] != piece[between.start - 1]
            for found in self._inside("own", span)
        )

    def _supposed(self, span: Span) -> bool:
        start = self._start(span)
        unsure = {i for found in self._marks.get("unsure", ()) for i in found.own}
        return any(
            start <= found.first < span.first and not found.own & unsure for found in self._inside("what_if", span)
        )

    def _before_now(self, span: Span) -> bool:
        if not any(self._inside("past", span)):
            return False
        return not any(self._inside("now", span))

    def _asked(self, span: Span) -> bool:
        sentence = self._reading.sentence[span.first]
        begins = self._reading.sentence.index(sentence)
        piece = self._reading.piece
        starts = any(
            found.first - begins <= 2 or found.first == piece.index(piece[span.first])
            for found in self._inside("question", span)
            if found.first < span.first
        )
        if not starts and sentence not in self._reading.asked:
            return False
        return not any(self._inside("own", span)) and not any(self._inside("now", span))
