"""Takes out of a message what could tell who wrote it, before its wording is kept for support staff.

Rather too much than too little: a word that is lost costs nobody anything. People say their names in their own
language, whatever the chat's is, so the rules of all languages are followed. Whatever is written, no @ and no six
digits in a row are left, and the time it takes grows with the length of the text only.
"""

import re
import unicodedata
from collections.abc import Iterator

from bot.core.languages import LANGUAGES
from bot.core.languages.language import Language, Naming

LONGEST = 300
"""Characters of a wording that are kept."""
_READ = 3 * LONGEST
"""Characters that are looked at."""
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\u20e3\u00ad\ufeff]")
"""What may stand between two digits and is not seen."""
_ALIKE = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "{": "(", "}": ")"})
"""Apostrophes; and braces, which an intent's file keeps for the clinic's names."""
_ENDS = r"(?:com|org|net|info|biz|edu|gov|app|eu|uk|us|ca|au|de|fr|es|it|nl|ie|in|ng|ke|za|ph|br|mx|ru|pl|ch|at)"
_LINK = re.compile(
    rf"\S*://\S*|\b(?:www\.|mailto:|tel:)\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{{2,24}}/\S*|{_ENDS}\b)", re.I
)
_AT = re.compile(r"\s?[\[({]\s?at\s?[\])}]\s?|\s@(?=\s?[a-z][\w-]*\s?\.\s?[a-z])\s?|(?<=\S)@\s", re.I)
_SPELT = re.compile(r"(?<!\S)\S+ at [\w-]+(?: (?:dot|\.) \w+(?: (?:dot|\.) \w+)?|\.com\b)", re.I)
_DATES = (
    *(date for language in LANGUAGES for date in language.naming.dates),
    # In further languages: "12. März 1990", "12 mars 2024".
    re.compile(r"(?<!\w)\d{1,2}(?:st|nd|rd|th|\.)?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?(?:19|20)\d{2}(?!\w)", re.I),
)
_DIGITS = re.compile(r"[+(]{0,2}\d(?:[\s()./_\\\u2010-\u2015\u2212\u00b7\u2022-]*\d)+")
"""Digits, and what people put between those of one number."""
_DATE = re.compile(r"\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2(?:\d{4}|\d{2})|\d{1,2}[./-](?:19|20)\d{2}")
_OPENS = {
    language.code: re.compile(
        rf"\b(?:(?P<given>{language.naming.given})|(?P<self>{language.naming.own})|(?:{language.naming.pointing}))\s",
        re.I,
    )
    for language in LANGUAGES
}
_NAMES = 4
"""Words that a name may have."""


def masked(text: str, known: frozenset[str] = frozenset()) -> str:
    """The wording without e-mail addresses, links, accounts, phone numbers, dates, and names after "I am".

    After "I am" a word counts as a name when it is none of the `known` words in common use, or has a capital letter.
    """
    kept = text[:_READ].encode("utf-8", "ignore").decode().replace("\0", "")  # no halves of characters
    kept = _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", kept)))[:_READ]
    kept = " ".join(kept.translate(_ALIKE).split())
    kept = _LINK.sub(_link, _AT.sub("@", kept))
    kept = _SPELT.sub("[email]", " ".join(map(_without_at, kept.split(" "))))
    for date in _DATES:
        kept = date.sub("[date]", kept)
    kept = _DIGITS.sub(_number, kept)
    for language in LANGUAGES:
        kept = "".join(_without_names(kept, known, language))
    return kept[:LONGEST].rstrip()


def _link(found: re.Match[str]) -> str:
    """A link; but what stands before or behind an @ is left to be an address."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return found[0] if "@" in (before, after) or "@" in found[0] else "[link]"


def _without_at(token: str) -> str:
    """A word, or what its @ makes of it."""
    before, at, after = token.partition("@")
    if not at:
        return token
    if not before.strip("([{\"'<,;:-"):
        return "[account]" if after else "at"
    return "[email]"


def _number(found: re.Match[str]) -> str:
    """Dates and long numbers; weeks, pads and temperatures stay."""
    parts = found[0].split()
    if all(_DATE.fullmatch(part.strip("()")) for part in parts):
        return " ".join("[date]" for _ in parts)
    digits = sum(char.isdigit() for char in found[0])
    return found[0] if digits < 6 else "[phone]"


def _without_names(text: str, known: frozenset[str], language: Language) -> Iterator[str]:
    """The text in pieces, each name after an opening such as "I am" replaced."""
    at = 0
    while found := _OPENS[language.code].search(text, at):
        yield text[at : found.end()]
        at = found.end()
        named = _named(text[at:].split(" ", _NAMES + 1)[: _NAMES + 1], known, found.lastgroup or "", language.naming)
        if named:
            yield f"[name]{_trail(named)}"
            at += len(named)
    yield text[at:]


def _named(tokens: list[str], known: frozenset[str], opening: str, naming: Naming) -> str:
    """The name that some words begin with, or nothing.

    After the opening "given" the first of them is one for certain, after "self" it may be a word in common use too.
    """
    taken: list[str] = []
    names = 0
    for token in tokens:
        word = token.strip("\"'“”«»()<>*_.,;:!?…-")
        title = word.lower() in naming.titles
        if names == _NAMES or not word[:1].isalpha() or word.lower() in naming.links:
            break
        # Two words after "my name is" are taken for one, common words or not.
        sure = names < 2 if opening == "given" else (opening == "self" or names) and word.lower() in naming.words_too
        if not (title or sure or _is_name(word, known) or (taken and len(word) == 1)):
            break
        taken.append(token)
        names += not title
        if token[-1] in ".,;:!?…)" and not title and not (len(word) == 1 and token.endswith(".")):
            break
    return " ".join(taken) if names else ""


def _trail(named: str) -> str:
    """What ends a sentence behind a name."""
    return named[len(named.rstrip(".,;:!?…)")) :]


def _is_name(word: str, known: frozenset[str]) -> bool:
    """Whether a word looks like one: written with a capital first letter, or in common use nowhere."""
    return (word[0].isupper() and not word.isupper()) or word.lower().removesuffix("'s") not in known
