"""How plain a text is: its school grade, and the words that nothing the bot says may hold."""

import re
from functools import lru_cache

GRADE = 7.0
"""US school grade that no message may exceed, by Flesch and Kincaid's formula (Kincaid et al. 1975)."""
_SOOTHES = "it soothes, and nobody has looked: say what she can do instead"
_JUDGES = "it judges or blames: say what is, without a verdict"
ADVICE = {
    r"\bdo(?:n[’']?t| not) (?:you )?worry": _SOOTHES,
    r"\bno(?:thing)? (?:need )?to worry": _SOOTHES,
    r"\b(?:ab)?normal": _SOOTHES,
    r"\bfine\b": _SOOTHES,
    r"\bsafe\b": _SOOTHES,
    r"\bharmless\b": _SOOTHES,
    r"\bcalm down\b": _JUDGES,
    r"\bjust relax\b": _JUDGES,
    r"(?<!not )(?<!not make it )\byour fault\b": _JUDGES,
    r"\bshould(?:n[’']t| not)? have\b": _JUDGES,
    r"\bfail(?:ed|ure)\b": _JUDGES,
    r"diagnos": "the bot names no illness of hers: say what doctors look for, and whom to ask",
    r"\bodds\b": "the bot gives no chances: say whom to ask about them",
}
"""Banned words as patterns, each with what to write instead."""
BANNED = tuple(ADVICE)
_ANY = re.compile("|".join(BANNED), re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]+(?:\s|$)|\n")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_LETTER = re.compile(r"[^\W\d_]")
_SILENT = re.compile(r"(?:(?<![scxzg])(?<![cs]h)(?<!l)es|(?<![td])ed|(?<!l)e)$")


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """Syllables of an English word: its groups of vowels but for silent endings."""
    spoken = _SILENT.sub("", re.sub(r"[^a-z]", "", word.lower()))
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


def sentences(text: str) -> list[str]:
    """The sentences of a text; each line of a list is one."""
    return [line.strip() for line in _SENTENCE.split(text) if _LETTER.search(line)]


def grade(text: str) -> float:
    """The US school grade that a text asks for; 0 for a text without words."""
    lines = sentences(text)
    said = [word for line in lines for word in _WORD.findall(line)]
    if not said:
        return 0.0
    return 0.39 * len(said) / len(lines) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59


def hard(text: str) -> tuple[str, list[str]]:
    """What makes a text hard: its hardest sentence, and up to three of its longest words, four syllables or more."""
    words = dict.fromkeys(word.lower() for word in _WORD.findall(text) if syllables(word) >= 4)
    longest = sorted(words, key=syllables, reverse=True)[:3]
    return max(sentences(text), key=grade, default=""), longest


def banned(text: str) -> list[tuple[str, str]]:
    """The banned words of a text as they stand in it, each with what to write instead."""
    if not _ANY.search(text):  # as nearly always
        return []
    found = ((re.search(pattern, text, re.IGNORECASE), advice) for pattern, advice in ADVICE.items())
    return [(match[0], advice) for match, advice in found if match]
