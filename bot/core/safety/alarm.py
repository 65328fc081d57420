"""Whether a message reports a danger sign: the evidence of phrases and of what was learnt from examples, weighed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from bot.core.safety.format import ALARMS, MILD, Alarm
from bot.core.safety.watch import Sighting

CARDS = ("emergency", "urgent", "self_harm")
"""The cards that what was learnt may ask for."""
DENIAL = "denial"
"""The sense of a message that says a danger sign is not there."""
QUIET = "quiet"
"""The sense of a message that reports nothing."""
SAID, DENIED, ASKED, STRUCK, EMPTIED, BAR = 1.5, 2.5, 1.0, 2.0, 3.0, -1.5
"""What a reported phrase adds; what one takes away that is denied, past or supposed, or only asked about; what is taken
away where no phrase reports anything and part of the message, or all of it, is denied or a false friend; and where the
alarm begins.
All are logits, chosen on the development messages so that about 3 in 100 of the hardest harmless ones get a card that
they do not need: a danger sign missed weighs far more than a card too many."""
SHORT, BAR_SHORT = 3, -0.75
"""Telling words of a short message, and where the alarm begins for it: few words can say little that is certain."""
BAR_REST = 0.5
"""Where the alarm begins for what a message says apart from what it denies: it is torn from its context. When it is
short, only a sign that it names can alarm ("not wee, my waters")."""
BAR_TOLD = 2.5
"""Where the alarm begins for what one clause reports while the whole message is heard as a mild sign."""
BAR_TORN = 2.5
"""Where it begins for the scraps that are left when all that is denied is struck, and that name no sign."""
WORTH = 4
"""Telling words from which what is left is no mere scrap."""
BAR_MINOR = 1.0
"""Where the alarm begins for what was learnt when phrases name a mild sign and she plays it down (a spot, a smudge)."""
HARMLESS = 0.8
"""The learnt chance from which a clause is taken to be harmless, though a phrase reports something in it."""
DESPAIR = 0.15
"""The chance of self-harm from which its card is given: despair has few words of its own."""
NEAR = 0.1
"""How much of the chance of a mild sign speaks for a danger that a phrase names: what is mild is not harmless."""
LEARNT = "learnt"
"""Stands for the flag of a sighting that no phrase named."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What both witnesses say of a text: the phrases' sightings and the learnt chance of each sense.

    `length` is how many of its words tell something. `signs` tells whether one names a sign, `topic` whether it is only
    one word and that names none, and `minor` whether one plays a sign down and none makes it heavy.
    """

    sightings: tuple[Sighting, ...]
    senses: Mapping[str, float]
    length: int
    signs: bool = False
    topic: bool = False
    minor: bool = False

    @property
    def named(self) -> Sighting | None:
        """The most urgent sign that a phrase reports."""
        return next((sighting for sighting in self.sightings if sighting.sense == "report"), None)

    @property
    def doubt(self) -> float:
        """What speaks against a report: signs that are mentioned, but none of them as a report."""
        if self.named or not self.sightings:
            return 0.0
        return ASKED if any(sighting.sense == "question" for sighting in self.sightings) else DENIED

    @property
    def harmless(self) -> bool:
        """Whether it reports nothing, or denies it, by what was learnt."""
        return self.senses.get(QUIET, 0.0) + self.senses.get(DENIAL, 0.0) >= HARMLESS


def alarm(whole: Heard, rest: Heard | None, *, struck: bool, left: Heard | None = None) -> Sighting | None:
    """The danger sign that a message reports, or None.

    The `rest` is what it says apart from what it denies (`struck`), and is heard as a message of its own: a denial
    never hides a report beside it. In doubt the higher level counts. The `left` is given where all that is denied has
    been struck for sure: it is heard like the rest, and mere scraps of it alarm only if the whole does.
    """
    found = _danger(whole, BAR, BAR_SHORT, 0.0 if not struck else STRUCK if rest else EMPTIED, plain=not struck)
    if left and (left.signs or rest or left.length >= WORTH):
        found = _danger(left, BAR_REST, BAR_SHORT if left.signs else BAR_TORN, 0.0, plain=True)
    elif left and found:
        found = _danger(left, BAR_TORN, None, 0.0)
    if rest is None:
        return found or _mild(whole)
    return (
        found
        or _danger(rest, BAR_REST, BAR_REST if rest.signs and not rest.doubt else None, 0.0)
        or _mild(whole)
        or _mild(rest)
    )


def beside(told: Iterable[Heard], whole: Sighting | None) -> Sighting | None:
    """The danger sign that a phrase reports in one of the clauses, each heard as a message of its own; or the `whole`.

    What a message asks beside it is surely quiet, and would outweigh it ("what causes it, i am bleeding a lot").
    """
    bar = BAR_TOLD if whole else BAR
    heard = [clause for clause in told if clause.named and clause.named.level != MILD and not clause.harmless]
    found = [sighting for clause in heard if (sighting := _danger(clause, bar, None, 0.0))]
    return max(found, key=lambda sighting: ALARMS.index(sighting.level), default=whole)


def _danger(
    heard: Heard, bar: float, bar_short: float | None, struck: float, *, plain: bool = False
) -> Sighting | None:
    """The danger that a text reports; without a bar for short ones, only a phrase can speak in those.

    A `plain` text denies nothing: where phrases name a danger in it, it is heard like any report, and what was learnt
    of denials does not count.
    """
    learnt = {name: heard.senses.get(name, 0.0) for name in CARDS}
    said = heard.named if heard.named and heard.named.level != MILD else None
    danger = sum(learnt.values())
    if said and not heard.minor:
        danger += NEAR * heard.senses.get(MILD, 0.0)
    if said and plain:
        danger /= max(1 - heard.senses.get(DENIAL, 0.0), 1e-6)
    danger = min(max(danger, 1e-6), 1 - 1e-6)
    weight = log(danger / (1 - danger)) - heard.doubt + (SAID if said else -struck)
    if said:
        return said if weight >= (BAR if plain else bar) else None
    if heard.topic:
        return None  # a word that names no sign is a topic, and what was learnt of its letters is chance
    if heard.named and heard.minor:
        bar = max(bar, BAR_MINOR)
    if heard.length >= SHORT and learnt["self_harm"] >= DESPAIR and not heard.doubt:
        return _learnt(learnt)
    least = bar if heard.length >= SHORT else bar_short
    return _learnt(learnt) if heard.length and least is not None and weight >= least else None


def _learnt(chances: Mapping[str, float]) -> Sighting:
    """The sighting of a danger that no phrase named, with the likeliest card."""
    card = max(chances, key=lambda name: (chances[name], name))
    level: Alarm = "urgent" if card == "urgent" else "emergency"
    return Sighting(LEARNT, level, "report", "", "" if card in ALARMS else card)


def _mild(heard: Heard) -> Sighting | None:
    """The mild sign that a text reports."""
    if heard.named and heard.named.level == MILD:
        return heard.named
    if heard.senses.get(MILD, 0.0) >= 0.5 and not heard.doubt and heard.length >= SHORT:
        return Sighting(LEARNT, MILD, "report", "", "")
    return None
