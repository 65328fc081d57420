"""From Telegram's updates to the bot's events."""

from dataclasses import dataclass

from telegram import Chat, Message, MessageEntity, Update

from bot.core.messages import Command, Event, Media, Tap, Text

_KINDS = (
    "photo", "voice", "video", "video_note", "audio", "sticker", "location", "contact", "document", "animation",
    "poll", "dice", "venue", "story",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update that wants an answer: chat, event, the message a button stood under, the press to confirm."""

    chat: int
    event: Event
    message_id: int | None = None
    press: str | None = None


def incoming(update: Update) -> Incoming | None:
    """What an update asks for; None when it wants no answer (a channel post, a member who left, a group's chatter)."""
    press = update.callback_query
    if press is not None:
        message = press.message
        private = message is None or message.chat.type == Chat.PRIVATE
        if not private:
            return None
        chat = message.chat.id if message else press.from_user.id
        return Incoming(chat, Tap(press.data or ""), message.message_id if message else None, press.id)
    message = update.message or update.edited_message
    if message is None or message.chat.type != Chat.PRIVATE:
        return None
    event = _event(message, edited=update.edited_message is not None)
    return Incoming(message.chat.id, event) if event else None


def _event(message: Message, *, edited: bool) -> Event | None:
    if message.text is not None:
        return _command(message) or Text(message.text, edited)
    kind = next((kind for kind in _KINDS if getattr(message, kind, None)), None)
    if kind or message.caption:
        return Media(kind or "unknown", message.caption or "")
    # Service messages (a pinned message, a new photo of the chat) want no answer.
    return None


def _command(message: Message) -> Command | None:
    for entity in message.entities or ():
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            text = message.text or ""
            name = text[1 : entity.length].partition("@")[0]
            return Command(name.lower(), text[entity.length :].strip())
    return None
