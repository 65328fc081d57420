"""The figures of a text: its numbers, each with the unit that it counts."""

import re
from collections.abc import Iterable

Figure = tuple[str, str]
"""A number as it is written, without commas between thousands, and its unit: %, week, year ... or nothing."""
_UNIT = r"%|per ?cent|(?:week|year|month|day|hour|minute)s?\b|(?:mm|cm|ml)\b"
_FIGURE = re.compile(rf"(?<![\w.])(\d+(?:[.,]\d+)*)(?:[\s-]*({_UNIT}))?", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:to|or|and|[-–—])\s*", re.IGNORECASE)


def figures(text: str) -> dict[Figure, str]:
    """The figures of a text in order, each with its words; in "12 to 16 weeks" both are weeks. Digits only."""
    found: dict[Figure, str] = {}
    unit, after = "", -1
    for match in reversed(list(_FIGURE.finditer(text))):
        own = _unit(match[2] or "")
        goes_on = after >= 0 and _RANGE.fullmatch(text, match.end(), after)
        unit = own or (unit if goes_on else "")
        after = match.start()
        found[re.sub(r",(?=\d{3}\b)", "", match[1]), unit] = match[0]
    return dict(reversed(found.items()))


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """The figures of a text that none of the known texts holds; a figure without a unit fits every unit."""
    have = {figure for line in known for figure in figures(line)}
    numbers, bare = {number for number, _ in have}, {number for number, unit in have if not unit}
    return [
        words
        for (number, unit), words in figures(text).items()
        if (number, unit) not in have and number not in (bare if unit else numbers)
    ]


def _unit(words: str) -> str:
    unit = words.lower().replace(" ", "")
    return "%" if unit == "percent" else unit if unit in ("", "%", "mm", "cm", "ml") else unit.removesuffix("s")
