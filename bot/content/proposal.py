"""A wording on its way into the content: where it goes, what that would change, and then the writing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.adding import AddingError, add_example, new_intent, place_of
from bot.content.knowledge import knowledge
from bot.content.library import read_parts
from bot.content.parts import Parts, is_intent
from bot.content.rehearsal import Rehearsal, rehearsed
from bot.content.sound import Sound, sound


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wording that may become an example of an intent; nothing is written before `write`.

    `unused` is why it changes nothing yet: the intent is new or a draft. Otherwise it is empty.
    """

    path: Path
    intent: str
    wording: str
    new: bool
    unused: str
    usable: Sound
    language: str = "en"

    def rehearsed(self, asked: Iterable[str]) -> Rehearsal:
        """What the example would change, for what is asked and for all test phrases; takes as long as learning."""
        return rehearsed(self.usable, knowledge(self.usable, "", self.language), self.intent, self.wording, asked)

    def write(self, today: date) -> int:
        """Writes it, and gives its line. Raises AddingError."""
        if not self.new:
            return add_example(self.path, self.wording)
        new_intent(self.path.parent, self.intent, self.wording, today)
        return 1


def propose(folder: Path, intent: str, wording: str, *, new: bool = False, language: str = "en") -> Proposal:
    """A proposal for the files as they are now; raises AddingError, or ContentError for content that cannot be used."""
    parts = read_parts(folder, language)
    usable = sound(parts)
    path = _file(folder / language, parts, intent, new=new)
    draft = intent in parts.intents and parts.intents[intent].draft
    if not new and not draft and intent not in usable.intents:
        raise AddingError(f"{path} has mistakes: run `check` and mend them first")
    if place := place_of(parts.intents, wording):
        raise AddingError(f"'{wording}' stands already in {parts.documents[place].name}")
    unused = "it is new, and has no answer yet" if new else f"{path.name} is a draft" if draft else ""
    return Proposal(path, intent, wording, new, unused, usable, language)


def _file(folder: Path, parts: Parts, intent: str, *, new: bool) -> Path:
    """The file of an intent, or of one to come."""
    if intent not in parts.documents and new:
        return folder / f"{intent}.yaml"
    if intent not in parts.documents or not is_intent(intent):
        raise AddingError(f"no intent is called '{intent}': see `ls {folder}`, or use --new")
    path = Path(parts.documents[intent].name)
    if new:
        raise AddingError(f"{path} is there already: name the intent without --new to add to it")
    return path
