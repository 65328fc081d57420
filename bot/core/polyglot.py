"""Talks in several languages: in the one of the chat, and it listens in all of them.

What is added to the order of `Dialogue.turn`: a danger sign in any language comes first. A message that is clearly in
another language that the bot has is answered there, and the chat goes on in it. One in a language that it has not gets
a line of that language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.core import check
from bot.core.articles import Articles
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Media, Tap, Text, written
from bot.core.questions import LANGUAGE, language_row
from bot.core.replies import Row, said
from bot.core.routing import Route
from bot.core.session import Session
from bot.core.strangers import Strangers
from bot.core.turn import Turn
from bot.core.words import words

MAIN = "en"
"""The language of those whose own one the bot does not have."""
ACCESS = "other_language_access"
"""The intent of those who ask for another language."""
TIMES = 2
"""So many times more words of a message must be of another language than of the chat's to change over to it."""


class Polyglot:
    """Talks about the same in several languages; `strangers` are those that it cannot read."""

    def __init__(self, dialogues: Mapping[str, Dialogue], strangers: Strangers | None = None) -> None:
        self._dialogues = dict(dialogues)
        self._strangers = strangers or Strangers({})

    @property
    def knowledge(self) -> Knowledge:
        """What it knows, in the main language."""
        return self._dialogues[MAIN].knowledge

    @property
    def languages(self) -> Mapping[str, Knowledge]:
        """What it knows in each language, by its code."""
        return {code: dialogue.knowledge for code, dialogue in self._dialogues.items()}

    @property
    def staffed(self) -> bool:
        """Whether questions may be passed on to the clinic's staff."""
        return self._dialogues[MAIN].staffed

    def of(self, session: Session) -> Dialogue:
        """The dialogue in the language of a chat."""
        return self._dialogues.get(session.language) or self._dialogues[MAIN]

    def met(self, session: Session, language: str) -> Session:
        """The session of a chat whose language is not known yet, with that of the person's app (as `es-MX`)."""
        return session if session.language else session.but(language=language.lower().partition("-")[0] or MAIN)

    def in_group(self, event: Event, language: str = "") -> Turn:
        """Answers one event of a group, in the language of who wrote it."""
        own = self.of(self.met(Session(), language))
        turn = own.in_group(event)
        if _alarms(turn):
            return turn
        heard = self._heard(own, written(event))
        alarm = next((other for other, route in heard if route.kind == "red_flag"), None)
        return alarm.in_group(event) if alarm else turn

    def articles(self, query: str, language: str = "") -> Articles:
        """What somebody may send to others, in her language."""
        return self.of(self.met(Session(), language)).articles(query)

    def turn(self, session: Session, event: Event) -> Turn:
        """Answers one event: danger signs in any language before everything."""
        own, stranger = self.of(session), session.language
        session = session.but(language=own.knowledge.language.code)
        turn = own.turn(session, event)
        text = written(event)
        if _alarms(turn):
            return turn
        # What follows /start comes from a link: she did not write it.
        linked = isinstance(event, Command) and event.name == "start"
        heard = [] if linked else list(self._heard(own, text))
        for other, route in heard:
            if route.kind == "red_flag":
                return self._alarmed(session, own, other, route)
        match event:
            case Tap(data=data) if data.removeprefix(LANGUAGE) in self._dialogues and data.startswith(LANGUAGE):
                if not turn.replies:  # the second press of a double tap
                    return turn
                return self._chosen(turn.session or session, self._dialogues[data.removeprefix(LANGUAGE)])
            case Command(name="language"):
                (asked,) = turn.replies
                rows = (*self._names(), *asked.buttons[1:])
                return replace(turn, replies=(replace(asked, buttons=rows),))
            case Command(name="start") if line := self._strangers.line(stranger):
                return replace(turn, replies=(*turn.replies, line))
        if not isinstance(event, Text | Media) or _understood(session, turn):
            return turn
        for other, route in heard:
            if _clear(route) and (not _clear(turn.route) or _much(own, other, text)):
                return self._changed_over(session, other, event)
        return self._in_its_own(session, turn, text)

    # --- other languages that it has

    def _heard(self, own: Dialogue, text: str) -> Iterator[tuple[Dialogue, Route]]:
        """Where a message goes in each other language that it may be in: at least as many words must be that one's."""
        if not text.strip():
            return
        for other in self._dialogues.values():
            if other is not own and _held(other, text) >= max(_held(own, text), 1):
                yield other, other.knowledge.router.route(text)

    def _alarmed(self, session: Session, own: Dialogue, other: Dialogue, route: Route) -> Turn:
        """The card in the chat's language, and in that of the message: she reads one of them."""
        session = session.but(asked="", passing=False, tapped="")
        turn, again = own.alarmed(session, route), other.alarmed(session, route)
        row = language_row(other.knowledge)
        return replace(turn, replies=(*turn.replies, *(replace(reply, buttons=(row,)) for reply in again.replies)))

    def _changed_over(self, session: Session, other: Dialogue, event: Event) -> Turn:
        """The answer in the language that she wrote in; the chat goes on in it."""
        turn = other.turn(session.but(language=other.knowledge.language.code, lost=0), event)
        *before, last = turn.replies
        noted = replace(last, text=f"{last.text}\n\n{other.knowledge.replies.language_changed.says}")
        return replace(turn, replies=(*before, noted))

    def _names(self) -> tuple[Row, ...]:
        """The languages to choose from, each by its own name."""
        return tuple(language_row(dialogue.knowledge) for dialogue in self._dialogues.values())

    def _chosen(self, session: Session, chosen: Dialogue) -> Turn:
        """The language that was pressed; an open question is asked again in it."""
        known = chosen.knowledge
        session = session.but(language=known.language.code, lost=0)
        note = known.replies.language_changed
        if session.progress and not session.aside:
            return check.again(known.flow, session, session.progress, lead=note.says)
        return Turn(session, (said(note, chosen.topics(session)),))

    # --- languages that it has not

    def _in_its_own(self, session: Session, turn: Turn, text: str) -> Turn:
        """A turn that was lost, with the line of the language that the message is in, where it can be told."""
        code = self._strangers.told(text)
        line = self._strangers.line(code, text) if code and code not in self._dialogues else None
        if line is None:
            return turn
        if session.progress and not session.aside:
            return replace(turn, replies=(line, *turn.replies))
        *before, last = turn.replies
        said_there = replace(line, buttons=self._names(), edit=last.edit, place=last.place)
        return replace(turn, replies=(*before, said_there))


def _alarms(turn: Turn) -> bool:
    return turn.route is not None and turn.route.kind == "red_flag"


def _clear(route: Route | None) -> bool:
    """Whether it is clear what a message asks for, and it is not for another language."""
    return route is not None and (route.kind in ("answer", "symptom_check") or route.refused not in (None, ACCESS))


def _understood(session: Session, turn: Turn) -> bool:
    """Whether a message was taken as an answer to the open question, or goes to the staff."""
    moved = turn.session is None or turn.session.progress != session.progress
    return bool(turn.pass_on) or (moved and turn.route is None)


def _held(dialogue: Dialogue, text: str) -> int:
    """How many words of a message are words of a language."""
    known = dialogue.knowledge
    return sum(word in known.known for word in words(text, known.language))


def _much(own: Dialogue, other: Dialogue, text: str) -> bool:
    """Whether a message is surely in the other language, so that what its words seem to mean in this one is chance."""
    return _held(other, text) > 1 and _held(other, text) >= TIMES * max(_held(own, text), 1)
