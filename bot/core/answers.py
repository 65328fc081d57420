"""An intent's answer as a message: the paragraphs that are shown, their sources, and the buttons that lead on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.intents import SMALLTALK, Intent, Paragraph, covers
from bot.core.languages.english import ENGLISH
from bot.core.languages.language import Language
from bot.core.messages import TEXT_LIMIT, Button, Reply
from bot.core.points import asked_for
from bot.core.replies import Labels, Row, ask_button

RELATED = 4
"""Related topics under an answer at most."""
ROW = 34
"""Characters of the labels in a row of buttons that a phone shows in full."""
BESIDE = 3
"""Buttons in a row at most."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Makes the answers of one body of knowledge; `resume` asks for the button that goes on with an open check."""

    intents: Mapping[str, Intent]
    sources: Mapping[str, str]
    labels: Labels
    language: Language = ENGLISH

    def first(self, name: str, question: str = "", *, resume: bool) -> Reply:
        """An answer: the paragraphs that the question asks for when it names some, or the first screen."""
        intent = self.intents[name]
        shown = asked_for(intent, question, self.language) or intent.answer
        more = bool(intent.more) or len(shown) < len(intent.answer)
        # Small talk needs no heading: "Hello. Hello, and welcome" says it twice.
        title = "" if name.startswith(SMALLTALK) else intent.title
        return Reply(self._text(shown), title, self._rows(name, more, resume))

    def whole(self, name: str, *, resume: bool) -> Reply:
        """All of an answer, in place of its first screen."""
        intent = self.intents[name]
        shown = (*intent.answer, *intent.more)
        return Reply(self._text(shown), intent.title, self._rows(name, False, resume), edit=True)

    def thanked(self, name: str, *, more: bool, resume: bool) -> Reply:
        """Thanks in place of the question whether an answer helped; `more` when it still has that button."""
        thanks = (Button(self.labels.thanks, "thanks"),)
        rows = (*self._leading_on(name, more, resume), thanks)
        return Reply(self.labels.thanks, buttons=rows, edit=True, only_buttons=True)

    def _rows(self, name: str, more: bool, resume: bool) -> tuple[Row, ...]:
        """What leads on, and whether it helped: asked of the leaflet's topics only, and not while a check waits."""
        left = ":more" if more else ""
        rating = (Button(self.labels.helped, f"yes:{name}{left}"), Button(self.labels.not_helped, f"no:{name}{left}"))
        return (*self._leading_on(name, more, resume), *((rating,) if covers(name) and not resume else ()))

    def _leading_on(self, name: str, more: bool, resume: bool) -> tuple[Row, ...]:
        """Related topics, "More" and the check."""
        intent = self.intents[name]
        related = [other for other in intent.suggest if other in self.intents and not self.intents[other].starts]
        on = Button(self.labels.go_on, "resume") if resume else Button(self.labels.check, "check")
        further = (Button(self.labels.more, f"more:{name}"), on) if more else (on,)
        shown = (ask_button(other, self.intents[other], short=True) for other in related[:RELATED])
        return (*_in_rows(shown), further)

    def _text(self, paragraphs: Iterable[Paragraph]) -> str:
        """Paragraphs with one line of their sources below, within one message."""
        told = list(paragraphs)
        known = self.sources
        named = dict.fromkeys(known[p.source] for p in told if p.source in known and p.source != "project")
        text = "\n\n".join(paragraph.says for paragraph in told)
        line = f"\n\n{self.labels.sources}: {', '.join(named)}" if named else ""
        return text + line if len(text) + len(line) <= TEXT_LIMIT else text[:TEXT_LIMIT]


def _in_rows(buttons: Iterable[Button]) -> list[Row]:
    """Buttons side by side as far as a phone shows their words."""
    rows: list[Row] = []
    for button in buttons:
        last = rows[-1] if rows else ()
        if last and len(last) < BESIDE and sum(len(one.label) for one in (*last, button)) <= ROW:
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return rows
