"""What has to be known of a language to read it, whatever the topic: the rules of one language as one value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

NEVER = re.compile(r"(?!)")
"""Found in no text."""


def listed(*lines: str) -> list[str]:
    """The words of some lines, one after the other."""
    return " ".join(lines).split()


def unchanged(word: str) -> str:
    """The stem of a word in a language whose endings nobody wrote down."""
    return word


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How people type a week of pregnancy. The patterns look at small letters with number words as digits.

    `numbers` are number words, `joins` what stands between tens and ones ("treinta y dos"). `exact` finds weeks (group
    1) and days (2 or 3); `weeks` a number of weeks (1 or 2); `months` one of months (1); `due` what a due date begins
    with; `month_names` are names of months without their endings; `other` are units that are no weeks. `units` are the
    words of the summary: week, weeks, days, month, months, due.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    joins: frozenset[str] = frozenset()
    exact: re.Pattern[str] = re.compile(r"(?<![\w-])(\d{1,4})\s*\+\s*(\d)(?!\d)()")
    weeks: re.Pattern[str] = NEVER
    months: re.Pattern[str] = NEVER
    due: re.Pattern[str] = NEVER
    month_names: tuple[str, ...] = ()
    other: re.Pattern[str] = NEVER
    units: tuple[str, str, str, str, str, str] = ("week", "weeks", "days", "month", "months", "due")


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How people say their names, to mask them.

    `given` stands before what is surely a name, `own` before what may be one, `pointing` before what seldom is; `links`
    never go on with a name; `words_too` are names that are words in common use as well; `dates` find worded dates.
    """

    given: str = "(?!)"
    own: str = "(?!)"
    pointing: str = "(?!)"
    titles: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    words_too: frozenset[str] = frozenset()
    dates: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plainness:
    """How hard a text is to read, and the words that nothing the bot says may hold.

    `hardness` reckons it from words a sentence and syllables a word, harder texts higher; `most` is the limit, which
    no text may exceed; `says` tells a person about it. `banned` maps patterns to what to write instead.
    """

    syllables: Callable[[str], int]
    hardness: Callable[[float, float], float]
    most: float
    says: Callable[[float], str]
    banned: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """The rules of one language; what a language has none of is left empty.

    `short_forms` are short forms and phone spellings, written out; `stem` takes a word's common endings off;
    `possessive` is an ending that falls with its apostrophe. `no` answers in a form ("fever: no"); `links` tell
    nothing by themselves; `pointers` may stand for what was said before; `requests` ask for the check itself.
    `asking` begin a question, but before one of `asking_not` ("do not know"); `question` finds a question's beginning,
    and `questions` what stands between two of them. `figure_unit`, `figure_range` and `figure_units` read the figures
    of an answer.
    """

    code: str
    short_forms: Mapping[str, str] = field(default_factory=dict)
    stem: Callable[[str], str] = unchanged
    possessive: str = ""
    no: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    pointers: frozenset[str] = frozenset()
    requests: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    asking_not: frozenset[str] = frozenset()
    question: re.Pattern[str] = NEVER
    questions: re.Pattern[str] = re.compile(r"[?!.\n]+\s*")
    figure_unit: str = "%"
    figure_range: str = "(?!)"
    figure_units: Mapping[str, str] = field(default_factory=dict)
    age: Age = Age()
    naming: Naming = Naming()
    plainness: Plainness | None = None
