"""The words of a message, in the one form that all matching uses."""

import re
import unicodedata

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")

LONGEST = 8192
"""Characters that are looked at once compatibility forms are written out: one can stand for 18 letters."""


def plain(text: str) -> str:
    """The text without accents, compatibility forms, odd apostrophes or capitals."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    return "".join(char for char in folded[:LONGEST] if not unicodedata.combining(char))


def words(text: str, language: Language = ENGLISH) -> list[str]:
    """The words of a message in order: lower case, short forms written out, "soooo" as "soo"."""
    found: list[str] = []
    for word in _WORD.findall(_STRETCHED.sub(r"\1\1", plain(text))):
        long = language.short_forms.get(word)
        if long is not None:
            found += long.split(" ")
        elif "'" in word:
            found.append(word.removesuffix(language.possessive).replace("'", ""))
        else:
            found.append(word)
    return found
