"""The points of an answer that a question asks for, by the words that each paragraph is about."""

from functools import lru_cache

from bot.core.intents import Intent, Paragraph
from bot.core.languages.language import Language
from bot.core.words import words


def asked_for(intent: Intent, question: str, language: Language) -> tuple[Paragraph, ...]:
    """The paragraphs whose `about` words the question names; none when it names most of them anyway."""
    said_words = _spaced(question, language)
    hits = tuple(
        paragraph
        for paragraph in (*intent.answer, *intent.more)
        if any(_about(line, language) in said_words for line in paragraph.about)
    )
    return hits if len(hits) < len(intent.answer) else ()


def _spaced(text: str, language: Language) -> str:
    """The words of a text with a space around each."""
    return f" {' '.join(words(text, language))} "


_about = lru_cache(maxsize=4096)(_spaced)
"""The same for the content's own lines, which come again at every question."""
