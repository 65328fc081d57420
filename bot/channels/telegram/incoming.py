"""From Telegram's updates to what the bot answers."""

import time
from dataclasses import dataclass
from typing import Any

from telegram import Bot, CallbackQuery, Chat, Message, MessageEntity, Update

from bot.arrival import Arrival
from bot.channels.telegram.groups import GROUPS, is_mine, meant
from bot.channels.telegram.place import Place
from bot.core.messages import TEXT_LIMIT, Command, Event, Media, Tap, Text, written

_KINDS = (
    "photo", "voice", "video", "video_note", "audio", "sticker", "animation", "venue", "location", "contact",
    "document", "poll", "dice", "story",
)  # fmt: skip
"""What a message may hold, in the order looked for: an animation comes as a document too, a venue as a location."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update that wants an answer: what it brings, and where the answer goes."""

    arrival: Arrival
    place: Place


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
    chats = ([chat.id] if chat else []) + ([asked.place.chat] if asked else [])
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
    event, place = asked.arrival.event, asked.place
    said = event.data if isinstance(event, Tap) else written(event)
    numbers = (place.message, place.answers, place.thread, getattr(event, "message", None))
    numbered = all(one is None or type(one) is int for one in numbers)
    dated = message is None or message.date is not None
    return isinstance(said, str) and isinstance(place.press, str | None) and numbered and dated


def _kind(raw: dict[str, Any]) -> str:
    """What an update is about, if it is one of the kinds that are known."""
    return next((kind for kind in Update.ALL_TYPES if kind in raw), "update")


def incoming(update: Update, bot: Bot) -> Incoming | None:
    """What an update asks for; None when it wants no answer (a channel post, a member who left, a group's chatter)."""
    if update.callback_query is not None:
        return _pressed(update, update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.chat.type not in (Chat.PRIVATE, *GROUPS):
        return None
    if is_mine(message.via_bot, bot):
        return None  # the bot's own article, which she sent to somebody or here
    edited = update.edited_message is not None
    event = _event(message, edited=edited)
    place, group = Place(message.chat.id), message.chat.type != Chat.PRIVATE
    if event and group:
        event = meant(message, event, bot)
        thread = message.message_thread_id if message.is_topic_message else None
        place = Place(message.chat.id, answers=message.message_id, thread=thread)
    if event is None:
        return None
    date = (message.edit_date if edited else None) or message.date
    age = time.time() - date.timestamp() if date else None  # without a date it is refused, after this
    return Incoming(Arrival(update.update_id, place.chat, event, age, _language_of(update), group), place)


def _pressed(update: Update, press: CallbackQuery) -> Incoming | None:
    """A press on a button in a private chat; of when she pressed Telegram does not tell."""
    message = press.message
    if message is not None and message.chat.type != Chat.PRIVATE:
        return None
    chat = message.chat.id if message else press.from_user.id
    under = message.message_id if message else None
    event = Tap(press.data or "", 0 if under is None else under)
    return Incoming(Arrival(update.update_id, chat, event, language=_language_of(update)), Place(chat, under, press.id))


def _language_of(update: Update) -> str:
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
