"""Passing a question on to the clinic's staff: it is offered, she agrees, and what she types next goes to them."""

from dataclasses import replace

from bot.core.knowledge import Knowledge
from bot.core.messages import Button, Media, Reply, Text, written
from bot.core.questions import STAFF, Questions
from bot.core.replies import said
from bot.core.routing import Route
from bot.core.session import Session
from bot.core.turn import Turn

AGREED, REFUSED = "staff:yes", "staff:no"
TAPS = frozenset({STAFF, AGREED, REFUSED})


class Passing:
    """Says what is said around a question to the staff."""

    def __init__(self, knowledge: Knowledge, questions: Questions) -> None:
        self._say = knowledge.replies
        self._hours = knowledge.hours
        self._questions = questions

    def tapped(self, session: Session, data: str) -> Turn:
        """What the button that `Questions.offer` brings leads to, step by step."""
        say = self._say.pass_on
        session = session.but(aside=session.progress is not None, lost=0)
        if data == STAFF:
            rows = ((Button(say.agree, AGREED),), (Button(say.refuse, REFUSED),))
            return Turn(session, (said(say.consent, rows).adding(self._hours),))
        if data == AGREED:
            return Turn(session.but(passing=True), (said(say.write, ((Button(say.refuse, REFUSED),),), edit=True),))
        return Turn(session, (said(say.refused, self._questions.ways_on(session), edit=True),))

    def passed(self, session: Session, event: Text | Media, route: Route) -> Turn:
        """Her words go to the staff; a sign among them is answered as well, since nobody may read it for hours."""
        card = said(self._say.pass_on.passed, self._questions.ways_on(session))
        if any(sighting.level for sighting in route.sightings) or route.alarm:
            card = replace(card, text=f"{self._say.mild.says}\n\n{card.text}")
        return Turn(session.but(lost=0), (card,), route, pass_on=written(event))

    def failed(self, session: Session) -> Reply:
        """What is said when the staff could not be reached."""
        return said(self._say.pass_on.failed, self._questions.ways_on(session))

    def words_only(self, session: Session) -> Turn:
        """A picture cannot be passed on; her words still can."""
        rows = ((Button(self._say.pass_on.refuse, REFUSED),),)
        return Turn(session.but(passing=True), (said(self._say.pass_on.words_only, rows),))
