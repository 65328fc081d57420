"""A talk with the dialogue: the session goes through JSON between any two turns, as it does in a store."""

from collections.abc import Iterator

from bot.core.dialogue import Dialogue
from bot.core.flows.machine import Progress
from bot.core.knowledge import Knowledge
from bot.core.messages import Button, Command, Event, Reply, Tap, Text
from bot.core.session import Session, from_json, to_json
from bot.core.turn import Turn

GO_ON = "Go on with my check"
AT_WEEK = Progress(
    "week", (("emergency", ("no",)), ("urgent", ("no",)), ("signs", ("bleeding",)), ("since", ("today",)))
)
"""In the middle of a check, at the question for the week."""


def buttons(replies: tuple[Reply, ...]) -> Iterator[Button]:
    """All buttons of some replies, in reading order."""
    for reply in replies:
        for row in reply.buttons:
            yield from row


class Talk:
    """One person's chat."""

    def __init__(self, knowledge: Knowledge, session: Session | None = None) -> None:
        self.dialogue = Dialogue(knowledge)
        self.session = session or Session()
        self.replies: tuple[Reply, ...] = ()

    def on(self, event: Event) -> Turn:
        """One turn; after /delete a new session begins."""
        turn = self.dialogue.turn(self.session, event)
        self.session = from_json(to_json(turn.session)) if turn.session else Session()
        self.replies = turn.replies or self.replies
        return turn

    def say(self, text: str) -> tuple[Reply, ...]:
        """Types a text."""
        return self.on(Text(text)).replies

    def command(self, name: str, argument: str = "") -> tuple[Reply, ...]:
        """Sends a command."""
        return self.on(Command(name, argument)).replies

    def tap(self, label: str) -> tuple[Reply, ...]:
        """Presses a button of the latest replies by its label, whether ticked or not."""
        found = [button for button in buttons(self.replies) if button.label.lstrip("☐☑ ") == label]
        assert found, f"no button '{label}' among {self.labels()}"
        return self.on(Tap(found[0].data)).replies

    def labels(self) -> list[str]:
        """The labels of the latest replies' buttons."""
        return [button.label for button in buttons(self.replies)]
