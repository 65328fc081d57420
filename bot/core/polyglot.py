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
from bot.core.messages import Command, Event, Media, Reply, Tap, Text, by_link, written
from bot.core.questions import LANGUAGE, language_row
from bot.core.replies import Row, said
from bot.core.routing import Route
from bot.core.safety.format import ALARMS
from bot.core.session import Session
from bot.core.spoken import Spoken
from bot.core.strangers import Strangers
from bot.core.turn import Turn

MAIN = "en"
"""The language of those whose own one the bot does not have."""
ACCESS = "other_language_access"
"""The intent of those who ask for another language."""


class Polyglot:
    """Talks about the same in several languages; `strangers` are those that it cannot read."""

    def __init__(self, dialogues: Mapping[str, Dialogue], strangers: Strangers | None = None) -> None:
        self._dialogues = dict(dialogues)
        self._spoken = Spoken([dialogue.knowledge for dialogue in dialogues.values()], strangers or Strangers({}))

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
        heard = self._heard(own, written(event))
        alarm = next((other for other, route in heard if _urgency(route) > _urgency(turn.route)), None)
        return alarm.in_group(event) if alarm else turn

    def articles(self, query: str, language: str = "") -> Articles:
        """What somebody may send to others, in her language."""
        return self.of(self.met(Session(), language)).articles(query)

    def turn(self, session: Session, event: Event) -> Turn:
        """Answers one event: danger signs in any language before everything."""
        own, stranger = self.of(session), session.language
        event = _as_command(event, own, session)
        session = session.but(language=own.knowledge.language.code)
        turn = own.turn(session, event)
        text = "" if by_link(event) else written(event)
        heard = list(self._heard(own, text))
        for other, route in heard:
            if _urgency(route) > _urgency(turn.route):
                alarm = own.alarmed(session.but(asked="", passing=False, tapped=""), route)
                return self._for_her(alarm, own, text, other)
        if turn.alarms:
            return self._for_her(turn, own, text)
        match event:
            case Tap(data=data) if data.startswith(LANGUAGE) and turn.session and turn.replies:
                chosen = self._dialogues.get(data.removeprefix(LANGUAGE))
                return self._chosen(turn.session, chosen) if chosen else turn
            case Command(name="language"):
                (asked,) = turn.replies
                return replace(turn, replies=(replace(asked, buttons=(*self._names(), *asked.buttons[1:])),))
            case Command(name="start") if line := self._spoken.line_in(stranger):
                return replace(turn, replies=(*turn.replies, line))
            case Text() | Media() if text and not _understood(session, turn):
                return self._elsewhere(session, own, turn, event, heard)
        return turn

    # --- other languages that it has

    def _heard(self, own: Dialogue, text: str) -> Iterator[tuple[Dialogue, Route]]:
        """Where a message goes in each other language that it may be in: at least as many words must be that one's."""
        for other in self._dialogues.values() if text.strip() else ():
            if other is not own and self._spoken.held(_code(other), text) >= self._spoken.held(_code(own), text):
                yield other, other.knowledge.router.route(text)

    def _for_her(self, alarm: Turn, own: Dialogue, text: str, other: Dialogue | None = None) -> Turn:
        """A card for a danger sign, and below it the same in the language of the message, so that she can read one."""
        assert alarm.session
        assert alarm.route
        replies = list(alarm.replies)
        for dialogue in self._dialogues.values():
            if dialogue is other or (dialogue is not own and self._spoken.surely(_code(dialogue), _code(own), text)):
                (card,) = dialogue.alarmed(alarm.session, alarm.route).replies
                replies.append(replace(card, buttons=(language_row(dialogue.knowledge),)))
        if line := self._spoken.line(text):
            replies.append(line)
        return replace(alarm, replies=tuple(replies))

    def _elsewhere(
        self, session: Session, own: Dialogue, turn: Turn, event: Event, heard: list[tuple[Dialogue, Route]]
    ) -> Turn:
        """The turn, or the answer in another language that a message is in."""
        text, clear, spoken = written(event), _clear(turn.route), self._spoken
        if not (clear and spoken.mostly(_code(own), text)) and (line := self._spoken.line(text)):
            return self._in_its_own(turn, line)
        for other, route in heard:
            surely, ours = spoken.surely(_code(other), _code(own), text), spoken.held(_code(own), text)
            told = _clear(route) or route.refused == ACCESS
            if (surely and (told or not clear or not ours)) or (
                told and not clear and spoken.tells(text) and spoken.held(_code(other), text) > ours
            ):
                return self._changed_over(session, other, event)
        return turn

    def _changed_over(self, session: Session, other: Dialogue, event: Event) -> Turn:
        """The answer in the language that she wrote in; the chat goes on in it."""
        turn = other.turn(session.but(language=other.knowledge.language.code, lost=0), event)
        *before, last = turn.replies
        return replace(turn, replies=(*before, last.adding(other.knowledge.replies.language_changed.says)))

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

    def _in_its_own(self, turn: Turn, line: Reply) -> Turn:
        """The line of the language that a message is in, instead of a reply to it; an open question stays below."""
        if turn.session and turn.session.progress and not turn.session.aside:
            return replace(turn, replies=(line, *turn.replies))
        *before, last = turn.replies
        instead = replace(line, buttons=self._names(), edit=last.edit, place=last.place)
        return replace(turn, replies=(*before, instead))


def _code(dialogue: Dialogue) -> str:
    return dialogue.knowledge.language.code


def _as_command(event: Event, own: Dialogue, session: Session) -> Event:
    """A command that she typed without its stroke ("help"), unless she is asked something."""
    if not isinstance(event, Text) or event.edited or session.passing or (session.progress and not session.aside):
        return event
    name = event.text.strip().lower()
    return Command(name) if name in own.knowledge.replies.commands else event


def _urgency(route: Route | None) -> int:
    """How urgent a danger sign is that a message reports; -1 when it reports none."""
    return ALARMS.index(route.level) if route and route.kind == "red_flag" and route.level else -1


def _clear(route: Route | None) -> bool:
    """Whether it is clear what a message asks for, and it is nothing about languages."""
    if route is None or route.refused == ACCESS:
        return False
    return route.kind in ("answer", "symptom_check") or route.refused is not None


def _understood(session: Session, turn: Turn) -> bool:
    """Whether a message was taken as an answer to the open question, or goes to the staff, or was told of before."""
    moved = turn.session is None or turn.session.progress != session.progress
    return bool(turn.pass_on) or not turn.replies or (moved and turn.route is None)
