"""Answers to questions: the reply to a route, to a topic's button, and what is said when there is none."""

from dataclasses import replace

from bot.core import check
from bot.core.intents import SMALLTALK
from bot.core.knowledge import Knowledge
from bot.core.masking import masked
from bot.core.messages import Button, Reply
from bot.core.replies import Row, answered, ask_button, rest_of, said, topic_rows
from bot.core.routing import Route
from bot.core.session import Session
from bot.core.turn import Turn
from bot.core.words import words

STAFF = "staff"
"""The data of the button that leads to the clinic's staff."""


class Questions:
    """Answers from one body of knowledge; an open check is offered again under each answer."""

    def __init__(self, knowledge: Knowledge, *, staffed: bool = False) -> None:
        self._known = knowledge
        self._staffed = staffed
        self._say = knowledge.replies
        self._language = knowledge.language

    def topics(self) -> tuple[Row, ...]:
        """A button for every topic."""
        return topic_rows(self._known.intents, self._say.menu)

    def resume(self, session: Session) -> tuple[Row, ...]:
        """The button that goes on with an open check, if there is one."""
        return ((Button(self._say.labels.go_on, "resume"),),) if session.progress else ()

    def offer(self) -> tuple[Row, ...]:
        """The button that leads to the clinic's staff, where somebody reads what is passed on."""
        return ((Button(self._say.pass_on.ask, STAFF),),) if self._staffed else ()

    def person(self) -> Reply:
        """Who can be reached, and when."""
        card = said(self._say.contact, self.offer())
        return replace(card, text=f"{card.text}\n\n{self._known.hours}") if self._known.hours else card

    def number(self) -> tuple[Reply, ...]:
        """The clinic's phone as a card, when it is filled in."""
        contact = self._known.contact
        return (check.called(contact),) if contact else ()

    def asked(self, session: Session, name: str) -> Turn:
        """The answer to a topic chosen by a button or a link."""
        if self._known.intents[name].starts:
            return check.begun(self._known.flow, session)
        turn = self._told(session, name)
        return Turn(session.but(topic=name, aside=session.progress is not None), turn)

    def more(self, session: Session, name: str) -> Turn:
        """All of an answer, in place of its first screen."""
        known = self._known
        reply = rest_of(name, known.intents, known.sources, self._say.labels)
        return Turn(session, (replace(reply, buttons=(*reply.buttons, *self.resume(session))),))

    def routed(self, session: Session, text: str, route: Route) -> Turn:
        """The reply to a typed message by its route."""
        if route.kind == "symptom_check":
            reported = route.alarm is not None and self._language.requests.isdisjoint(words(text, self._language))
            turn = check.begun(self._known.flow, session, self._say.mild.says if reported else "")
            return replace(turn, route=route)
        if route.kind == "answer" and route.intent:
            topic = session.topic if route.intent.startswith(SMALLTALK) else route.intent
            replies = self._told(session, route.intent, text)
            for second in route.also:
                replies = (*(replace(reply, buttons=()) for reply in replies), *self._told(session, second, text))
            return self._noted(Turn(session.but(topic=topic, lost=0), replies, route), route)
        if route.refused:
            return self._noted(Turn(session.but(lost=0), self._told(session, route.refused), route), route)
        if route.kind == "suggest":
            asked = masked(text, self._known.known)
            return self._noted(self._suggested(session.but(asked=asked), route), route)
        lost = self._lost(session, route)
        return self._noted(replace(lost, unanswered=masked(text, self._known.known)), route)

    def _told(self, session: Session, name: str, question: str = "") -> tuple[Reply, ...]:
        known = self._known
        reply = answered(name, known.intents, known.sources, self._say.labels, question, self._language)
        return (replace(reply, buttons=(*reply.buttons, *self.resume(session))),)

    def _suggested(self, session: Session, route: Route) -> Turn:
        rows = tuple((ask_button(name, self._known.intents[name]),) for name in route.choices)
        none = (Button(self._say.labels.none_of_these, "none"),)
        return Turn(session, (said(self._say.unsure, (*rows, none, *self.resume(session))),), route)

    def _lost(self, session: Session, route: Route) -> Turn:
        card = self._say.lost_again if session.lost else self._say.lost
        rows = (*self.topics(), *(self.offer() if session.lost else ()), *self.resume(session))
        number = self.number() if session.lost else ()
        return Turn(session.but(lost=session.lost + 1), (*number, said(card, rows)), route)

    def _noted(self, turn: Turn, route: Route) -> Turn:
        """Adds what to do "if this is happening to you now" when a danger sign was mentioned but not reported."""
        if not any(sighting.level != "symptom_check" for sighting in route.sightings):
            return turn
        *before, last = turn.replies
        noted = replace(last, text=f"{last.text}\n\n{self._say.if_now.says}")
        return replace(turn, replies=(*before, noted))
