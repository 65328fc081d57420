"""Decides for every mention of a danger sign: is it reported, asked about, denied, past, or only imagined?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from bot.core.safety.phrases import Reading, Span

REACH = 8
"""Words that a denial reaches forward."""
ADDED = 3
"""Words behind an "and" from which they are more than one sign more of a list."""

Sense = Literal["report", "question", "denial", "past", "what_if"]


class Around:
    """The words around a mention; `denials` are those that are meant, and `firm` what is surely denied."""

    def __init__(
        self,
        reading: Reading,
        marks: Mapping[str, Sequence[Span]],
        no: frozenset[str],
        denials: Sequence[Span],
        firm: frozenset[int],
    ) -> None:
        self._reading = reading
        self._denials = denials
        self._firm = firm
        self._no = no
        self._marks = marks

    def sense(self, span: Span) -> Sense:
        """What a mention at that place means."""
        if span.own & self._firm or self._denied(span):
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
        return self._in_sentence(self._marks.get(mark, ()), span)

    def _in_sentence(self, spans: Sequence[Span], span: Span) -> Iterator[Span]:
        sentence = self._reading.sentence[span.first]
        for found in spans:
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
        for found in self._in_sentence(self._denials, span):
            between = range(found.last + 1, span.first)
            if span.first < found.first < span.last:
                return True
            reaches = len(between) <= REACH and not self._restarts(between, span) and not self._spent(found, between)
            if start <= found.first < span.first and reaches:
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
        """Whether she speaks of herself anew between a denial and a mention ("no fever, i am bleeding", "and i am")."""
        piece = self._reading.piece
        joined = {found.last + 1 for found in self._marks.get("adds", ())}
        return any(
            found.first in between and (piece[found.first] != piece[between.start - 1] or found.first in joined)
            for found in self._inside("own", span)
        )

    def _spent(self, denial: Span, between: range) -> bool:
        """Whether a denial is done with the sign behind it ("no cramps and a very bad headache since noon")."""
        piece = self._reading.piece
        more = (
            sum(other == piece[found.first] for other in piece[found.last + 1 :])
            for found in self._marks.get("adds", ())
            if found.first in between
        )
        return denial.own <= self._firm and any(words >= ADDED for words in more)

    def _supposed(self, span: Span) -> bool:
        start = self._start(span)
        unsure = {i for found in self._marks.get("unsure", ()) for i in found.own}
        return any(
            start <= found.first < span.first and not found.own & unsure for found in self._inside("what_if", span)
        )

    def _before_now(self, span: Span) -> bool:
        start, piece = self._start(span), self._reading.piece
        # "this is my second, but my waters broke": what was before the "but" of another piece is over.
        if not any(found.first >= start or piece[found.first] == piece[start] for found in self._inside("past", span)):
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
