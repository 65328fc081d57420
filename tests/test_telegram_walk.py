"""Hundreds of random actions over HTTP, with restarts of the bot: never silence, an error, or what Telegram refuses."""

import random
from collections.abc import Awaitable, Callable

from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from tests.asked import DANGER
from tests.botapi import BotAPI, Reply, User
from tests.botapi.keyboard import Button
from tests.botapi.params import JSON
from tests.conftest import talking
from tests.logged import logged
from tests.walk import ANSWERS, COMMANDS, FORGED, TEXTS

ACTIONS, LIVES = 300, 6
"""Actions in all, and processes that take turns with the same store."""
SENT = ("sendMessage", "sendContact", "editMessageText", "editMessageReplyMarkup")
KINDS = ("photo", "voice", "sticker", "document", "location")
_TYPED = [text for text in TEXTS if text.strip("\x00 \u200f\u202e") and "\ud800" not in text]


class Person:
    """A person with her phone: she writes, presses, changes and sends what comes to her mind."""

    def __init__(self, server: BotAPI, chance: random.Random) -> None:
        self.user: User = server.user(first_name="Ann")
        self._server = server
        self._chance = chance
        self._seen: list[tuple[Reply, Button]] = []
        self._mine: list[JSON] = []
        self._last: object = None

    async def acts(self) -> bool:
        """Does something; whether she may wait for an answer to it."""
        ways: tuple[Callable[[], Awaitable[bool]], ...] = (self._taps, self._says, self._edits, self._sends)
        [way] = self._chance.choices(ways, (45, 35, 12, 8))
        return await way()

    def looks(self) -> None:
        """Notes the buttons on the screen; old ones are not forgotten."""
        shown = {(reply.message_id, button.data) for reply, button in self._seen}
        for reply in self.user.chat.screen():
            fresh = [button for button in reply.buttons if button.data and (reply.message_id, button.data) not in shown]
            self._seen += [(reply, button) for button in fresh]

    async def _taps(self) -> bool:
        if not self._seen:
            return await self._says()
        recent = self._seen[-12:] if self._chance.random() < 0.8 else self._seen
        reply, button = self._chance.choice(recent)
        if self._chance.random() < 0.1:
            button = Button("forged", self._chance.choice([data for data in FORGED if data]))
        before, self._last = self._last, (reply.message_id, button.data)
        await self.user.taps(button, reply)
        return self._last != before and button.data != "thanks" and not _ended(before, self._last)

    async def _says(self) -> bool:
        text = self._chance.choice([*_TYPED, *ANSWERS, *(f"/{name}" for name in COMMANDS if name)])
        self._mine.append(await self.user.says(text))
        self._last = None
        return True

    async def _edits(self) -> bool:
        if not self._mine:
            return await self._says()
        text = self._chance.choice([*_TYPED, *ANSWERS])
        await self.user.edits(self._chance.choice(self._mine[-6:]), text)
        self._last = None
        return True

    async def _sends(self) -> bool:
        caption = self._chance.choice((None, None, "what causes it", DANGER))
        self._mine.append(await self.user.sends(self._chance.choice(KINDS), caption))
        self._mine = [one for one in self._mine if "text" in one or "caption" in one]
        self._last = None
        return True


def _ended(before: object, now: object) -> bool:
    """Whether two presses in a row were on the same message: the first may have ended a check there."""
    return isinstance(before, tuple) and isinstance(now, tuple) and before[0] == now[0]


async def test_a_walk_over_http(server: BotAPI, knowledge: Knowledge) -> None:
    """Each of 300 actions is answered if it needs an answer, Telegram takes what is sent, and there is a way out."""
    chance = random.Random(20)
    ann, store = Person(server, chance), MemoryStore()
    say = knowledge.replies
    with logged("WARNING") as log:
        for _ in range(LIVES):
            async with talking(server, knowledge, store=store):
                for _ in range(ACTIONS // LIVES):
                    before = sum(call.method in SENT for call in server.log)
                    due = await ann.acts()
                    await server.acknowledged()
                    ann.looks()
                    assert not due or sum(call.method in SENT for call in server.log) > before
                before = len(server.sent)
                await ann.user.says("/start")
                await ann.user.says(DANGER)
                await server.acknowledged()
                start, card = [posted.body["text"] for posted in server.sent[before:]]
                assert start == f"{say.start.title}\n\n{say.start.says}"
                assert card == f"{say.emergency.title}\n\n{say.emergency.says}"
    refused = [call for call in server.log if call.method in SENT and call.status != 200]
    assert all(call.method.startswith("edit") for call in refused)  # a page that is turned to itself
    assert all(press.answered for press in server.presses.values())
    assert "failed" not in log.getvalue()
