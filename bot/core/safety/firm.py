"""What a message surely denies: a "no" or "not" with the sign that it denies right behind it, or right before it.

"I have not had any bleeding since the stitch" denies bleeding whatever was learnt of those words; "it is not stopping"
denies no sign, and "never had pain like this" is none, so both are left to be weighed.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.core.safety.phrases import Reading, Span


class Firm:
    """Finds what is surely denied in a message, from its marks and the words that name a sign."""

    def __init__(
        self, reading: Reading, marks: Mapping[str, Sequence[Span]], signs: Sequence[Span], fillers: frozenset[str]
    ) -> None:
        self._reading, self._marks, self._signs, self._fillers = reading, marks, signs, fillers
        self._trails = marks.get("trails", ())
        self._ends: dict[int, int] = {}
        for sign in signs:
            self._ends[sign.first] = max(sign.last, self._ends.get(sign.first, sign.last))

    def struck(
        self, denials: Sequence[Span], answered: Sequence[range], listed: Sequence[range], strong: Sequence[Span]
    ) -> frozenset[int]:
        """The places of all words that a denial and its sign take up, or a question about a sign and its "no".

        A list goes on with signs and nothing heavy ("no fever, cramps or chills", but "not bleeding, pouring").
        """
        struck = {i for denial in denials for i in self._of(denial)}
        struck |= {i for whole in answered if any(sign.first in whole for sign in self._signs) for i in whole}
        heavy, named = ({i for span in spans for i in span.own} for spans in (strong, self._signs))
        for piece in listed:
            if heavy.isdisjoint(piece) and all(i in named or self._fills(i) for i in piece):
                struck.update(piece)
        return frozenset(struck)

    def _fills(self, place: int) -> bool:
        return self._reading.tokens[place] in self._fillers or self._joined(place)

    def _of(self, denial: Span) -> Iterator[int]:
        last = None if self._contrasts(denial) else self._sign_behind(denial.last)
        while last is not None:
            yield from range(denial.first, last + 1)
            last = self._sign_behind(last + 1) if self._joined(last + 1) else None
        for absent in self._marks.get("absent", ()):
            if denial.own <= absent.own:
                yield from self._sign_before(absent)
        for refuted in self._marks.get("refuted", ()):
            if denial.own <= refuted.own and self._closes(refuted.last):
                yield from self._supposed_before(refuted)

    def _sign_behind(self, place: int) -> int | None:
        """Where the sign ends that follows a place with only fillers in between, unless what follows undoes the no."""
        tokens = self._reading.tokens
        for first in range(place + 1, len(tokens)):
            if not self._together(place, first) or self._reading.sentence[first] in self._reading.asked:
                return None
            last = self._ends.get(first)
            if last is not None:
                last = self._trailed(last)
                return None if self._undone(last) else last
            if tokens[first] not in self._fillers:
                return None
        return None

    def _trailed(self, last: int) -> int:
        """Where a sign ends with the words that belong to it ("pain in my belly")."""
        return max((trail.last for trail in self._trails if trail.first == last + 1), default=last)

    def _undone(self, last: int) -> bool:
        """Whether the words behind a sign take the denial back ("no pain like this", "no bleeding loads of it")."""
        behind = last + 1
        undoes = any(found.first == behind for found in self._marks.get("undoes", ()))
        return undoes and self._together(last, behind)

    def _joined(self, place: int) -> bool:
        """Whether an "or" goes on with the list of signs; an "and" may begin something that is there."""
        return any(found.first == place == found.last for found in self._marks.get("either", ()))

    def _sign_before(self, absent: Span) -> Iterator[int]:
        """The words from a sign to the words that say that it is not there ("the headache never came back")."""
        for sign in self._signs:
            between = range(self._trailed(sign.last) + 1, absent.first)
            fills = all(self._reading.tokens[i] in self._fillers for i in between)
            if sign.last < absent.first and self._together(sign.last, absent.last) and fills:
                yield from range(sign.first, absent.last + 1)

    def _supposed_before(self, refuted: Span) -> Iterator[int]:
        """The words of what is only supposed, to the end that says it is not so ("I would know if I bled and no")."""
        for supposed in self._marks.get("what_if", ()):
            whole = range(supposed.first, refuted.last + 1)
            if self._together(supposed.first, refuted.last) and any(sign.first in whole for sign in self._signs):
                yield from whole

    def _contrasts(self, denial: Span) -> bool:
        """Whether a denial may only say that it is something else, or worse ("this is not a headache, it is ...")."""
        return any(found.last + 1 == denial.first for found in self._marks.get("contrasts", ()))

    def _closes(self, place: int) -> bool:
        """Whether a word is the last one of its sentence."""
        sentence = self._reading.sentence
        return place + 1 == len(sentence) or sentence[place + 1] != sentence[place]

    def _together(self, one: int, other: int) -> bool:
        """Whether two words stand in the same piece between commas."""
        return self._reading.piece[one] == self._reading.piece[other]
