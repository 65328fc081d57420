"""One event in, replies and the next session out. The order of precedence lives in `Dialogue.turn` and nowhere else."""

from dataclasses import replace

from bot.core.articles import Articles, articles
from bot.core.checking import Checking, in_place
from bot.core.commands import Commands
from bot.core.flows.machine import stands
from bot.core.group import Group
from bot.core.knowledge import Knowledge
from bot.core.lateness import lateness
from bot.core.messages import Command, Event, Media, Reply, Tap, Text, TimedOut, by_link, written
from bot.core.passing import Passing
from bot.core.questions import Questions
from bot.core.reading import Reading
from bot.core.replies import Row, said
from bot.core.routing import Route
from bot.core.session import Pair, Session
from bot.core.taps import Taps, again, mark
from bot.core.turn import Turn


class Dialogue:
    """Talks about one body of knowledge; `staffed` when questions may be passed on to the clinic's staff."""

    def __init__(self, knowledge: Knowledge, *, staffed: bool = False) -> None:
        self._known = knowledge
        self._say = knowledge.replies
        self.staffed = staffed
        self._questions = Questions(knowledge, staffed=staffed)
        self._passing = Passing(knowledge, self._questions)
        self._commands = Commands(knowledge, self._questions)
        self._checking = Checking(knowledge, self._questions, self._commands)
        self._taps = Taps(
            knowledge, self._questions, self._commands, self._checking, self._passing if staffed else None
        )
        self._group = Group(knowledge, self._questions)

    @property
    def knowledge(self) -> Knowledge:
        """What it knows."""
        return self._known

    def not_passed_on(self, session: Session) -> Reply:
        """What is said when a question could not be passed on to the staff."""
        return self._passing.failed(session)

    def topics(self, session: Session) -> tuple[Row, ...]:
        """The buttons to go on with: the open check, or a question."""
        return self._questions.ways_on(session)

    @property
    def slow_down(self) -> Reply:
        """What is said once to a chat that sends more than can be answered."""
        return said(self._say.slow_down)

    def late(self, session: Session, age: float) -> tuple[Session, tuple[Reply, ...]]:
        """What is said beside the answer to a message of so many seconds ago: an apology, once for all that waited."""
        late = lateness(age)
        card = {1: self._say.late, 2: self._say.very_late}.get(late) if late > session.late else None
        return session.but(late=late and max(late, session.late)), (said(card),) if card else ()

    def turn(self, session: Session, event: Event) -> Turn:
        """Answers one event; red flags before everything, in every state."""
        if isinstance(event, Tap) and again(session, event):
            return Turn(session, ())  # the second press of a double tap
        before = session
        session = session.but(asked="", passing=False, tapped=mark(event) if isinstance(event, Tap) else "")
        read = self._read(session, event)
        if read and self._reports(read, event):
            return self.alarmed(session, read.route)
        if session.progress and not stands(self._known.flow, session.progress):
            session = session.ended().but(lost=session.lost)
            if not _does_what_it_says(event):
                return Turn(session, (said(self._say.content_changed, self._questions.topics()),))
        match event:
            case TimedOut():
                return self._timed_out(session)
            case Command(name=name) if name != "ask" or read is None:
                return self._commands.run(session, event)
            case Tap():
                return self._taps.pressed(session, event, before.asked)
        if read is None:
            return self._wordless(before, session, event)
        if before.passing and self.staffed and isinstance(event, Text | Media):
            if not event.edited:
                return self._passing.passed(session, event, read.route)
            session = session.but(passing=True)  # her next words, not some that she mends
        turn = self._worded(session, event, read)
        return self._only_words(turn) if isinstance(event, Media) else turn

    def in_group(self, event: Event) -> Turn:
        """Answers one event of a group that is meant for the bot: without a session, before and after."""
        return self._group.turn(event)

    def articles(self, query: str) -> Articles:
        """What somebody may send to others, for the words that they typed."""
        return articles(self._known, query)

    def _read(self, session: Session, event: Event) -> Reading | None:
        """What the words of an event are read as; None when it has none."""
        text = written(event)
        if not text.strip():
            return None
        route = self._known.router.route(text, session.topic)
        if not isinstance(event, Text | Media):
            return Reading(text, route)
        pair = session.pair(event.message) if event.edited else None
        return Reading(text, route, self._checking.answer(session, event, pair), event.message, pair)

    @staticmethod
    def _reports(read: Reading, event: Event) -> bool:
        """Whether a message reports a danger sign.

        An answer to the open question, or what a link brings, is taken at its word unless it names a sign as such.
        """
        return read.route.kind == "red_flag" and (read.route.named or not (read.answer or by_link(event)))

    # --- red flags and time-outs

    def alarmed(self, session: Session, route: Route) -> Turn:
        """The card for a red flag and nothing else; an open check is set aside."""
        assert route.alarm
        card = getattr(self._say, route.alarm.card or route.alarm.level)
        return Turn(session.but(aside=session.progress is not None, lost=0), (said(card),), route)

    def _timed_out(self, session: Session) -> Turn:
        if session.progress is None:
            return Turn(session, ())
        rows = self._questions.topics()
        return Turn(session.ended(), (said(self._say.timed_out, rows),))

    # --- words, and what has none

    def _worded(self, session: Session, event: Event, read: Reading) -> Turn:
        """The reply to words: to the open check, or by their route; edited ones are answered where they were."""
        if isinstance(event, Media) and event.album:
            session = session.but(album=event.album)
        progress, pair, route = session.progress, read.pair, read.route
        if pair and pair.step and progress:
            return self._checking.amended(session, progress, read, pair)
        if pair and not (progress and route.kind == "symptom_check"):
            return self._corrected(session, read, pair)
        if progress and not session.aside:
            return self._checking.typed(session, progress, read)
        turn = self._questions.routed(session, read.text, route)
        if turn.session and route.kind != "symptom_check" and len(turn.replies) == 1:
            return replace(turn, session=turn.session.asking(read.message))
        return turn

    def _only_words(self, turn: Turn) -> Turn:
        """A reply to a caption: she must not think that the picture above it was looked at."""
        first, *others = turn.replies
        lead = self._say.media.beside.says
        return replace(turn, replies=(replace(first, text=f"{lead}\n\n{first.text}"), *others))

    def _corrected(self, session: Session, read: Reading, pair: Pair) -> Turn:
        """The reply to a message that was changed, in place of the reply that it had; a check begins anew below."""
        turn = self._questions.routed(session.but(lost=0), read.text, read.route)
        if read.route.kind == "symptom_check" or len(turn.replies) > 1:
            return turn
        return in_place(turn, pair)

    def _wordless(self, before: Session, session: Session, event: Event) -> Turn:
        """The reply to what holds no words."""
        if not isinstance(event, Media):
            return Turn(session, (said(self._say.empty, self._questions.ways_on(session)),))
        if event.edited:
            return Turn(before, ())  # she is where she said to be, still: a live location moves all the time
        if before.passing:
            return self._passing.words_only(session)
        return self._unread(session, event)

    def _unread(self, session: Session, event: Media) -> Turn:
        """What works instead of something that holds no words; once for an album."""
        if event.album and event.album == session.album:
            return Turn(session, ())
        card = self._say.media.card(event.kind)
        return Turn(session.but(album=event.album), (said(card, self._questions.resume(session)),))


def _does_what_it_says(event: Event) -> bool:
    """Whether an event asks for the same whatever was open before: a command does, and the button that deletes."""
    return isinstance(event, Command) or (isinstance(event, Tap) and event.data == "delete:yes")
