"""The languages that the bot can be taught to read: each module holds one language's rules and little words."""

from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.languages.spanish import SPANISH

LANGUAGES = (ENGLISH, SPANISH)


def language_of(code: str) -> Language:
    """The rules of a language; of one that nobody wrote down, those that fit any."""
    return next((language for language in LANGUAGES if language.code == code), Language(code=code))
