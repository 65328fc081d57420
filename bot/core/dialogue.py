"""One event in, replies and the next session out. The order of precedence lives in `Dialogue.turn` and nowhere else."""

from dataclasses import replace

from bot.core import check
from bot.core.commands import Commands
from bot.core.flows.machine import Done, Progress, stands
from bot.core.group import Group
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Event, Media, Reply, Tap, Text, TimedOut, written
from bot.core.passing import TAPS, Passing
from bot.core.questions import Questions
from bot.core.replies import said
from bot.core.routing import Route
from bot.core.safety.watch import LEARNT
from bot.core.session import Session
from bot.core.turn import Turn
from bot.core.typed import Answer, Impossible, Stop, read_answer
from bot.core.words import words

SHORT = 3
"""Words up to which a message in the check is rather a misread answer than a question on another topic."""


class Dialogue:
    """Talks about one body of knowledge; `staffed` when questions may be passed on to the clinic's staff."""

    def __init__(self, knowledge: Knowledge, *, staffed: bool = False) -> None:
        self._known = knowledge
        self._say = knowledge.replies
        self._flow = knowledge.flow
        self.staffed = staffed
        self._questions = Questions(knowledge, staffed=staffed)
        self._passing = Passing(knowledge, self._questions)
        self._commands = Commands(knowledge, self._questions)
        self._group = Group(knowledge, self._questions)

    @property
    def knowledge(self) -> Knowledge:
        """What it knows."""
        return self._known

    def not_passed_on(self, session: Session) -> Reply:
        """What is said when a question could not be passed on to the staff."""
        return self._passing.failed(session)

    @property
    def slow_down(self) -> Reply:
        """What is said once to a chat that sends more than can be answered."""
        return said(self._say.slow_down)

    def turn(self, session: Session, event: Event) -> Turn:
        """Answers one event; red flags before everything, in every state."""
        asked, passing, session = session.asked, session.passing, session.but(asked="", passing=False)
        text = written(event)
        route = self._known.router.route(text, session.topic) if text.strip() else None
        answer = self._typed_answer(session, event, text)
        # An answer to the open question is taken at its word unless it names a danger sign in so many words.
        if route and route.alarm and route.kind == "red_flag" and not (answer and route.alarm.flag == LEARNT):
            return self._alarm(session, route)
        if session.progress and not stands(self._flow, session.progress):
            session = session.but(progress=None, aside=False)
            if not isinstance(event, Command):  # a command, /delete above all, does what it says
                return Turn(session, (said(self._say.content_changed, self._questions.topics()),))
        match event:
            case TimedOut():
                return self._timed_out(session)
            case Command(name=name) if name != "ask" or route is None:
                return self._commands.run(session, event)
            case Tap(data=data):
                return self._tap(session, data, asked)
            case Media() if route is None and passing:
                return self._passing.words_only(session)
            case Media() if route is None:
                return Turn(session, (said(self._say.media, self._questions.resume(session)),))
        if route is None:
            return Turn(session, (said(self._say.empty, self._questions.resume(session) or self._questions.topics()),))
        if passing and isinstance(event, Text | Media) and self.staffed:
            return self._passing.passed(session, event, route)
        if session.progress and not session.aside:
            return self._in_check(session, session.progress, text, route, answer)
        return self._questions.routed(session, text, route)

    def in_group(self, event: Event) -> Turn:
        """Answers one event of a group that is meant for the bot: without a session, before and after."""
        return self._group.turn(event)

    def _typed_answer(self, session: Session, event: Event, text: str) -> Answer | None:
        """What a text answers to the open question, if there is one.

        A message corrected later was meant for an earlier question, so it never answers the open one.
        """
        open_question = session.progress if not session.aside else None
        if open_question is None or not text.strip() or not isinstance(event, Text | Media):
            return None
        if isinstance(event, Text) and event.edited:
            return None
        return read_answer(self._flow, open_question, text, self._known.language)

    # --- red flags and time-outs

    def _alarm(self, session: Session, route: Route) -> Turn:
        """The card for a red flag and nothing else; an open check is set aside."""
        assert route.alarm
        card = getattr(self._say, route.alarm.card or route.alarm.level)
        return Turn(session.but(aside=session.progress is not None, lost=0), (said(card),), route)

    def _timed_out(self, session: Session) -> Turn:
        if session.progress is None:
            return Turn(session, ())  # what she agreed to has lapsed as well
        rows = self._questions.topics()
        return Turn(session.but(progress=None, aside=False, lost=0), (said(self._say.timed_out, rows),))

    # --- buttons

    def _tap(self, session: Session, data: str, asked: str) -> Turn:
        if place := check.tapped(data):
            return self._tap_in_check(session, *place)
        kind, _, name = data.partition(":")
        if kind == "ask" and name in self._known.intents:
            return self._questions.asked(session.but(lost=0), name)
        if kind == "more" and name in self._known.intents and self._known.intents[name].answer:
            return self._questions.more(session, name)
        if data in TAPS and self.staffed:
            return self._passing.tapped(session, data)
        if data == "none":
            rows = self._questions.topics()
            lost = session.but(lost=session.lost + 1)
            return Turn(lost, (said(self._say.none_of_these, rows),), unanswered=asked)
        if data == "resume" and session.progress:
            return check.again(self._flow, session.but(aside=False), session.progress)
        if data in ("topics", "privacy"):
            return self._commands.run(session, Command(data))
        return self._stale(session)

    def _stale(self, session: Session) -> Turn:
        """A button that no longer fits changes nothing, and says so."""
        if session.progress and not session.aside:
            return check.again(self._flow, session, session.progress, lead=self._say.stale.says)
        return Turn(session, (said(self._say.stale, self._questions.resume(session) or self._questions.topics()),))

    # --- the symptom check

    def _tap_in_check(self, session: Session, run: int, step: str, code: str) -> Turn:
        progress = session.progress
        if progress is None or run != session.run or step != progress.step:
            return self._stale(session)
        if code == check.CANCEL:
            return self._commands.cancel(session)
        move = check.move(code)
        session = session.but(aside=False)
        if isinstance(move, Done) and not progress.ticks:
            return check.again(self._flow, session, progress, lead=self._flow.words.nothing_ticked, edit=True)
        return check.moved(self._flow, session, progress, move, self._known.contact, edit=True) or self._stale(session)

    def _in_check(self, session: Session, progress: Progress, text: str, route: Route, answer: Answer | None) -> Turn:
        """A typed answer, or a question asked in between, after which the check goes on."""
        labels = self._flow.words
        if isinstance(answer, Impossible):
            return check.again(self._flow, session, progress, lead=labels.impossible_week)
        if isinstance(answer, Stop):
            return self._commands.cancel(session)
        if moved := check.moved(self._flow, session, progress, answer, self._known.contact):
            return moved
        if isinstance(answer, Done):
            return check.again(self._flow, session, progress, lead=labels.nothing_ticked)
        long = len(words(text, self._known.language)) > SHORT
        if route.kind == "answer" or (route.refused and long):
            between = self._questions.routed(session, text, route)
            again = check.again(self._flow, session, progress, lead=self._say.back_to_check.says)
            told = tuple(replace(reply, buttons=()) for reply in between.replies)
            return Turn(between.session, (*told, *again.replies), route)
        return check.again(self._flow, session, progress, lead=labels.not_understood)
