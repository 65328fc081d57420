"""The figures of a text: its numbers, each with the unit that it counts."""

import re
from collections.abc import Iterable

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language

Figure = tuple[str, str]
"""A number as it is written, without commas between thousands, and its unit: %, week, year ... or nothing."""


def figures(text: str, language: Language = ENGLISH) -> dict[Figure, str]:
    """The figures of a text in order, each with its words; in "12 to 16 weeks" both are weeks. Digits only."""
    figure = re.compile(rf"(?<![\w.])(\d+(?:[.,]\d+)*)(?:[\s-]*({language.figure_unit}))?", re.IGNORECASE)
    between = re.compile(rf"\s*(?:{language.figure_range}|[-–—])\s*", re.IGNORECASE)
    found: dict[Figure, str] = {}
    unit, after = "", -1
    for match in reversed(list(figure.finditer(text))):
        own = _unit(match[2] or "", language)
        goes_on = after >= 0 and between.fullmatch(text, match.end(), after)
        unit = own or (unit if goes_on else "")
        after = match.start()
        found[re.sub(r",(?=\d{3}\b)", "", match[1]), unit] = match[0]
    return dict(reversed(found.items()))


def unknown(text: str, known: Iterable[str], language: Language = ENGLISH) -> list[str]:
    """The figures of a text that none of the known texts holds; a figure without a unit fits every unit.

    The known ones may be written in the text's language or in English.
    """
    have = {figure for line in known for figure in _either(line, language)}
    numbers, bare = {number for number, _ in have}, {number for number, unit in have if not unit}
    return [
        words
        for (number, unit), words in figures(text, language).items()
        if (number, unit) not in have and number not in (bare if unit else numbers)
    ]


def _either(line: str, language: Language) -> set[Figure]:
    """The figures of a line in English or in a language: the unit is that which either of them knows."""
    found = {figure for told in (ENGLISH, language) for figure in figures(line, told)}
    with_unit = {number for number, unit in found if unit}
    return {(number, unit) for number, unit in found if unit or number not in with_unit}


def _unit(words: str, language: Language) -> str:
    unit = words.lower().replace(" ", "")
    return language.figure_units.get(unit, unit)
