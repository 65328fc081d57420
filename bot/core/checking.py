"""The open check in a talk: its pressed buttons, typed answers, questions asked in between, and answers corrected."""

from dataclasses import replace

from bot.core import check
from bot.core.commands import Commands
from bot.core.flows.format import REVIEW
from bot.core.flows.machine import Progress, advance
from bot.core.flows.moves import Amend, Done, Pick, Reopen, Skip, Week
from bot.core.knowledge import Knowledge
from bot.core.messages import Media, Text, written
from bot.core.questions import Questions
from bot.core.reading import Reading
from bot.core.session import Pair, Session
from bot.core.turn import Turn
from bot.core.typed import Answer, Impossible, Stop, read_answer
from bot.core.words import words

SHORT = 3
"""Words up to which a message in the check is rather a misread answer than a question on another topic."""


class Checking:
    """Leads through the check of one body of knowledge; to be asked only while one is open."""

    def __init__(self, knowledge: Knowledge, questions: Questions, commands: Commands) -> None:
        self._contact = knowledge.contact
        self._say = knowledge.replies
        self._flow = knowledge.flow
        self._language = knowledge.language
        self._questions = questions
        self._commands = commands

    def answer(self, session: Session, event: Text | Media, pair: Pair | None) -> Answer | None:
        """What a text answers: the open question, or the one that it was meant for when it was edited later."""
        if session.progress is None:
            return None
        if event.edited:
            open_then = replace(session.progress, step=pair.step, ticks=()) if pair and pair.step else None
        else:
            open_then = None if session.aside else session.progress
        return read_answer(self._flow, open_then, written(event), self._language) if open_then else None

    def tapped(self, session: Session, run: int, step: str, code: str) -> Turn | None:
        """A pressed button of the check; None when it belongs to another question."""
        progress = session.progress
        if progress is None or run != session.run or step != progress.step:
            return None
        if code == check.CANCEL:
            turn = self._commands.cancel(session)
            return replace(turn, replies=tuple(replace(reply, edit=True) for reply in turn.replies))
        move = check.move(code)
        session = session.but(aside=False)
        if isinstance(move, Done) and not progress.ticks:
            return check.again(self._flow, session, progress, lead=self._flow.words.nothing_ticked, edit=True)
        return check.moved(self._flow, session, progress, move, self._contact, edit=True)

    def typed(self, session: Session, progress: Progress, read: Reading) -> Turn:
        """A typed answer, or a question asked in between, after which the check goes on."""
        labels, answer, route = self._flow.words, read.answer, read.route
        if isinstance(answer, Stop):
            return self._commands.cancel(session)
        before = session
        if progress.step != REVIEW:  # what is edited later was meant for this question, understood or not
            session = session.asking(read.message, progress.step)
        if isinstance(answer, Impossible):
            return check.again(self._flow, session, progress, lead=labels.impossible_week)
        if moved := check.moved(self._flow, session, progress, answer, self._contact):
            return moved
        if isinstance(answer, Done):
            return check.again(self._flow, session, progress, lead=labels.nothing_ticked)
        if route.kind == "answer" or (route.refused and len(words(read.text, self._language)) > SHORT):
            return self._between(before, read)
        return check.again(self._flow, session, progress, lead=labels.not_understood)

    def _between(self, session: Session, read: Reading) -> Turn:
        """The answer to a question, and then the open one again."""
        assert session.progress
        between = self._questions.routed(session, read.text, read.route)
        again = check.again(self._flow, session, session.progress, lead=self._say.back_to_check.says)
        told = tuple(replace(reply, buttons=()) for reply in between.replies)
        after = (between.session or session).but(asked="")  # nothing there to say that it did not help
        return Turn(after, (*told, *again.replies), read.route)

    def amended(self, session: Session, progress: Progress, read: Reading, pair: Pair) -> Turn:
        """An edited answer changes that answer only; one that no longer answers has its question asked again."""
        step = self._flow.step(pair.step)
        given = read.answer if isinstance(read.answer, Pick | Week | Done | Skip) else None
        if given and step and progress.answer(step.id):
            after = advance(self._flow, progress, Amend(step.id, given))
            if after and after.step == progress.step:
                lead = f"{self._say.amended.says}\n{check.line(self._flow, after, step)}"
                turn = check.again(self._flow, session.but(progress=after, aside=False), after, lead=lead)
                # A review that was changed comes anew: the one on the screen no longer tells what is counted.
                return turn if after.step == REVIEW else in_place(turn, pair)
            if after:
                return check.ended(self._flow, session, after, self._contact)
        if given and pair.step == progress.step:
            moved = check.moved(self._flow, session.but(aside=False), progress, given, self._contact)
            if moved:
                return in_place(moved, pair) if moved.session and moved.session.progress else moved
        reopened = advance(self._flow, progress, Reopen(pair.step)) or progress
        # Never noted for another question, or the next edit would answer that one.
        message = pair.message if reopened.step == pair.step else 0
        read = replace(read, answer=None, message=message)
        return self.typed(session.but(progress=reopened, aside=False), reopened, read)


def in_place(turn: Turn, pair: Pair) -> Turn:
    """The reply of a turn in place of the one that a message had before it was edited."""
    (reply,) = turn.replies
    return replace(turn, replies=(replace(reply, edit=True, place=pair.reply),))
