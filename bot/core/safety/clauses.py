"""What a message says apart from what it denies and from what only sounds like a danger sign.

"no fever, but my waters broke" says that her waters broke; "hay fever, is that bad" says "is that bad".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.safety.phrases import Reading, Span

SUBJECT = 4
"""Words up to which all that stands before a denial is what it is said of ("the baby not moving")."""
LISTED = 3
"""Words of a piece behind a comma up to which it may belong to the list that a denial began ("cramps or leaking")."""
NAMED = 4
"""Words up to which a clause may only name the sign that is asked about ("a lot of blood, is it one of them")."""
ASKED = 4
"""Words of something asked in order to be denied at once ("bleeding? no")."""


@dataclass(frozen=True, slots=True)
class Little:
    """The little words of a language that tell where clauses begin, as `Context` describes them.

    `new` is a "no" that begins a clause of its own unless one of `carries` stands before it; `last` joins the last
    piece of a list. `fillers` may stand between a denial and what it denies.
    """

    carries: frozenset[str]
    joins: frozenset[str]
    new: frozenset[str]
    last: frozenset[str]
    fillers: frozenset[str] = frozenset()


def denials(marks: Mapping[str, Sequence[Span]]) -> list[Span]:
    """The denials that are meant as such: "at no point" is one although "no point" is none."""
    found = marks.get("denial", ())
    longer = [denial for denial in found if denial.last > denial.first]
    excuses = [span for span in marks.get("not_denial", ()) if not any(span.own < denial.own for denial in longer)]
    excused = {i for span in excuses for i in span.own}
    return [denial for denial in found if not denial.own & excused]


class Clauses:
    """A message in clauses: each comma piece, cut where she begins anew or denies something."""

    def __init__(
        self, reading: Reading, marks: Mapping[str, Sequence[Span]], meant: Sequence[Span], little: Little
    ) -> None:
        self._reading, self._marks, self._little = reading, marks, little
        self._denials = {found.first for found in meant}
        self.answered: list[range] = []
        """The few words of each question that is denied at once, and the denial ("bleeding? not that I know of")."""
        self.listed: list[range] = []
        """The pieces that go on with the list that a denial began ("no bleeding, cramps or leaking")."""

    def parted(self, friends: frozenset[int]) -> tuple[list[range], list[range]]:
        """The clauses that deny something, and the others; all are there only when there is a denial or a friend."""
        kept: list[range] = []
        denied: list[range] = []
        listing = False
        for clause in self._clauses() if self._denials or friends else ():
            if not self._denials.isdisjoint(clause):
                if kept and self._answers(clause, kept[-1]):
                    denied.append(kept.pop())
                    asked = self._reading.sentence[denied[-1].start] in self._reading.asked
                    if asked and len(denied[-1]) <= ASKED:
                        self.answered.append(range(denied[-1].start, clause.stop))
                listing = True
            else:
                listing = listing and self._goes_on(denied[-1], clause)
                if listing:
                    self.listed.append(clause)
            (denied if listing else kept).append(clause)
        return denied, kept

    def told(self, reports: Sequence[Span], gravest: Sequence[Span] = ()) -> tuple[str, ...]:
        """The clauses in which she reports something beside something else that she says, each as a text.

        She must report it of herself ("my", "i have"), but for the `gravest` reports, which may be anyone's in a clause
        that says more than the sign ("heavy bleeding, is that one").
        A question begins a clause here: "what causes it, i am bleeding a lot" asks one thing and reports another.
        """
        inside = {i for report in reports for i in range(report.first + 1, report.last + 1)}
        first = {report.first for report in reports}
        own = {found.first for found in self._marks.get("own", ())}
        grave = {found.first for found in gravest}
        cuts = {found.first for found in self._marks.get("question", ())}
        clauses = list(self._clauses(frozenset(cuts), frozenset(inside))) if reports else []
        held = [
            clause
            for clause in clauses
            if not first.isdisjoint(clause)
            and (not own.isdisjoint(clause) or (len(clause) > NAMED and not grave.isdisjoint(clause)))
        ]
        return tuple(self._written(clause, frozenset()).strip() for clause in held) if len(clauses) > 1 else ()

    def without(self, struck: frozenset[int]) -> str:
        """The message without the words at some places."""
        return self.text(list(self._clauses()), struck)

    def _clauses(self, cuts: frozenset[int] = frozenset(), whole: frozenset[int] = frozenset()) -> Iterator[range]:
        """The clauses, begun at `cuts` as well, and never at a word of `whole`."""
        tokens, piece = self._reading.tokens, self._reading.piece
        anew = {found.first for found in self._marks.get("breaks", ())} | cuts
        own = (found.first for found in self._marks.get("own", ()))
        anew |= {first for first in own if first and tokens[first - 1] not in self._little.joins}
        start = 0
        for i in (i for i in range(1, len(tokens)) if i not in whole):
            begins = i in self._denials and not self._said_of(start, i)
            if piece[i] != piece[i - 1] or i in anew or begins:
                yield range(start, i)
                start = i
        if tokens:
            yield range(start, len(tokens))

    def _said_of(self, start: int, denial: int) -> bool:
        """Whether a denial is said of the words before it in its clause, rather than beginning one of its own."""
        tokens = self._reading.tokens
        if denial > start and tokens[denial - 1] in self._little.carries:
            return True
        return tokens[denial] not in self._little.new and 0 < denial - start < SUBJECT

    def _goes_on(self, denied: range, clause: range) -> bool:
        """Whether a piece goes on with the list that a denial began ("no bleeding, cramps or leaking")."""
        if self._reading.sentence[denied.start] != self._reading.sentence[clause.start]:
            return False
        said = self._reading.tokens[clause.start : clause.stop]
        return len(said) == 1 or (len(said) <= LISTED and not self._little.last.isdisjoint(said[1:]))

    def _answers(self, clause: range, before: range) -> bool:
        """Whether a denial is no more than a "no" or "i do not" to what stands right before it ("bleeding? no")."""
        if before.stop != clause.start or self._reading.sentence[clause.start] in self._reading.asked:
            return False
        words = [self._reading.tokens[i] for i in clause if i not in self._denials]
        return len(before) <= ASKED if not words else (self._little.carries | self._little.fillers).issuperset(words)

    def text(self, clauses: Sequence[range], struck: frozenset[int] = frozenset()) -> str:
        """Some clauses as a text, without the words at some places."""
        return "".join(self._written(one, struck) for one in clauses if not struck.issuperset(one)).strip()

    def _written(self, clause: range, struck: frozenset[int]) -> str:
        """A clause, with what parts it from the next one."""
        reading, end = self._reading, clause.stop
        text = "".join(f" {reading.tokens[i]}" for i in clause if i not in struck)
        if end < len(reading.tokens) and reading.sentence[end] == reading.sentence[end - 1]:
            return text if reading.piece[end] == reading.piece[end - 1] else f"{text},"
        return text + ("?" if reading.sentence[end - 1] in reading.asked else ".")
