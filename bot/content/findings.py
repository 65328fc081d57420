"""Everything to say about a folder of content: what is wrong, and what to look at."""

from datetime import date
from pathlib import Path

from bot.content import examples, reading
from bot.content.library import read_parts
from bot.content.problems import Problem
from bot.content.strays import strays


def findings(folder: Path, today: date, language: str = "en") -> list[Problem]:
    """All problems in the order of files and lines; never raises for what stands in the folder.

    The warnings are made here and not in `read_parts`, so that no start of the bot waits for them.
    """
    parts = read_parts(folder, language)
    examples.warn(parts)
    reading.warn(parts, today)
    return sorted([*parts.problems(), *strays(folder, language)])
