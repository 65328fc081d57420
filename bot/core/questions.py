"""Answers to questions: the reply to a route, to a topic's button, and what is said when there is none."""

from collections.abc import Iterable
from dataclasses import replace

from bot.core import check
from bot.core.answers import Answers
from bot.core.intents import SMALLTALK, covers
from bot.core.knowledge import Knowledge
from bot.core.masking import masked
from bot.core.messages import Button, Reply
from bot.core.replies import Row, said, topic_rows
from bot.core.routing import Route
from bot.core.safety.format import MILD
from bot.core.session import Session
from bot.core.turn import Rating, Turn
from bot.core.words import words

STAFF = "staff"
"""The data of the button that leads to the clinic's staff."""
LANGUAGE = "lang:"
"""The data of a button that chooses a language begins so."""


def language_row(known: Knowledge) -> Row:
    """The button that chooses a language, by its own name."""
    return (Button(known.replies.language, f"{LANGUAGE}{known.language.code}"),)


class Questions:
    """Answers from one body of knowledge; an open check is offered again under each answer."""

    def __init__(self, knowledge: Knowledge, *, staffed: bool = False) -> None:
        self._known = knowledge
        self._staffed = staffed
        self._say = knowledge.replies
        self._language = knowledge.language
        self._answers = Answers(knowledge.intents, knowledge.sources, self._say.labels, self._language)

    def topics(self) -> tuple[Row, ...]:
        """A button for every topic."""
        return topic_rows(self._known.intents, self._say.menu)

    def resume(self, session: Session) -> tuple[Row, ...]:
        """The button that goes on with an open check, if there is one."""
        return ((Button(self._say.labels.go_on, "resume"),),) if session.progress else ()

    def ways_on(self, session: Session) -> tuple[Row, ...]:
        """The buttons to go on with: the open check, or a question."""
        return self.resume(session) or self.topics()

    def offer(self) -> tuple[Row, ...]:
        """The button that leads to the clinic's staff, where somebody reads what is passed on."""
        return ((Button(self._say.pass_on.ask, STAFF),),) if self._staffed else ()

    def person(self) -> Reply:
        """Who can be reached, and when."""
        return said(self._say.contact, self.offer()).adding(self._known.hours)

    def number(self) -> tuple[Reply, ...]:
        """The clinic's phone as a card, when it is filled in."""
        contact = self._known.contact
        return (check.called(contact),) if contact else ()

    def asked(self, session: Session, name: str, *, edit: bool = False) -> Turn:
        """The answer to a topic chosen by a button or a link; `edit` puts it in place of the choice."""
        if self._known.intents[name].starts:
            return check.begun(self._known.flow, session)
        reply = replace(self._told(session, name), edit=edit)
        return Turn(session.but(topic=name, aside=session.progress is not None), (reply,))

    def more(self, session: Session, name: str) -> Turn:
        """All of an answer, in place of its first screen."""
        return Turn(session, (self._answers.whole(name, resume=session.progress is not None),))

    def rated(self, session: Session, rating: Rating, wording: str, *, more: bool) -> Turn:
        """Thanks for saying whether an answer helped; if not, asks which topic was meant, and keeps the wording."""
        thanks = self._answers.thanked(rating.intent, more=more, resume=session.progress is not None)
        if rating.helped:
            return Turn(session, (thanks,), rating=rating)
        near = self._known.router.route(wording).choices if wording else ()
        others = [name for name in near if name != rating.intent] or [
            name for name in self._say.menu if name in self._known.intents and name != rating.intent
        ]
        asked = said(self._say.not_helped, self._choices(others))
        return Turn(session, (thanks, asked), unanswered=wording, rating=rating)

    def routed(self, session: Session, text: str, route: Route) -> Turn:
        """The reply to a typed message by its route."""
        if route.kind == "symptom_check":
            reported = route.alarm is not None and self._language.requests.isdisjoint(words(text, self._language))
            turn = check.begun(self._known.flow, session, self._say.mild.says if reported else "")
            return replace(turn, route=route)
        if route.kind == "answer" and route.intent:
            topic = session.topic if route.intent.startswith(SMALLTALK) else route.intent
            told = [self._told(session, name, text) for name in (route.intent, *route.also)]
            told = [*(replace(reply, buttons=()) for reply in told[:-1]), told[-1]]
            # Kept until the next event, for one answer of which she may say that it did not help.
            wording = masked(text, self._known.known) if covers(route.intent) and not route.also else ""
            return self._noted(Turn(session.but(topic=topic, lost=0, asked=wording), tuple(told), route), route)
        if route.refused:
            return self._noted(Turn(session.but(lost=0), (self._told(session, route.refused),), route), route)
        if route.kind == "suggest":
            asked = masked(text, self._known.known)
            return self._noted(self._suggested(session.but(asked=asked), route), route)
        if not words(text, self._language):  # a row of emoji, or of question marks
            return Turn(session, (said(self._say.empty, self.resume(session) or self.topics()),), route)
        lost = self._lost(session, route)
        return self._noted(replace(lost, unanswered=masked(text, self._known.known)), route)

    def _told(self, session: Session, name: str, question: str = "") -> Reply:
        return self._answers.first(name, question, resume=session.progress is not None)

    def _suggested(self, session: Session, route: Route) -> Turn:
        rows = (*self._choices(route.choices), *self.resume(session))
        return Turn(session, (said(self._say.unsure, rows),), route)

    def _choices(self, names: Iterable[str]) -> tuple[Row, ...]:
        """Topics of which one may be meant; the one that is pressed takes their place."""
        rows = tuple((Button(self._known.intents[name].title, f"meant:{name}"),) for name in names)
        return (*rows, (Button(self._say.labels.none_of_these, "none"),))

    def _lost(self, session: Session, route: Route) -> Turn:
        card = self._say.lost_again if session.lost else self._say.lost
        rows = (*self.topics(), *(self.offer() if session.lost else ()), *self.resume(session))
        number = self.number() if session.lost else ()
        return Turn(session.but(lost=session.lost + 1), (*number, said(card, rows)), route)

    def _noted(self, turn: Turn, route: Route) -> Turn:
        """Adds what to do "if this is happening to you now" when a sign was mentioned or denied but not reported.

        In a language that still awaits something, also to whatever found no answer: a sign may have been missed there.
        """
        missed = self._say.awaits is not None and route.kind in ("lost", "suggest")
        if not missed and not route.denies and all(sighting.level == MILD for sighting in route.sightings):
            return turn
        *before, last = turn.replies
        return replace(turn, replies=(*before, last.adding(self._say.if_now.says)))
