"""From Telegram's updates to the bot's events."""

from dataclasses import dataclass
from typing import Any

from telegram import Bot, Chat, Message, MessageEntity, Update

from bot.channels.telegram.groups import GROUPS, is_mine, meant
from bot.core.messages import TEXT_LIMIT, Command, Event, Media, Tap, Text, written

_KINDS = (
    "photo", "voice", "video", "video_note", "audio", "sticker", "animation", "venue", "location", "contact",
    "document", "poll", "dice", "story",
)  # fmt: skip
"""What a message may hold, in the order looked for: an animation comes as a document too, a venue as a location."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update that wants an answer: chat, event, the message a button stood under, the press to confirm.

    In a group also the message to answer, and the topic (thread) that it stands in. `sent` is when she wrote (Unix
    seconds); None for a press, of which Telegram does not tell.
    """

    chat: int
    event: Event
    message_id: int | None = None
    press: str | None = None
    group: bool = False
    answers: int | None = None
    thread: int | None = None
    sent: float | None = None

    @property
    def place(self) -> dict[str, Any]:
        """Where the answer goes, as parameters of a call."""
        place: dict[str, Any] = {"chat_id": self.chat}
        if self.thread is not None:
            place["message_thread_id"] = self.thread
        if self.answers is not None:
            place["reply_parameters"] = {"message_id": self.answers, "allow_sending_without_reply": True}
        return place


class UnreadableError(Exception):
    """An update that cannot be read; the message says why, and nothing of what stands in it."""


def parsed(raw: Any, bot: Bot) -> Update:
    """An update from Telegram's JSON, parsed by itself; raises UnreadableError."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise UnreadableError("no update_id")
    if not 0 <= number < 2**63:
        raise UnreadableError("update_id out of range")
    try:
        update = Update.de_json(raw, bot)
        chat, asked = update.effective_chat, incoming(update, bot)
    except Exception as error:
        raise UnreadableError(f"unreadable {_kind(raw)}") from error
    chats = ([chat.id] if chat else []) + ([asked.chat] if asked else [])
    if not all(type(one) is int and -(2**63) <= one < 2**63 for one in chats):
        raise UnreadableError("chat id out of range")
    if not _sound(update, asked):
        raise UnreadableError(f"unreadable {_kind(raw)}")
    return update


def _sound(update: Update, asked: Incoming | None) -> bool:
    """Whether all is of its type: python-telegram-bot keeps what stands in a field as it is."""
    user, message = update.effective_user, update.effective_message
    if user is not None and type(user.id) is not int:
        return False
    if (typed := update.inline_query) is not None:
        return user is not None and isinstance(typed.id, str) and isinstance(typed.query, str)
    if asked is None:
        return True
    said = asked.event.data if isinstance(asked.event, Tap) else written(asked.event)
    numbers = (asked.message_id, asked.answers, asked.thread, getattr(asked.event, "message", None))
    numbered = all(one is None or type(one) is int for one in numbers)
    dated = message is None or message.date is not None
    return isinstance(said, str) and isinstance(asked.press, str | None) and numbered and dated


def _kind(raw: dict[str, Any]) -> str:
    """What an update is about, if it is one of the kinds that are known."""
    return next((kind for kind in Update.ALL_TYPES if kind in raw), "update")


def incoming(update: Update, bot: Bot) -> Incoming | None:
    """What an update asks for; None when it wants no answer (a channel post, a member who left, a group's chatter)."""
    press = update.callback_query
    if press is not None:
        message = press.message
        private = message is None or message.chat.type == Chat.PRIVATE
        if not private:
            return None
        chat = message.chat.id if message else press.from_user.id
        under = message.message_id if message else None
        return Incoming(chat, Tap(press.data or "", 0 if under is None else under), under, press.id)
    message = update.message or update.edited_message
    if message is None or message.chat.type not in (Chat.PRIVATE, *GROUPS):
        return None
    if is_mine(message.via_bot, bot):
        return None  # the bot's own article, which she sent to somebody or here
    edited = update.edited_message is not None
    event = _event(message, edited=edited)
    if event is None:
        return None
    date = (message.edit_date if edited else None) or message.date
    sent = date.timestamp() if date else None  # without a date it is refused, after this
    if message.chat.type == Chat.PRIVATE:
        return Incoming(message.chat.id, event, sent=sent)
    event = meant(message, event, bot)
    if event is None:
        return None
    thread = message.message_thread_id if message.is_topic_message else None
    return Incoming(message.chat.id, event, group=True, answers=message.message_id, thread=thread, sent=sent)


def language_of(update: Update) -> str:
    """The code of the language of the person's app, such as `es-MX`; empty when Telegram does not tell."""
    user = update.effective_user
    return user.language_code if user and isinstance(user.language_code, str) else ""


def _event(message: Message, *, edited: bool) -> Event | None:
    if message.text is not None:
        # Telegram lets no more through, and what takes long to read holds up everyone.
        return command_of(message) or Text(message.text[:TEXT_LIMIT], edited, message.message_id)
    kind = next((kind for kind in _KINDS if getattr(message, kind, None)), None)
    if kind or message.caption:
        caption, album = (message.caption or "")[:TEXT_LIMIT], str(message.media_group_id or "")
        return Media(kind or "other", caption, edited, message.message_id, album)
    # Service messages (a pinned message, a new photo of the chat) want no answer.
    return None


def command_of(message: Message) -> Command | None:
    """The command that a message begins with."""
    for entity in message.entities or ():
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            text = message.text or ""
            name = text[1 : entity.length].partition("@")[0]
            return Command(name.lower(), text[entity.length : TEXT_LIMIT].strip())
    return None
