"""Everything a dialogue knows, loaded once and swapped whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.flows.format import Flow
from bot.core.intents import Intent
from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.messages import Contact
from bot.core.replies import Replies
from bot.core.routing import Router


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The content of one language.

    `language` is its rules; `sources` maps a source's id to the name patients read; `revision` is its hash.

    `known` are words in common use; `contact` is the clinic's phone and `hours` when somebody answers, if filled in.
    """

    intents: Mapping[str, Intent]
    flow: Flow
    replies: Replies
    sources: Mapping[str, str]
    router: Router
    revision: str
    language: Language = ENGLISH
    known: frozenset[str] = frozenset()
    contact: Contact | None = None
    hours: str = ""
