"""What is said in a group, where others read along: short answers, and the way to the private chat.

Nothing is known of who asked before, and nothing is kept. Nobody is asked for symptoms here, and no word about the
health of someone is repeated.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.core.intents import covers
from bot.core.knowledge import Knowledge
from bot.core.messages import Button, Command, Event, Media, Reply, Text, by_link, written
from bot.core.questions import Questions
from bot.core.replies import Row, said
from bot.core.routing import Route
from bot.core.session import Session
from bot.core.turn import Turn
from bot.core.words import words

SPOKEN = frozenset({"voice", "video_note", "audio"})
"""Media that may hold a question, which nobody here can hear."""
ASK, CHECK = "ask", "check"
PRIVACY = "smalltalk_privacy"
"""The question who reads along."""
_ABOUT = frozenset({"start", "help", "topics", "privacy"})
_TOPICS = frozenset({"ask", "more"})
"""The kinds of buttons that lead to an intent."""
_OWN = frozenset({CHECK, "cancel", "mydata", "delete"})


class Group:
    """Answers what is said to the bot in a group; each turn stands alone."""

    def __init__(self, knowledge: Knowledge, questions: Questions) -> None:
        self._known = knowledge
        self._say = knowledge.replies
        self._questions = questions

    def turn(self, event: Event) -> Turn:
        """Answers one event that is meant for the bot; red flags first, also in what was changed later."""
        text = written(event)
        route = self._known.router.route(text) if text.strip() else None
        if route and route.kind == "red_flag" and (route.named or not by_link(event)):
            card = self._say.group_urgent if route.level == "urgent" else self._say.group_emergency
            return Turn(None, (said(card, self._to_private()),), route)
        match event:
            case Text(edited=True):
                return Turn(None, ())
            case Command(name=name) if name != ASK:
                return Turn(None, self._commanded(name))
            case Media(kind=kind) if route is None:
                return Turn(None, (self._private(),) if kind in SPOKEN else ())
        if route is None:
            return Turn(None, (self._about(),))
        return self._asked(text, route)

    def _commanded(self, name: str) -> tuple[Reply, ...]:
        """What a command does; one that is not known is another bot's."""
        if name in _ABOUT:
            return (self._about(),)
        if name == "contact":
            return (replace(self._questions.person(), buttons=self._to_private()),)
        return (self._private(name),) if name in _OWN else ()

    def _asked(self, text: str, route: Route) -> Turn:
        """The answer to a question that is covered or surely refused; all else is better asked in private."""
        if route.intent == PRIVACY or not words(text, self._known.language):
            return Turn(None, (self._about(),), route)  # what is said of a private chat is not true here
        if route.kind == "answer" or route.refused:
            turn = self._questions.routed(Session(), text, route)
            leads_on = route.intent is not None and covers(route.intent)  # small talk and refusals stay short
            told = (replace(reply, buttons=_linked(reply.buttons) if leads_on else ()) for reply in turn.replies)
            return Turn(None, tuple(told), route)
        return Turn(None, (self._private(CHECK if route.kind == "symptom_check" else ""),), route)

    def _about(self) -> Reply:
        return said(self._say.group_help, (*_linked(self._questions.topics()), *self._to_private()))

    def _private(self, name: str = "") -> Reply:
        return said(self._say.group_private, self._to_private(CHECK if name == CHECK else "start"))

    def _to_private(self, name: str = "start") -> tuple[Row, ...]:
        return ((Button(self._say.labels.private, name, private=True),),)


def _linked(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The buttons to intents and to the check, as ways to them in the private chat; all others need a memory."""
    return tuple(row for row in (tuple(_links(row)) for row in rows) if row)


def _links(row: Row) -> Iterator[Button]:
    for button in row:
        kind, _, name = button.data.partition(":")
        if button.data == CHECK or (kind in _TOPICS and name):
            yield Button(button.label, name or CHECK, private=True)
