"""Takes misspelt words for the examples' own, by spelling, frequency and the words beside them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.core.spelling import Speller

_STRAY = 2.0
"""What one edit costs, in units of the logarithm of a word's frequency."""
_BESIDE = 1.5
"""What a neighbour seen beside the word in an example is worth."""


class Repair:
    """Knows the words of the examples and which stand side by side."""

    def __init__(self, documents: Iterable[Sequence[str]], known: frozenset[str]) -> None:
        # An empty word stands between two examples, so that their ends are no pair.
        flat = [token for tokens in documents for token in (*tokens, "")]
        self._counts = Counter(flat)
        del self._counts[""]
        self._pairs = set(pairwise(flat))
        self._known = known
        self._speller = Speller(self._counts, known)

    def __call__(self, tokens: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
        """The words as they were probably meant, and which of them were changed."""
        read: list[str] = []
        changed: list[tuple[str, str]] = []
        waiting = list(tokens)
        i = 0
        while i < len(waiting):
            token = waiting[i]
            after = waiting[i + 1] if i + 1 < len(waiting) else ""
            joined = token + after
            if after and self._broken(token, after):
                changed.append((f"{token} {after}", joined))
                read.append(joined)
                i += 2
                continue
            i += 1
            if token in self._counts or token in self._known or token.isdigit():
                read.append(token)
                continue
            meant = self._meant(token, read[-1] if read else "", after)
            if meant != [token]:
                changed.append((token, " ".join(meant)))
            read += meant
        return read, changed

    def _broken(self, token: str, after: str) -> bool:
        """Whether two words are one word of the examples that was broken in two ("in competent")."""
        joined = token + after
        return (
            len(joined) >= 6
            and joined in self._counts
            and (token, after) not in self._pairs
            and not (token in self._counts and after in self._counts)
        )

    def _meant(self, token: str, before: str, after: str) -> list[str]:
        near = self._speller.near(token)
        best, worth = "", 0.0
        for word, distance in near:
            value = 6.0 - _STRAY * distance + min(self._counts[word], 50) ** 0.25
            value += _BESIDE * ((before, word) in self._pairs) + _BESIDE * ((word, after) in self._pairs)
            value += 0.5 * (word[0] == token[0])
            if value > worth:
                best, worth = word, value
        if best:
            return [best]
        return self._split(token) or [token]

    def _split(self, token: str) -> list[str]:
        """A word run together from two of the examples' ("weakcervix")."""
        cuts = [
            (self._counts[token[:i]] + self._counts[token[i:]], token[:i], token[i:])
            for i in range(2, len(token) - 1)
            if token[:i] in self._counts and token[i:] in self._counts and max(i, len(token) - i) >= 4
        ]
        return list(max(cuts)[1:]) if cuts else []
