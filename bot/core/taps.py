"""What a pressed button does: it carries one of these, or a move of the check (`check`), or a language (`polyglot`).

ask:TOPIC, meant:TOPIC      the answer; after "meant" it takes the place of the choice
more:TOPIC                  all of the answer
yes:TOPIC, no:TOPIC         whether it helped; ":more" follows while there is more of it
none                        none of the topics that were offered
thanks                      nothing
check, resume               begins the check, goes on with it
start, topics, privacy, mydata, delete      what the command of this name does
delete:yes, delete:no       forgets everything, or does not
staff, staff:yes, staff:no  step by step to a question for the clinic's staff
"""

from bot.core import check
from bot.core.checking import Checking
from bot.core.commands import Commands
from bot.core.intents import covers
from bot.core.knowledge import Knowledge
from bot.core.messages import Tap
from bot.core.passing import TAPS, Passing
from bot.core.questions import Questions
from bot.core.replies import said
from bot.core.session import Session
from bot.core.turn import Rating, Turn

_CARDS = ("start", "topics", "privacy", "mydata", "delete")
"""Commands that are buttons too."""


def mark(tap: Tap) -> str:
    """By what a press is known when it comes twice; nothing where messages have no numbers."""
    return f"{tap.message}:{tap.data}"[:96] if tap.message else ""


def again(session: Session, tap: Tap) -> bool:
    """Whether a press is the second of a double tap; once a check has ended, any press on its last question is."""
    return tap.message > 0 and session.tapped in (mark(tap), str(tap.message))


class Taps:
    """Answers pressed buttons; one that no longer fits changes nothing, and says so."""

    def __init__(
        self,
        knowledge: Knowledge,
        questions: Questions,
        commands: Commands,
        checking: Checking,
        passing: Passing | None,
    ) -> None:
        self._known = knowledge
        self._say = knowledge.replies
        self._questions = questions
        self._commands = commands
        self._checking = checking
        self._passing = passing

    def pressed(self, session: Session, tap: Tap, asked: str) -> Turn:
        """The turn of one press; `asked` is the wording of the message before it."""
        if tap.data == "thanks":
            return Turn(session.but(asked=asked), ())
        if place := check.tapped(tap.data):
            return self._checking.tapped(session, *place) or self._stale(session)
        kind, _, rest = tap.data.partition(":")
        name, _, left = rest.partition(":")
        if name in self._known.intents and (turn := self._about(session, kind, name, left, tap, asked)):
            return turn
        match tap.data:
            case data if data in TAPS and self._passing:
                return self._passing.tapped(session, data)
            case "none":
                topics = said(self._say.none_of_these, self._questions.topics(), edit=True)
                return Turn(session.but(lost=session.lost + 1), (topics,), unanswered=asked)
            case "check" if session.progress is None:
                return check.begun(self._known.flow, session)
            case "check" | "resume" if session.progress:
                return check.again(self._known.flow, session.but(aside=False), session.progress)
            case "delete:yes" | "delete:no":
                return self._commands.deleted(session, sure=tap.data == "delete:yes")
            case card if card in _CARDS:
                return self._commands.pressed(session, card)
        return self._stale(session)

    def _about(self, session: Session, kind: str, name: str, left: str, tap: Tap, asked: str) -> Turn | None:
        """A press on a button about one topic."""
        match kind:
            case "ask" | "meant":
                return self._questions.asked(session.but(lost=0), name, edit=kind == "meant")
            case "more" if self._known.intents[name].answer:
                return self._questions.more(session.but(asked=asked), name)
            case "yes" | "no" if covers(name) and self._known.intents[name].answer:
                # The wording may be that of a later message than the one whose answer is rated.
                own = not tap.message or bool(session.pairs and session.pairs[-1].reply == tap.message)
                rating = Rating(name, kind == "yes")
                return self._questions.rated(session, rating, asked if own else "", more=left == "more")
        return None

    def _stale(self, session: Session) -> Turn:
        if session.progress and not session.aside:
            return check.again(self._known.flow, session, session.progress, lead=self._say.stale.says)
        return Turn(session, (said(self._say.stale, self._questions.ways_on(session)),))
