"""Which language a message is in, as far as its words tell."""

from collections.abc import Sequence

from bot.core.knowledge import Knowledge
from bot.core.messages import Reply
from bot.core.strangers import Strangers
from bot.core.words import words

TIMES = 2
"""So many times more words of a message must be of another language than of the chat's to be surely in it."""
TELLING = 4
"""Letters from which a message may be of one language and no other."""
OFTEN = 6000
"""One in so many words of the examples a word must be to be one of the topic, not a slip or another language's."""


class Spoken:
    """Tells the languages that the bot has from each other, and from the `strangers` that it cannot read."""

    def __init__(self, known: Sequence[Knowledge], strangers: Strangers) -> None:
        self._languages = {one.language.code: one.language for one in known}
        self._words = {one.language.code: _vocabulary(one) for one in known}
        self._readable = frozenset[str]().union(*self._words.values())
        self._strangers = strangers

    def held(self, code: str, text: str) -> int:
        """How many words of a message are words of a language."""
        return sum(word in self._words[code] for word in words(text, self._languages[code]))

    def mostly(self, code: str, text: str) -> bool:
        """Whether most words of a message are words of a language."""
        return 2 * self.held(code, text) > len(words(text, self._languages[code]))

    def surely(self, other: str, own: str, text: str) -> bool:
        """Whether a message is surely in another language: what its words seem to mean in the own one is chance."""
        ours = self.held(own, text)
        return self.tells(text) and self.held(other, text) >= (TIMES * ours if ours else 1)

    def tells(self, text: str) -> bool:
        """Whether a message is long enough to tell a language by: "ok" and "k" are written in all."""
        return len(text.strip()) >= TELLING

    def line(self, text: str) -> Reply | None:
        """The line of a language that the bot cannot read, when a message is in one."""
        return self.line_in(self._strangers.told(text, self._readable), text)

    def line_in(self, code: str, text: str = "") -> Reply | None:
        """The line of a language by its code; none for one that the bot has."""
        return self._strangers.line(code, text) if code not in self._languages else None


def _vocabulary(known: Knowledge) -> frozenset[str]:
    """The words of a language: those in common use, and those of the topic."""
    lexicon = known.router.matcher.learnt.lexicon
    least = max(2, int(lexicon.counts.sum()) / OFTEN)
    often = (word for word, count in zip(lexicon.words, lexicon.counts.tolist(), strict=True) if count >= least)
    return known.known.union(often)
