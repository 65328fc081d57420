"""The content as files: what could be read of it, and the documents it came from."""

from dataclasses import dataclass, field

from bot.content.document import Document
from bot.content.formats import Source
from bot.content.problems import Problem
from bot.core.clinic import Clinic
from bot.core.flows.format import Flow
from bot.core.intents import Intent
from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.replies import Replies
from bot.core.safety.format import RedFlags, Reports

FLOW = "flows/symptom_check"
RESERVED = ("red_flags", "reports", "replies", "vocabulary", "clinic", "sources")
AGAIN = "again "
"""Stands before the path of a second file of one name: it is read for its mistakes, and not used."""


def is_intent(name: str) -> bool:
    """Whether the document of that name describes an intent."""
    return name not in RESERVED and not name.startswith(("flows/", "../", "missing ", AGAIN))


@dataclass
class Parts:
    """All files by name, and a model for each that could be read."""

    documents: dict[str, Document]
    clinic: Clinic
    sources: dict[str, Source]
    intents: dict[str, Intent]
    replies: Replies | None = None
    flow: Flow | None = None
    red_flags: RedFlags | None = None
    reports: Reports | None = None
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    language: Language = ENGLISH

    @property
    def finished(self) -> dict[str, Intent]:
        """The intents that are no drafts."""
        return {name: intent for name, intent in self.intents.items() if not intent.draft}

    def problems(self) -> list[Problem]:
        """Everything wrong, in the order of files and lines."""
        return sorted(problem for document in self.documents.values() for problem in document.problems)
