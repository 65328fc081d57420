"""Takes out of a message what could tell who wrote it, before its wording is kept for support staff."""

import re

LONGEST = 300
"""Characters of a wording that are kept."""
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_NAME = r"[^\W\d_][\w'’-]+"
_MASKS = (
    ("[link]", re.compile(r"\b(?:https?://|www\.)\S+|\bt\.me/\S+", re.I)),
    ("[email]", re.compile(r"\S+@\S+\.\w+")),
    ("[account]", re.compile(r"(?<!\w)@\w{3,}")),
    (
        "[date]",
        re.compile(
            rf"\b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}\b"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})[a-z]*\.?(?:\s+\d{{2,4}})?\b"
            rf"|\b(?:{_MONTHS})[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?",
            re.I,
        ),
    ),
    ("[phone]", re.compile(r"(?<!\w)\+?\(?\d(?:[\s()./-]*\d){5,}")),
)
_GIVEN = re.compile(
    rf"\b(my name(?:\s+is|['’]?s)|name is|call me|i am called)\s+({_NAME})(?:\s+(?!and\b|from\b|i\b|im\b){_NAME})?",
    re.I,
)
_SELF = re.compile(
    rf"\b(i am|i['’]?m|this is|it['’]?s)\s+(?:(mrs?|ms|miss|dr)\b\.?\s+)?({_NAME}(?:\s+{_NAME}){{0,2}})", re.I
)


def masked(text: str, known: frozenset[str] = frozenset()) -> str:
    """The wording without e-mail addresses, links, accounts, phone numbers, dates, and names after "I am".

    After "I am" a word counts as a name when it is none of the `known` words in common use.
    """
    kept = " ".join(text.encode("utf-8", "ignore").decode().replace("\0", "").split())  # no halves of characters
    for mask, pattern in _MASKS:
        kept = pattern.sub(mask, kept)
    kept = _GIVEN.sub(r"\1 [name]", kept)

    def self_named(found: re.Match[str]) -> str:
        said = found[3].split()
        titled = bool(found[2])
        others = (i for i, word in enumerate(said) if not _is_name(word, known) and not (titled and i == 0))
        names = next(others, len(said))
        return f"{found[1]} {' '.join(['[name]', *said[names:]])}" if names else found[0]

    return _SELF.sub(self_named, kept)[:LONGEST]


def _is_name(word: str, known: frozenset[str]) -> bool:
    """Whether a word looks like one: written with a capital first letter, or in common use nowhere."""
    return (word[0].isupper() and not word.isupper()) or word.lower().replace("’", "'") not in known
