"""What patients read is plain, kind and short: every text of the shipped content, held against formulas and lists."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.library import load
from bot.core import check
from bot.core.clinic import SLOT
from bot.core.flows.format import DONE, REVIEW, SKIPPED, Flow
from bot.core.flows.machine import Progress
from bot.core.knowledge import Knowledge
from bot.core.replies import answered, rest_of

ENGLISH = Path(__file__).parent.parent.parent / "intents" / "en"
GRADE = 7.0
"""US school grade that no message may exceed, by Flesch and Kincaid's formula."""
SCREEN, FIRST_SCREEN = 1000, 1200
"""Characters of a message of the flow, and of an answer's first screen, that a phone shows at once."""
BANNED = [
    r"don[’']?t (?:you )?worry", r"do not worry", r"no need to worry", r"nothing to worry", r"\bnormal", r"\bfine\b",
    r"\bsafe\b", r"diagnos", r"calm down", r"just relax", r"(?<!not )(?<!not make it )\byour fault\b",
    r"\byou should have\b", r"\bshould(?:n[’']t| not) have\b", r"\bfailed\b", r"\bfailure\b", r"\bodds\b", r"harmless",
]  # fmt: skip
SPOKEN = {"title", "says", "label", "ask", "ask_other", "short", "opening", "description", "short_description"}
"""Keys whose words patients read, besides everything under `words`, `labels`, `commands` and `unnamed`."""


def syllables(word: str) -> int:
    """Syllables of an English word: groups of vowels but for silent endings."""
    word = re.sub(r"[^a-z]", "", word.lower())
    short = re.sub(r"(?:(?<![scxzg])(?<![cs]h)(?<!l)es|(?<![td])ed|(?<!l)e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", short)))


def grade(text: str) -> float:
    """The US school grade that a text asks for, by Flesch and Kincaid (1975); slots do not count, bullets are sentences."""
    plain = re.sub(r"(?<=[^.!?])\n+", ". ", SLOT.sub("", text).strip())
    sentences = [part for part in re.split(r"[.!?]+(?:\s|$)", plain) if re.search(r"[^\W\d_]", part)]
    said = re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", plain)
    if not said or not sentences:
        return 0.0
    return 0.39 * len(said) / len(sentences) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59
