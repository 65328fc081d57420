"""Reads a week of pregnancy (gestational age) from what people type."""

import re

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Age, Language
from bot.core.words import words

LONGEST = 42
"""Weeks; a pregnancy is seldom let go on beyond 42 weeks (NICE NG207)."""

_BARE = re.compile(r"^[^\d-]{0,12}(-?\d{1,4})[^\d]{0,12}$")
_TENS = ("20", "30", "40")


def read_week(text: str, language: Language = ENGLISH) -> tuple[str, bool] | None:
    """The age as the summary shows it, and whether it can be; None when the text names none.

    "16w3d" is "16 weeks 3 days", "4 months" stays months, "due 3 May" stays a date: nothing is reckoned, because no
    advice depends on the week.
    """
    age = language.age
    week, weeks, days, month, months, due = age.units
    given = _digits(text, age) if words(text, language) else ""
    if match := age.exact.search(given):
        of_weeks, of_days = int(match[1]), int(match[2] or match[3])
        named = f"{of_weeks} {weeks} {of_days} {days}" if of_days else f"{of_weeks} {weeks}"
        return named, 1 <= of_weeks <= LONGEST and of_days <= 6
    if match := age.weeks.search(given):
        return _counted(int(match[1] or match[2]), week, weeks, LONGEST)
    if match := age.months.search(given):
        return _counted(int(match[1]), month, months, 10)
    if (found := age.due.search(given)) and (re.search(r"\d", given) or _names_month(given, age)):
        date = "".join(char for char in given[found.end() :] if char.isprintable())
        return f"{due} " + date.strip(" :.,")[:30], True
    if (match := _BARE.match(given)) and not age.other.search(given):
        return _counted(int(match[1]), week, weeks, LONGEST)
    return None


def _names_month(given: str, age: Age) -> bool:
    return any(word[:3] in age.month_names for word in given.split())


def _counted(number: int, one: str, several: str, most: int) -> tuple[str, bool]:
    return f"{number} {one if number == 1 else several}", 1 <= number <= most


def _digits(text: str, age: Age) -> str:
    """The text in small letters with number words as digits: "twenty two weeks" is "22 weeks"."""
    lower = " ".join(text.lower().replace("-", " -").split())
    lower = re.sub(r"(?<=[^\W\d_]) -(?=[^\W\d_])", " ", lower)
    found: list[str] = []
    for word in lower.split():
        value = age.numbers.get(word.strip(".,!?"))
        if (
            value is not None
            and value < 10
            and found
            and found[-1] in age.joins
            and found[-2:-1]
            and found[-2] in _TENS
        ):
            found.pop()
        if value is None:
            found.append(word)
        elif found and found[-1] in _TENS and value < 10:
            found[-1] = str(int(found[-1]) + value)
        else:
            found.append(str(value))
    return " ".join(found)
