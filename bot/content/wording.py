"""How plain a text is: how hard it is to read, and the words that nothing the bot says may hold."""

import re
from collections.abc import Mapping

from bot.core.languages.language import Plainness

_SENTENCE = re.compile(r"[.!?]+(?:\s|$)|\n")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_LETTER = re.compile(r"[^\W\d_]")
LONG = 4
"""Syllables from which a word is a long one."""


def sentences(text: str) -> list[str]:
    """The sentences of a text; each line of a list is one."""
    return [line.strip() for line in _SENTENCE.split(text) if _LETTER.search(line)]


def hardness(text: str, plainness: Plainness) -> float:
    """How hard a text is to read, by its language's formula; without words it is as easy as can be."""
    lines = sentences(text)
    said = [word for line in lines for word in _WORD.findall(line)]
    if not said:
        return min(0.0, plainness.most)
    return plainness.hardness(len(said) / len(lines), sum(map(plainness.syllables, said)) / len(said))


def hard(text: str, plainness: Plainness) -> tuple[str, list[str]]:
    """What makes a text hard: its hardest sentence, and up to three of its longest words."""
    words = dict.fromkeys(word.lower() for word in _WORD.findall(text) if plainness.syllables(word) >= LONG)
    longest = sorted(words, key=plainness.syllables, reverse=True)[:3]
    return max(sentences(text), key=lambda line: hardness(line, plainness), default=""), longest


def banned(text: str, patterns: Mapping[str, str]) -> list[tuple[str, str]]:
    """The banned words of a text as they stand in it, each with what to write instead."""
    if not re.search("|".join(patterns), text, re.IGNORECASE):  # as nearly always
        return []
    found = ((re.search(pattern, text, re.IGNORECASE), advice) for pattern, advice in patterns.items())
    return [(match[0], advice) for match, advice in found if match]
