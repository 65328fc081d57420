"""The format of red_flags.yaml: groups of words, the phrases built from them, and the words around a mention."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.core.intents import Line, Model, Name

Alarm = Literal["emergency", "urgent", "symptom_check"]
ALARMS: tuple[Alarm, ...] = ("symptom_check", "urgent", "emergency")
"""From the mildest to the most urgent."""

MILD: Alarm = "symptom_check"
"""The level of signs that begin the symptom check."""

Pattern = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


MARKS = (
    "denial", "not_denial", "over", "returns", "breaks", "past", "now", "what_if", "unsure", "question", "own",
    "undoes", "absent", "either", "trails", "refuted", "contrasts", "adds",
)  # fmt: skip
"""The kinds of words around a mention that are looked for in a message; the other kinds tell where clauses begin."""


class Flag(Model):
    """One danger sign."""

    id: Name
    level: Alarm
    card: Name | None = Field(default=None, description="A card of its own in replies.yaml instead of the level's.")
    feared: bool = Field(default=False, description="Whether being afraid of it is a report as well.")
    phrases: tuple[Pattern, ...] = Field(
        min_length=1,
        description="Parts in order, up to three words apart: a word, this|that, {group}, or ... for a longer gap.",
    )


class Context(Model):
    """The words around a mention that decide whether it is a report."""

    denial: tuple[Line, ...] = Field(description="no, without, never ...: what follows is denied.")
    not_denial: tuple[Line, ...] = Field(description="can not stop, not just ...: looks like a denial and is none.")
    over: tuple[Line, ...] = Field(description="has stopped, went away ...: what stands before is over.")
    returns: tuple[Line, ...] = Field(default=(), description="again, came back ...: what was over is there again.")
    breaks: tuple[Line, ...] = Field(description="but, however ...: a denial does not reach beyond.")
    past: tuple[Line, ...] = Field(description="last year, with my first ...: it was then.")
    now: tuple[Line, ...] = Field(description="right now, again, still ...: it is now, whatever else is said.")
    what_if: tuple[Line, ...] = Field(description="if, in case, scared of ...: it has not happened.")
    unsure: tuple[Line, ...] = Field(description="not sure if, think it might be ...: a report, though in doubt.")
    question: tuple[Line, ...] = Field(description="Words that begin a question about something in general.")
    own: tuple[Line, ...] = Field(description="i am, i have, my ...: she speaks of herself.")

    carries: tuple[Line, ...] = Field(
        default=(), description="i, have, there, is ...: a denial behind one of these is said of what stands before."
    )
    joins: tuple[Line, ...] = Field(
        default=(), description="in, since, that, and ...: behind one of these, she does not begin anew with i or my."
    )
    anew: tuple[Line, ...] = Field(
        default=(), description="no, without: begins a clause of its own behind another word."
    )
    last: tuple[Line, ...] = Field(default=(), description="or, and ...: joins the last word of a list.")
    fillers: tuple[Line, ...] = Field(
        default=(), description="had, any, sign, of ...: may stand between a denial and the sign that it surely denies."
    )
    undoes: tuple[Line, ...] = Field(
        default=(), description="like this, relief, loads ...: behind a denied sign, they take the denial back."
    )
    absent: tuple[Line, ...] = Field(
        default=(), description="never came back, is not there ...: surely denies the sign that stands before."
    )
    either: tuple[Line, ...] = Field(default=(), description="or, nor: one more sign that is surely denied.")
    adds: tuple[Line, ...] = Field(
        default=(), description="and, plus: where more than a sign follows, a sign surely denied before is all that is."
    )
    trails: tuple[Line, ...] = Field(default=(), description="in my belly, of water ...: belong to the sign before.")
    refuted: tuple[Line, ...] = Field(
        default=(), description="and i do not ...: at the end of a sentence, denies what an `if` supposes before."
    )
    contrasts: tuple[Line, ...] = Field(
        default=(), description="it is, these are ...: a denial behind one of these may only say what it is instead."
    )


class Checks(Model):
    """Messages that check the watch and are never used to decide."""

    emergency: tuple[Line, ...] = ()
    urgent: tuple[Line, ...] = ()
    symptom_check: tuple[Line, ...] = ()
    quiet: tuple[Line, ...] = Field(default=(), description="Questions, denials, past, false friends: no card.")


class Reports(Model):
    """How people report danger signs, and how they speak of them without reporting any; used for learning."""

    reports: dict[Name, tuple[Line, ...]] = Field(description="Examples of reports, by the flag's id.")
    denials: tuple[Line, ...] = Field(default=(), description="Examples that say a sign, or any sign, is not there.")
    quiet: dict[Name, tuple[Line, ...]] = Field(
        description="Examples that report nothing now: questions, the past, what-ifs, grief, false friends."
    )


class RedFlags(Model):
    """Everything the watch knows."""

    words: dict[Name, tuple[Line, ...]] = Field(description="Groups of words that may stand for each other.")
    flags: tuple[Flag, ...] = Field(min_length=1)
    false_friends: tuple[Pattern, ...] = Field(default=(), description="Phrases that are no danger sign.")
    signs: tuple[Pattern, ...] = Field(
        default=(),
        description="Words that name a sign: denied, they are surely absent; another word alone is never an alarm.",
    )
    minor: tuple[Pattern, ...] = Field(
        default=(), description="spot, smudge, a little ...: what was learnt must be surer to alarm beside these."
    )
    strong: tuple[Pattern, ...] = Field(default=(), description="heavy, clots ...: beside these, nothing is minor.")
    context: Context
    tests: Checks = Checks()
