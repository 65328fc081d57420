"""The patients of the page: each a chat of its own with the bot, and what both said."""

import time
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.app import Bot
from bot.arrival import Arrival
from bot.channels.preview.reasons import reasons
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.messages import Button, Contact, Event, Reply, Tap, Text, written
from bot.core.polyglot import MAIN, Polyglot
from bot.core.turn import Turn
from bot.storage.memory import MemoryStore
from bot.telemetry import Telemetry

KEPT = 300
"""Messages kept of a chat; the oldest go."""


class NotReadyError(Exception):
    """There is no content yet to talk about."""


class UnknownChatError(Exception):
    """There is no such chat, or no such button in it."""


@dataclass(slots=True)
class Message:
    """One bubble; `mine` when the patient wrote it, `edits` counts how often it was changed in place."""

    id: int
    mine: bool
    text: str
    at: float
    title: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    contact: Contact | None = None
    edits: int = 0


@dataclass(slots=True)
class Patient:
    """One chat, its bubbles, and the reasons for its last turn."""

    id: int
    messages: list[Message] = field(default_factory=list)
    reasons: dict[str, Any] | None = None
    count: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The chat for the page."""
        messages = [asdict(message) for message in self.messages]
        return {"id": self.id, "name": f"Patient {self.id}", "messages": messages, "reasons": self.reasons}

    def say(self, text: str, *, mine: bool = False) -> Message:
        """Adds a bubble."""
        self.count += 1
        self.messages.append(Message(self.count, mine, text, time.time()))
        del self.messages[:-KEPT]
        return self.messages[-1]

    def button(self, message: int, data: str) -> tuple[Message, Button]:
        """A bubble and its button of that data; raises UnknownChatError."""
        for one in self.messages:
            for button in (button for row in one.buttons for button in row):
                if one.id == message and button.data == data:
                    return one, button
        raise UnknownChatError("this message has no such button")


class _Listening(Telemetry):
    """Keeps the turn that was just taken, instead of writing a line about it."""

    last: tuple[Turn, float] | None = None

    def turn(self, _chat: int, _event: str, turn: Turn, thought: float, _whole: float) -> None:
        """Notes a turn and the milliseconds it took to think."""
        self.last = turn, thought * 1000


class Chats:
    """All patients, and the bot they talk to once there is content."""

    def __init__(self) -> None:
        self._patients: dict[int, Patient] = {}
        self._store = MemoryStore()
        self._listening = _Listening(b"preview")
        self._bot: Bot | None = None
        self._known: Knowledge | None = None
        self._count = 0
        self.new()

    def learn(self, known: Knowledge) -> None:
        """Swaps in other content; turns already taken are not touched, and open checks go on where they still fit."""
        self._known = known
        dialogue = Polyglot({MAIN: Dialogue(known)})
        if self._bot:
            self._bot.dialogue = dialogue
        else:
            self._bot = Bot(dialogue, self._store, self._listening)

    def all(self) -> list[Patient]:
        """The patients, in the order in which they came; there is always one."""
        return list(self._patients.values()) or [self.new()]

    def new(self) -> Patient:
        """Another patient, who has not written yet."""
        self._count += 1
        self._patients[self._count] = Patient(self._count)
        return self._patients[self._count]

    def forget(self, chat: int) -> None:
        """Removes a patient with all that is remembered of her; raises UnknownChatError."""
        self._find(chat)
        del self._patients[chat]
        self._store.sessions.pop(chat, None)

    async def handle(self, chat: int, event: Event, message: int = 0) -> Patient:
        """Takes one event of a patient, a tap together with the message it was made in.

        Raises NotReadyError without content, and UnknownChatError for a chat or button that is not there.
        """
        patient = self._find(chat)
        if self._bot is None:
            raise NotReadyError
        under, label = None, ""
        if isinstance(event, Tap):
            under, button = patient.button(message, event.data)
            event, label = replace(event, message=message), button.label
        else:
            patient.say(event.text if isinstance(event, Text) else _typed(event), mine=True)

        async def send(reply: Reply) -> int:
            return _show(patient, reply, under)

        await self._bot.handle(Arrival(None, chat, event), send)
        # Nothing was awaited since the turn that could let another one in: the store and `send` answer at once.
        if self._listening.last and self._known:
            patient.reasons = reasons(self._known, event, *self._listening.last, label)
        return patient

    def _find(self, chat: int) -> Patient:
        if chat not in self._patients:
            raise UnknownChatError("there is no such chat: reload the page")
        return self._patients[chat]


def _typed(command: Event) -> str:
    """A command as she would have typed it."""
    return f"/{getattr(command, 'name', '')} {written(command)}".strip()


def _show(patient: Patient, reply: Reply, under: Message | None) -> int:
    """Adds the bubble of a reply, or changes the one under whose button was pressed; the bubble's number."""
    edited = reply.edit and under is not None and under in patient.messages
    message = under if edited and under else patient.say("")
    message.buttons = reply.buttons
    if not (edited and reply.only_buttons):
        message.text, message.title, message.contact = reply.text, reply.title, reply.contact
    message.edits += edited
    return message.id
