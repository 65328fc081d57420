"""Languages that the bot cannot read: how to tell one, and the one honest line that is said in it."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import Field

from bot.core.clinic import filled
from bot.core.intents import Line, Model, Says
from bot.core.languages.language import Language
from bot.core.messages import Reply
from bot.core.words import words

LEAST = 2
"""Common words of a language that a message must hold to be in it; one is enough for a message of one or two words."""
SHARE = 4
"""At least one word in so many must be a common one."""
_ANY = Language(code="")


class Stranger(Model):
    """A language that the bot cannot read."""

    name: Line = Field(description="The language's own name.")
    words: tuple[Line, ...] = Field(
        default=(), description="Its commonest words, which no other language in these letters has."
    )
    script: str = Field(
        default="", pattern="^[A-Z]*$", description="Its letters, by the first word of Unicode's names."
    )
    letters: str = Field(default="", max_length=100, description="Letters that no other language of the script has.")
    danger: tuple[Line, ...] = Field(
        default=(), description="Blood, pain, waters, help: the emergency line comes first."
    )
    says: Says = Field(description="I cannot read this language.")
    help: Says = Field(description="When to call for help; holds {emergency_number}.")
    emergency_number: Line = Field(description="What is said for the number when clinic.yaml has none.")


@dataclass(frozen=True, slots=True)
class Strangers:
    """All of them by their code, with the number to call."""

    known: Mapping[str, Stranger]
    number: str = ""

    def line(self, code: str, text: str = "") -> Reply | None:
        """The line in a language; the way to help comes first when the text may speak of danger."""
        stranger = self.known.get(code)
        if stranger is None:
            return None
        aid = filled(stranger.help, {"emergency_number": self.number or stranger.emergency_number})
        # Some languages put no spaces between words, so runs of letters are looked for.
        said = " ".join(words(text, _ANY))
        danger = any(" ".join(words(word, _ANY)) in said for word in stranger.danger)
        return Reply("\n\n".join((aid, stranger.says) if danger else (stranger.says, aid)))

    def told(self, text: str, read: Collection[str] = ()) -> str:
        """The code of the language that a message is in, as far as it can be told; or nothing.

        `read` are words of the language that the chat is in: they tell of no other.
        """
        script = _script(text)
        if script != "LATIN":
            return self._by_script(script, text)
        return self._by_words([word for word in words(text, _ANY) if word not in read], len(words(text, _ANY)))

    def _by_script(self, script: str, text: str) -> str:
        found = [code for code, stranger in self.known.items() if stranger.script == script]
        tokens = words(text, _ANY)

        def speaks(code: str) -> int:
            stranger = self.known[code]
            common = _folded(stranger.words)
            return sum(map(text.count, stranger.letters)) + sum(token in common for token in tokens)

        return max(found, key=speaks, default="")

    def _by_words(self, tokens: list[str], length: int) -> str:
        counts = {
            code: sum(token in common for token in tokens)
            for code, common in ((code, set(_folded(stranger.words))) for code, stranger in self.known.items())
        }
        best = max(counts, key=lambda code: counts[code], default="")
        enough = LEAST if length > LEAST else 1
        tie = sum(count == counts.get(best) for count in counts.values()) > 1
        return best if not tie and counts.get(best, 0) >= max(enough, length / SHARE) else ""


def _folded(lines: tuple[str, ...]) -> list[str]:
    return [word for line in lines for word in words(line, _ANY)]


def _script(text: str) -> str:
    """The script that most letters of a text are in; Japanese is told by its own letters among the Chinese ones."""
    scripts = Counter(unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha())
    if kana := scripts["HIRAGANA"] + scripts["KATAKANA"]:
        scripts["HIRAGANA"] = kana + scripts["CJK"]
    return scripts.most_common(1)[0][0] if scripts else "LATIN"
