"""Looks for the danger signs that a message mentions, and for what it says besides."""

from dataclasses import dataclass

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.safety.around import Around, Sense
from bot.core.safety.clauses import Clauses, Little, denials
from bot.core.safety.firm import Firm
from bot.core.safety.format import ALARMS, MARKS, MILD, Alarm, Flag, RedFlags
from bot.core.safety.phrases import Phrases, Reading, Span, read
from bot.core.words import words

FRIENDS, SIGNS, MINOR, STRONG = "", "signs:", "minor:", "strong:"
"""Names of what is looked for beside the flags; no flag can have one of them."""


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
    when it holds neither (`struck`). `told` are the clauses in which she reports a sign of her own, where the message
    says something else as well. `left` is the message without the signs that it surely denies, if there are any
    (`firm`), and `clear` tells whether nothing in that is denied any more. `signs` tells whether a word of what is left
    names a sign, `topic` whether the message is one word and that names none, and `minor` whether a word plays a sign
    down and nothing heavy stands beside it.
    """

    sightings: tuple[Sighting, ...]
    denied: str = ""
    rest: str = ""
    struck: bool = False
    told: tuple[str, ...] = ()
    left: str = ""
    firm: bool = False
    clear: bool = True
    signs: bool = False
    topic: bool = False
    minor: bool = False


class Watch:
    """Looks at every message for danger signs."""

    def __init__(self, flags: RedFlags, known: frozenset[str] = frozenset(), language: Language = ENGLISH) -> None:
        self._language = language
        self._flags = {flag.id: flag for flag in flags.flags}
        signs = {flag.id: flag.phrases for flag in flags.flags} | {FRIENDS: flags.false_friends}
        signs |= {SIGNS: flags.signs, MINOR: flags.minor, STRONG: flags.strong}
        self._signs = Phrases(signs, flags.words, known, language)
        self._named = bool(flags.signs)
        # Misspelt little words are left alone: "now" and "not" are one letter apart.
        around = flags.context
        little = around.carries, around.joins, around.anew, around.last, around.fillers
        self._little = Little(*(frozenset(words(" ".join(lines), language)) for lines in little))
        context = {name: getattr(around, name) for name in MARKS}
        spelt = {name: [_slots(line) for line in lines] for name, lines in context.items()}
        everything = frozenset(word for lines in context.values() for line in lines for word in line.split())
        self._context = Phrases(spelt, {}, known | everything, language)

    def look(self, text: str) -> Look:
        """The danger signs that a message mentions, and what it says besides."""
        reading = read(text, self._language)
        found, marks = self._signs.find(reading), self._context.find(reading)
        friends = frozenset(i for span in found.pop(FRIENDS, []) for i in span.own)
        signs, minor, strong = (found.pop(name, []) for name in (SIGNS, MINOR, STRONG))
        meant = denials(marks)
        clauses = Clauses(reading, marks, meant, self._little)
        denied, rest = clauses.parted(friends)
        surely = Firm(reading, marks, signs, self._little.fillers)
        firm = surely.struck(meant, clauses.answered, clauses.listed, strong)
        around = Around(reading, marks, self._language.no, meant, firm)
        mentions = [(self._flags[name], span) for name, spans in found.items() for span in spans]
        mentions = [(flag, span) for flag, span in mentions if not span.own & friends]
        seen = [(self._sighting(flag, span, reading, around), span) for flag, span in mentions]
        mild = firm.union(*(span.own for flag, span in mentions if flag.level == MILD))
        grave = frozenset[int]().union(*(span.own for flag, span in mentions if flag.level != MILD)) - mild
        remain = any(not span.own & firm for span in signs)
        return Look(
            sightings=tuple(sorted({sighting for sighting, _ in seen}, key=_urgency)),
            denied=clauses.text(denied),
            rest=clauses.text(rest, friends | firm),
            struck=bool(denied or friends),
            told=clauses.told(
                [span for sighting, span in seen if sighting.sense == "report"],
                [span for sighting, span in seen if sighting.sense == "report" and sighting.level == "emergency"],
            ),
            left=clauses.without(firm) if firm else "",
            firm=bool(firm),
            clear=all(denial.own <= firm for denial in meant),
            signs=remain,
            topic=self._named and len(reading.tokens) == 1 and not remain,
            minor=any(not span.own & grave for span in minor) and not any(not span.own & mild for span in strong),
        )

    def _sighting(self, flag: Flag, span: Span, reading: Reading, around: Around) -> Sighting:
        sense = around.sense(span)
        if flag.feared and sense == "what_if":
            sense = "report"
        said = " ".join(reading.tokens[span.first : span.last + 1])
        return Sighting(flag.id, flag.level, sense, said, flag.card or "")


def _urgency(sighting: Sighting) -> tuple[bool, int, str, str]:
    """Reports first, then the most urgent."""
    return sighting.sense != "report", -ALARMS.index(sighting.level), sighting.flag, sighting.words


def _slots(line: str) -> str:
    """A line of the context as a pattern: its words stand side by side, unless it has a gap."""
    return line if "..." in line else line.replace(" ", "_")
