"""One event in, replies and the next session out. The order of precedence lives in `Dialogue.turn` and nowhere else."""

from dataclasses import replace

from bot.core import check
from bot.core.flows.machine import Done, Progress, stands
from bot.core.intents import SMALLTALK
from bot.core.knowledge import Knowledge
from bot.core.masking import masked
from bot.core.messages import Button, Command, Event, Media, Reply, Tap, Text, TimedOut, written
from bot.core.replies import answered, ask_button, rest_of, said, topic_rows
from bot.core.routing import Route
from bot.core.safety.watch import LEARNT
from bot.core.session import Session
from bot.core.turn import Turn
from bot.core.typed import Answer, Impossible, Stop, read_answer
from bot.core.words import words

SHORT = 3
"""Words up to which a message in the check is rather a misread answer than a question on another topic."""
_REQUESTS = frozenset({"check", "checked", "symptom", "symptoms", "questions"})
"""Words of someone who asks for the check rather than reporting a sign."""


class Dialogue:
    """Talks about one body of knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._known = knowledge
        self._say = knowledge.replies
        self._flow = knowledge.flow

    @property
    def knowledge(self) -> Knowledge:
        """What it knows."""
        return self._known

    @property
    def slow_down(self) -> Reply:
        """What is said once to a chat that sends more than can be answered."""
        return said(self._say.slow_down)

    def turn(self, session: Session, event: Event) -> Turn:
        """Answers one event; red flags before everything, in every state."""
        asked, session = session.asked, session.but(asked="")
        text = written(event)
        route = self._known.router.route(text, session.topic) if text.strip() else None
        answer = self._typed_answer(session, event, text)
        # An answer to the open question is taken at its word unless it names a danger sign in so many words.
        if route and route.alarm and route.kind == "red_flag" and not (answer and route.alarm.flag == LEARNT):
            return self._alarm(session, route)
        if session.progress and not stands(self._flow, session.progress):
            session = session.but(progress=None, aside=False)
            if not isinstance(event, Command):  # a command, /delete above all, does what it says
                return Turn(session, (said(self._say.content_changed, self._topics()),))
        match event:
            case TimedOut():
                return self._timed_out(session)
            case Command():
                return self._command(session, event)
            case Tap(data=data):
                return self._tap(session, data, asked)
            case Media() if route is None:
                return Turn(session, (said(self._say.media, self._resume(session)),))
        if route is None:
            return Turn(session, (said(self._say.empty, self._resume(session) or self._topics()),))
        if session.progress and not session.aside:
            return self._in_check(session, session.progress, text, route, answer)
        return self._routed(session, text, route)

    def _typed_answer(self, session: Session, event: Event, text: str) -> Answer | None:
        """What a text answers to the open question, if there is one.

        A message corrected later was meant for an earlier question, so it never answers the open one.
        """
        open_question = session.progress if not session.aside else None
        if open_question is None or not text.strip() or not isinstance(event, Text | Media):
            return None
        if isinstance(event, Text) and event.edited:
            return None
        return read_answer(self._flow, open_question, text)

    # --- red flags, commands, time-outs

    def _alarm(self, session: Session, route: Route) -> Turn:
        """The card for a red flag and nothing else; an open check is set aside."""
        assert route.alarm
        card = getattr(self._say, route.alarm.card or route.alarm.level)
        return Turn(session.but(aside=session.progress is not None, lost=0), (said(card),), route)

    def _timed_out(self, session: Session) -> Turn:
        if session.progress is None:
            return Turn(session, ())
        rows = self._topics()
        return Turn(session.but(progress=None, aside=False, lost=0), (said(self._say.timed_out, rows),))

    def _command(self, session: Session, command: Command) -> Turn:
        session = session.but(lost=0)
        topics = self._topics()
        match command.name:
            case "start" if command.argument.strip() in self._known.intents:
                return self._asked(session, command.argument.strip())
            case "check":
                return check.begun(self._flow, session)
            case "start" if command.argument.strip() == "check":
                return check.begun(self._flow, session)
            case "start":
                return self._aside(session, said(self._say.start, (*topics, self._privacy_row())))
            case "help":
                return self._aside(session, said(self._say.help, topics))
            case "topics":
                return self._aside(session, said(self._say.topics, topics))
            case "privacy":
                return self._aside(session, said(self._say.privacy))
            case "cancel":
                return self._cancel(session)
            case "delete":
                return Turn(None, (said(self._say.deleted),))
            case _:
                return Turn(session, (said(self._say.unknown_command, self._resume(session) or topics),))

    def _aside(self, session: Session, reply: Reply) -> Turn:
        """A reply that sets an open check aside and offers to go on with it."""
        rows = (*reply.buttons, *self._resume(session))
        return Turn(session.but(aside=session.progress is not None), (replace(reply, buttons=rows),))

    def _cancel(self, session: Session) -> Turn:
        card = self._say.cancelled if session.progress else self._say.nothing_to_cancel
        return Turn(session.but(progress=None, aside=False, lost=0), (said(card, self._topics()),))

    def _topics(self) -> tuple[tuple[Button, ...], ...]:
        return topic_rows(self._known.intents, self._say.menu)

    def _privacy_row(self) -> tuple[Button, ...]:
        return (Button(self._say.labels.privacy, "privacy"),)

    def _resume(self, session: Session) -> tuple[tuple[Button, ...], ...]:
        """The button that goes on with an open check, if there is one."""
        return ((Button(self._say.labels.go_on, "resume"),),) if session.progress else ()

    # --- buttons

    def _tap(self, session: Session, data: str, asked: str) -> Turn:
        if place := check.tapped(data):
            return self._tap_in_check(session, *place)
        kind, _, name = data.partition(":")
        if kind == "ask" and name in self._known.intents:
            return self._asked(session.but(lost=0), name)
        if kind == "more" and name in self._known.intents and self._known.intents[name].answer:
            known = self._known
            reply = rest_of(name, known.intents, known.sources, self._say.labels)
            return Turn(session, (replace(reply, buttons=(*reply.buttons, *self._resume(session))),))
        if data == "none":
            rows = self._topics()
            lost = session.but(lost=session.lost + 1)
            return Turn(lost, (said(self._say.none_of_these, rows),), unanswered=asked)
        if data == "resume" and session.progress:
            return check.again(self._flow, session.but(aside=False), session.progress)
        if data in ("topics", "privacy"):
            return self._command(session, Command(data))
        return self._stale(session)

    def _stale(self, session: Session) -> Turn:
        """A button that no longer fits changes nothing, and says so."""
        if session.progress and not session.aside:
            return check.again(self._flow, session, session.progress, lead=self._say.stale.says)
        return Turn(session, (said(self._say.stale, self._resume(session) or self._topics()),))

    # --- the symptom check

    def _tap_in_check(self, session: Session, run: int, step: str, code: str) -> Turn:
        progress = session.progress
        if progress is None or run != session.run or step != progress.step:
            return self._stale(session)
        if code == check.CANCEL:
            return self._cancel(session)
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
            return self._cancel(session)
        if moved := check.moved(self._flow, session, progress, answer, self._known.contact):
            return moved
        if isinstance(answer, Done):
            return check.again(self._flow, session, progress, lead=labels.nothing_ticked)
        long = len(words(text)) > SHORT
        if route.kind == "answer" or (route.refused and long):
            between = self._routed(session, text, route)
            again = check.again(self._flow, session, progress, lead=self._say.back_to_check.says)
            told = tuple(replace(reply, buttons=()) for reply in between.replies)
            return Turn(between.session, (*told, *again.replies), route)
        return check.again(self._flow, session, progress, lead=labels.not_understood)

    # --- questions

    def _asked(self, session: Session, name: str) -> Turn:
        """The answer to a topic chosen by a button or a link."""
        if self._known.intents[name].starts:
            return check.begun(self._flow, session)
        turn = self._told(session, name)
        return Turn(session.but(topic=name, aside=session.progress is not None), turn)

    def _told(self, session: Session, name: str, question: str = "") -> tuple[Reply, ...]:
        known = self._known
        reply = answered(name, known.intents, known.sources, self._say.labels, question)
        return (replace(reply, buttons=(*reply.buttons, *self._resume(session))),)

    def _routed(self, session: Session, text: str, route: Route) -> Turn:
        """The reply to a typed message by its route."""
        if route.kind == "symptom_check":
            reported = route.alarm is not None and _REQUESTS.isdisjoint(words(text))
            turn = check.begun(self._flow, session, self._say.mild.says if reported else "")
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

    def _suggested(self, session: Session, route: Route) -> Turn:
        rows = tuple((ask_button(name, self._known.intents[name]),) for name in route.choices)
        none = (Button(self._say.labels.none_of_these, "none"),)
        return Turn(session, (said(self._say.unsure, (*rows, none, *self._resume(session))),), route)

    def _lost(self, session: Session, route: Route) -> Turn:
        card = self._say.lost_again if session.lost else self._say.lost
        rows = (*self._topics(), *self._resume(session))
        return Turn(session.but(lost=session.lost + 1), (said(card, rows),), route)

    def _noted(self, turn: Turn, route: Route) -> Turn:
        """Adds what to do "if this is happening to you now" when a danger sign was mentioned but not reported."""
        if not any(sighting.level != "symptom_check" for sighting in route.sightings):
            return turn
        *before, last = turn.replies
        noted = replace(last, text=f"{last.text}\n\n{self._say.if_now.says}")
        return replace(turn, replies=(*before, noted))
