"""Reads a week of pregnancy (gestational age) from what people type."""

import re

from bot.core.words import words

LONGEST = 42
"""Weeks; a pregnancy is seldom let go on beyond 42 weeks (NICE NG207)."""

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_AGE = re.compile(r"(?<![\w-])(\d{1,4})\s*(?:\+\s*(\d)(?!\d)|w\w*\s*(?:and\s*)?\+?\s*(\d)\s*(?:d\w*|/\s*7|$))")
_WEEKS = re.compile(r"(-?\d{1,4})(?:\.\d)?\s*(?:w\b|wks?\b|weeks?\b|week\b|weeks?\b)|\bweeks?\s*(-?\d{1,4})\b")
_MONTHS_OLD = re.compile(r"(-?\d{1,4})(?:\.5|\s+and a half)?\s*(?:months?|mths?|mos?)\b")
_BARE = re.compile(r"^[^\d-]{0,12}(-?\d{1,4})[^\d]{0,12}$")
_OTHER_UNIT = re.compile(
    r"\b(?:days?|hours?|hrs?|years?|yrs?|yo|old|kids?|child|children|times|jan|january|feb|february|mar|march|apr|april"
    r"|may|june?|july?|aug|august|sept?|september|oct|october|nov|november|dec|december)\b"
)
_DUE = re.compile(r"\b(?:due|edd)\b")


def read_week(text: str) -> tuple[str, bool] | None:
    """The age as the summary shows it, and whether it can be; None when the text names none.

    "16w3d" is "16 weeks 3 days", "4 months" stays months, "due 3 May" stays a date: nothing is reckoned, because no
    advice depends on the week.
    """
    given = _digits(text)
    if match := _AGE.search(given):
        weeks, days = int(match[1]), int(match[2] or match[3])
        return f"{weeks} weeks {days} days" if days else f"{weeks} weeks", 1 <= weeks <= LONGEST and days <= 6
    if match := _WEEKS.search(given):
        return _plural(int(match[1] or match[2]), "week", LONGEST)
    if match := _MONTHS_OLD.search(given):
        return _plural(int(match[1]), "month", 10)
    if _DUE.search(given) and (any(word[:3] in _MONTHS for word in given.split()) or re.search(r"\d", given)):
        date = "".join(char for char in _DUE.split(given, 1)[1] if char.isprintable())
        return "due " + date.strip(" :.,")[:30], True
    if (match := _BARE.match(given)) and not _OTHER_UNIT.search(given):
        return _plural(int(match[1]), "week", LONGEST)
    return None


def _plural(number: int, unit: str, most: int) -> tuple[str, bool]:
    return f"{number} {unit}" + ("" if number == 1 else "s"), 1 <= number <= most


def _digits(text: str) -> str:
    """The text in small letters with number words as digits: "twenty two weeks" is "22 weeks"."""
    lower = " ".join(text.lower().replace("-", " -").split())
    lower = re.sub(r"(?<=[a-z]) -(?=[a-z])", " ", lower)
    found: list[str] = []
    for word in lower.split():
        value = _NUMBERS.get(word.strip(".,!?"))
        if value is None:
            found.append(word)
        elif found and found[-1] in ("20", "30", "40") and value < 10:
            found[-1] = str(int(found[-1]) + value)
        else:
            found.append(str(value))
    return " ".join(found) if words(text) else ""
