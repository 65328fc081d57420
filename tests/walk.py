"""A person at random: what she may write, press, change and send, in any order."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.messages import Command, Event, Media, Tap, Text
from tests.asked import DANGER

TEXTS = (
    "what causes it", "how long does the stitch stay in", "what are the signs", "what is cervical insufficiency",
    "hello", "thanks", "can i fly", "what is the weather", "stitch or reason", "zzz qqq", "no", "yes", "none of these",
    "backache", "today", "yesterday", "16 weeks", "77 weeks", "skip", "back", "done", "stop", "a stitch and twins",
    "i have some light spotting", "i want to kill myself", "my waters broke", DANGER, f"no {DANGER}", "what about it",
    "", " ", "\u200f\u202e", "\N{BABY}", "<b>&", "\x00", "\ud800", "1", "?" * 50, "cervix " * 585, "\N{BABY}" * 2048,
)  # fmt: skip
"""Questions, answers to the check, danger signs, nonsense, and what is hard to send."""
ANSWERS = (
    "no", "no", "none of these", "yes", "backache", "light bleeding and pressure", "today", "yesterday", "16 weeks",
    "18 weeks", "a stitch and twins", "none", "skip", "change signs", "show", "what causes it", "no idea", "zzz",
)  # fmt: skip
"""What is typed in the check, mostly."""
COMMANDS = (
    "start", "help", "topics", "check", "check", "check", "cancel", "contact", "privacy", "mydata", "delete", "ask",
    "ghost", "",
)  # fmt: skip
ARGUMENTS = ("", "", "", "check", "causes", "ghost", DANGER, "x" * 300)
FORGED = (
    "", "x", "x" * 64, "ask:ghost", "more:", "meant:causes", "yes:ghost", "no:causes:more", "yes:smalltalk_greeting",
    "flow:1:signs:pick.none", "flow:0:review:show", "flow:9:emergency:drop.no", "flow:::", "delete:maybe", "thanks",
    "staff", "staff:yes", "none", "resume", "check", "start",
)  # fmt: skip
KINDS = ("photo", "voice", "video_note", "sticker", "location", "contact", "document", "poll", "other", "")


@dataclass
class Person:
    """Makes up one event after the other; told of every button that she is shown."""

    chance: random.Random
    number: int = 0
    mine: list[int] = field(default_factory=list)
    shown: list[tuple[int, str]] = field(default_factory=list)

    def sees(self, message: int, data: str) -> None:
        """Notes a button; she may press it at any time, also when it is gone."""
        self.shown.append((message, data))

    def next(self) -> Event:
        """What she does now."""
        [make] = self.chance.choices(
            (self._tap, self._text, self._edit, self._command, self._media), (45, 25, 10, 12, 8)
        )
        return make()

    def _tap(self) -> Event:
        if not self.shown or self.chance.random() < 0.1:
            return Tap(self.chance.choice(FORGED), self.chance.randrange(1 + self.number))
        recent = self.shown[-12:] if self.chance.random() < 0.8 else self.shown
        message, data = self.chance.choice(recent)
        return Tap(data, message)

    def _text(self) -> Event:
        return Text(self._words(), message=self._new())

    def _words(self) -> str:
        return self.chance.choice(ANSWERS if self.chance.random() < 0.5 else TEXTS)

    def _edit(self) -> Event:
        if not self.mine:
            return self._text()
        message = self.chance.choice(self.mine[-4:] if self.chance.random() < 0.7 else self.mine)
        if self.chance.random() < 0.2:
            return Media("photo", self.chance.choice(TEXTS), edited=True, message=message)
        return Text(self._words(), edited=True, message=message)

    def _command(self) -> Event:
        return Command(self.chance.choice(COMMANDS), self.chance.choice(ARGUMENTS))

    def _media(self) -> Event:
        album = self.chance.choice(("", "", "1", "2"))
        caption = self.chance.choice(TEXTS) if self.chance.random() < 0.3 else ""
        return Media(self.chance.choice(KINDS), caption, message=self._new(), album=album)

    def _new(self) -> int:
        self.number += 1
        self.mine.append(self.number)
        return self.number


def people(seed: int) -> Iterator[Person]:
    """People without end, the same ones for the same seed."""
    chance = random.Random(seed)
    while True:
        yield Person(random.Random(chance.random()))
