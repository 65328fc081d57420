"""Questions that patients pass on to the staff's chat, and the staff's answers back to them.

Neither side sees the other's account: the staff read a first name, she reads "the clinic's staff".
"""

import asyncio
import re

import telegram
from telegram import Message, Update

from bot.app import Bot, UnreachableError
from bot.channels.telegram.outgoing import Outbox
from bot.channels.telegram.place import Place
from bot.channels.telegram.staff import Staff
from bot.core.messages import Button, Reply
from bot.core.questions import STAFF
from bot.storage.store import StoreError
from bot.telemetry import LOG

PATIENCE = 20.0
"""Seconds to reach the staff's chat before she is told to call instead."""
HEADING = "Question from "
SENT = "Sent."
CLOSED = "This question is closed: 48 hours have passed, or she deleted what is kept. Nothing was sent."
BLOCKED = "She cannot be reached any more. Nothing was sent."
WORDS_ONLY = "Only words can be sent to her. Please write your answer as text."
DOWN = "The database is down, so I do not know whose question this is. Nothing was sent. Please try again later."
_NOT_A_NAME = re.compile(r"[^\w'’ -]")


class Relay:
    """Carries questions to the staff's chat and answers back."""

    def __init__(self, telegram_bot: telegram.Bot, bot: Bot, staff: Staff) -> None:
        self._staff = staff
        self._telegram = telegram_bot
        self._bot = bot

    async def pass_on(self, name: str, text: str) -> list[int]:
        """Writes a question into the staff's chat; the numbers of its messages, none when that failed.

        `name` is the first name alone: a link or an address in it does not come through.
        """
        name = _NOT_A_NAME.sub("", name)[:40].strip() or "a patient"
        note = "Reply to this message to answer. It stays open for 48 hours."
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._posted(Reply(f"{text}\n\n{note}", f"{HEADING}{name}"))
        except (UnreachableError, TimeoutError):
            LOG.warning("a question could not be passed on: check STAFF_CHAT_ID, and that the bot is a member")
            return []

    async def answers(self, update: Update) -> bool:
        """Takes an update if it is the staff's answer to a question: it goes to her, once."""
        message = update.message
        if message is None or message.chat.id != self._staff.chat or not self._answered(message):
            return False
        async with self._bot.store.slot(self._staff.chat, update.update_id) as slot:
            if not slot.answered:
                await self._posted(Reply(await self._brought(message)), to=message.message_id)
                # The staff's chat may be one person's, who talks with the bot herself: what is kept of it stays.
                await slot.save(slot.session, update.update_id, slot.saved_at)
        return True

    def _answered(self, message: Message) -> bool:
        """Whether a message replies to one in which the bot passed a question on."""
        asked = message.reply_to_message
        if asked is None or asked.from_user is None or asked.from_user.id != self._telegram.id:
            return False
        return (asked.text or "").startswith(HEADING) or (asked.text or "").endswith("open for 48 hours.")

    async def _brought(self, message: Message) -> str:
        """Brings an answer to the patient; what the staff are told of it."""
        assert message.reply_to_message
        try:
            asked = await self._bot.asked_from(message.reply_to_message.message_id)
        except StoreError:
            return DOWN
        if asked is None:
            return CLOSED
        if not message.text:
            return WORDS_ONLY
        chat, known = asked
        say = known.replies.pass_on
        reply = Reply(f"{message.text}\n\n{say.answer_note}", say.answer_title, ((Button(say.again, STAFF),),))
        try:
            await Outbox(self._telegram, Place(chat), self._bot.telemetry.retried).send(reply)
        except UnreachableError:
            return BLOCKED
        self._bot.telemetry.passed_on("answered")
        return SENT

    async def _posted(self, reply: Reply, *, to: int | None = None) -> list[int]:
        """Writes into the staff's chat, as a reply if to a message; the numbers of what was written."""
        return await Outbox(self._telegram, Place(self._staff.chat, answers=to)).post(reply)
