"""The bot's commands, such as /start and /delete."""

from dataclasses import replace

from bot.core import check
from bot.core.knowledge import Knowledge
from bot.core.messages import Button, Command, Reply
from bot.core.questions import Questions, language_row
from bot.core.replies import said
from bot.core.session import Session
from bot.core.turn import Turn


class Commands:
    """Carries out commands."""

    def __init__(self, knowledge: Knowledge, questions: Questions) -> None:
        self._known = knowledge
        self._say = knowledge.replies
        self._questions = questions

    def pressed(self, session: Session, name: str) -> Turn:
        """What a command does when it was a button: its card takes the place of the one that it stands on."""
        back = ((Button(self._say.labels.back, "start"),),) if name in ("topics", "privacy", "mydata") else ()
        turn = self.run(session, Command(name))
        first, *others = turn.replies
        first = replace(first, buttons=(*first.buttons, *back), edit=True)
        return replace(turn, replies=(first, *others))

    def run(self, session: Session, command: Command) -> Turn:
        """What a command does; an unknown one says what there is."""
        session = session.but(lost=0)
        topics, labels = self._questions.topics(), self._say.labels
        match command.name:
            case "start" if command.argument.strip() in self._known.intents:
                return self._questions.asked(session, command.argument.strip())
            case "check":
                return check.begun(self._known.flow, session)
            case "start" if command.argument.strip() == "check":
                return check.begun(self._known.flow, session)
            case "start":
                ways = [Button(labels.ask, "topics"), Button(labels.check, "check"), Button(labels.privacy, "privacy")]
                return self._aside(session, said(self._say.start, tuple((way,) for way in ways)))
            case "help":
                return self._aside(session, said(self._say.help, topics))
            case "topics" | "ask":
                return self._aside(session, said(self._say.topics, topics))
            case "privacy":
                row = (Button(labels.my_data, "mydata"), Button(labels.delete, "delete"))
                return self._aside(session, said(self._say.privacy, (row,)))
            case "contact":
                told = self._aside(session, self._questions.person())
                return replace(told, replies=(*told.replies, *self._questions.number()))
            case "mydata":
                return self._aside(session, self._my_data(session))
            case "language":
                # An open question stays open: it is asked again in the language that she chooses.
                rows = (language_row(self._known), *self._questions.resume(session))
                return Turn(session, (said(self._say.languages, rows),))
            case "cancel":
                return self.cancel(session)
            case "delete":
                row = (Button(labels.delete, "delete:yes"), Button(labels.keep, "delete:no"))
                return self._aside(session, said(self._say.delete, (row,)))
            case _:
                return Turn(session, (said(self._say.unknown_command, self._questions.ways_on(session)),))

    def _my_data(self, session: Session) -> Reply:
        """All that is stored of a chat, in words."""
        say, flow = self._say.my_data, self._known.flow
        parts = [say.always, *([say.staff] if self._questions.offer() else [])]
        if session.topic in self._known.intents:
            parts.append(f"{say.topic} {self._known.intents[session.topic].title}")
        if session.language:
            parts.append(f"{say.language} {self._say.language}")
        if session.progress and (answers := check.told(flow, session.progress)):
            parts.append(f"{say.check}\n{answers}")
        return Reply("\n\n".join(parts), say.title)

    def deleted(self, session: Session, *, sure: bool) -> Turn:
        """Forgets everything, if she is sure; both answers take the place of the question."""
        if sure:
            return Turn(None, (said(self._say.deleted, edit=True),))
        return Turn(session, (said(self._say.kept, self._questions.resume(session), edit=True),))

    def cancel(self, session: Session) -> Turn:
        """Ends an open check; nothing of it is kept."""
        card = self._say.cancelled if session.progress else self._say.nothing_to_cancel
        return Turn(session.ended(), (said(card, self._questions.topics()),))

    def _aside(self, session: Session, reply: Reply) -> Turn:
        """A reply that sets an open check aside and offers to go on with it."""
        rows = (*reply.buttons, *self._questions.resume(session))
        return Turn(session.but(aside=session.progress is not None), (replace(reply, buttons=rows),))
