"""What staff may ask in their own chat: which content is live, what was counted, what found no answer."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import telegram
from telegram import BotCommandScopeChat, Update

from bot.app import Bot, UnreachableError
from bot.channels.telegram.groups import names_no_other
from bot.channels.telegram.incoming import command_of
from bot.channels.telegram.introducing import list_commands
from bot.channels.telegram.outgoing import Outbox, delivered
from bot.channels.telegram.place import Place
from bot.content.grouping import grouped
from bot.core.knowledge import Knowledge
from bot.core.messages import Reply
from bot.core.polyglot import MAIN
from bot.storage.store import StoreError
from bot.telemetry import LOG
from bot.unanswered import Unanswered

PATIENCE = 60.0
"""Seconds in which word to staff is worth sending: nothing waits longer for a chat that cannot be written to."""
SHOWN = 15
"""Groups of unanswered questions that are shown."""
COMMANDS = {
    "version": "Which content is live",
    "stats": "What was counted since the start",
    "unanswered": "What patients asked that found no answer",
}


class Staff:
    """The staff's chat: answers its commands, and is told when new content goes live or is refused."""

    def __init__(self, telegram_bot: telegram.Bot, bot: Bot, chat: int) -> None:
        self.chat = chat
        self._telegram = telegram_bot
        self._bot = bot
        self._live_since = self._started = datetime.now(UTC)
        self._revision = bot.dialogue.knowledge.revision

    async def introduce(self) -> None:
        """Shows the commands in the staff's chat."""
        await self._done(delivered(lambda: list_commands(self._telegram, COMMANDS, BotCommandScopeChat(self.chat))))

    async def tell(self, text: str) -> None:
        """Writes to the staff; what cannot be delivered is logged."""
        self._note()
        await self._done(Outbox(self._telegram, Place(self.chat)).post(Reply(text)))

    async def answers(self, update: Update) -> bool:
        """Takes an update if it is a command of the staff's chat, or tells that the chat has moved."""
        message = update.message
        if message and message.migrate_from_chat_id == self.chat:
            await self._moved(message.chat.id)
            return True
        if message is None or message.chat.id != self.chat or not names_no_other(message, self._telegram):
            return False
        command = command_of(message)
        if command is None or command.name not in COMMANDS:
            return False
        texts = {"version": self._version, "stats": self._stats, "unanswered": self._unanswered}
        await self.tell(await texts[command.name]())
        return True

    async def _moved(self, chat: int) -> None:
        """Goes along when the staff's group becomes a supergroup, which has another number."""
        self.chat = chat
        LOG.warning("the staff's group became a supergroup: set STAFF_CHAT_ID to the number that it was told")
        await self.tell(f"This group has a new number. Please set STAFF_CHAT_ID to {self.chat}.")

    def _note(self) -> None:
        """Notes since when the content is live; called with word of new content, the moment that it is."""
        revision = self._bot.dialogue.knowledge.revision
        if revision != self._revision:
            self._revision, self._live_since = revision, datetime.now(UTC)

    async def _version(self) -> str:
        self._note()
        spoken = (
            f"{known.replies.language} ({known.replies.awaits})" if known.replies.awaits else known.replies.language
            for known in self._bot.dialogue.languages.values()
        )
        since = f"Content {self._revision}, in use since {self._live_since:%Y-%m-%d %H:%M} UTC"
        return f"{since}\nLanguages: {', '.join(spoken)}"

    async def _stats(self) -> str:
        metrics = self._bot.telemetry.metrics
        lines = [f"{name}: {count:g}" for name, count in metrics.counted()] if metrics else []
        return "\n".join([f"Since {self._started:%Y-%m-%d %H:%M} UTC:", *lines])

    async def _unanswered(self) -> str:
        told = []
        try:
            for code, known in self._bot.dialogue.languages.items():
                wordings = await Unanswered(self._bot.store).wordings(code)
                if wordings or code == MAIN:
                    told.append(await asyncio.to_thread(_listed, wordings, known))
        except StoreError:
            return "The database is down. Please try again later."
        return "\n\n".join(told)

    async def _done(self, work: Coroutine[Any, Any, object]) -> None:
        """Waits for something to be done in the staff's chat; what is not done is logged."""
        with suppress(UnreachableError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                if await work:
                    return
        LOG.warning("the staff's chat cannot be reached: check STAFF_CHAT_ID, and that the bot is a member")


def _listed(wordings: list[str], known: Knowledge) -> str:
    """The groups of what was asked in one language; looking up what is near takes a while."""
    groups = grouped(wordings, known.router, SHOWN)
    lines = [
        f"{group.count}x {group.wordings[0]} ({', '.join(near.intent for near in group.nearest) or 'nothing'} near)"
        for group in groups[:SHOWN]
    ]
    named = "" if known.language.code == MAIN else f"{known.replies.language}: "
    return "\n".join([f"{named}{len(wordings)} questions in {len(groups)} groups", *lines])
