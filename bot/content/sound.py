"""What of the content can be used: sound, complete, and with its slots filled."""

from bot.content.parts import FLOW, Parts
from bot.content.problems import ContentError
from bot.core.clinic import Clinic
from bot.core.flows.format import Flow
from bot.core.intents import Intent, Line, Model, Name
from bot.core.replies import Replies
from bot.core.safety.format import RedFlags, Reports

NEEDED = ("red_flags", "reports", "replies", FLOW)
"""Files without which the bot does not start."""
TRUSTED = (*NEEDED, "../clinic", "../sources", "clinic", "sources")
"""Files that must not be broken: the bot would name nobody to call, or no source for what it says."""


class Sound(Model):
    """The content without its broken intents and its drafts; `sources` maps an id to the name that patients read."""

    intents: dict[Name, Intent]
    flow: Flow
    replies: Replies
    red_flags: RedFlags
    reports: Reports
    sources: dict[Name, Line]
    synonyms: dict[Name, tuple[Line, ...]]
    clinic: Clinic


def sound(parts: Parts) -> Sound:
    """What can be used of the files; raises ContentError when a needed one is broken or missing."""
    broken = {name for name, document in parts.documents.items() if document.broken}
    lacking = broken.intersection(TRUSTED) or not parts.documents.keys() >= {*NEEDED}
    if lacking or not (parts.replies and parts.flow and parts.red_flags and parts.reports and parts.intents):
        raise ContentError([problem for problem in parts.problems() if problem.severity == "error"])
    return Sound.model_construct(
        intents={name: intent for name, intent in parts.finished.items() if name not in broken},
        flow=parts.flow,
        replies=parts.replies,
        red_flags=parts.red_flags,
        reports=parts.reports,
        sources={name: source.name for name, source in parts.sources.items()},
        synonyms=parts.synonyms,
        clinic=parts.clinic,
    )
