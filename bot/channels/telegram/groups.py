"""What is said to the bot in a group, where most is said to others."""

import re

from telegram import Bot, Chat, Message, MessageEntity, User

from bot.core.messages import Command, Event, Media, Text

GROUPS = (Chat.GROUP, Chat.SUPERGROUP)


def meant(message: Message, event: Event, bot: Bot) -> Event | None:
    """The event of a group's message if it is meant for the bot, without the bot's name in it; None if it is not.

    Meant are its name, an answer to its own message, and a command; never a command for another bot, nor what a bot
    or a channel sends by itself.
    """
    if not _by_a_person(message):
        return None
    if isinstance(event, Command):
        return event if names_no_other(message, bot) else None
    answer = message.reply_to_message
    if not _names(message, bot) and (answer is None or not is_mine(answer.from_user, bot)):
        return None
    match event:
        case Text(text=text):
            return Text(_without(text, bot), event.edited)
        case Media(caption=caption):
            return Media(event.kind, _without(caption, bot))
        case _:
            return None


def names_no_other(message: Message, bot: Bot) -> bool:
    """Whether a command is for this bot: in a group it may name another one, as in /help@name."""
    first = "".join((message.text or "").split(maxsplit=1)[:1])
    return first.partition("@")[2].lower() in ("", bot.username.lower())


def _by_a_person(message: Message) -> bool:
    """Whether somebody wrote it: also an admin who hides behind the group, or someone who speaks as a channel."""
    if message.is_automatic_forward:
        return False
    return message.sender_chat is not None or not (message.from_user and message.from_user.is_bot)


def is_mine(user: User | None, bot: Bot) -> bool:
    """Whether somebody is the bot itself."""
    return user is not None and user.id == bot.id


def _names(message: Message, bot: Bot) -> bool:
    """Whether a text or caption names the bot where Telegram marks it: a name in a link or in code is none."""
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.BOT_COMMAND]
    read = message.parse_entities if message.text is not None else message.parse_caption_entities
    marked = read(kinds).values() if message.text or message.caption else ()
    return any(words.lower().endswith(f"@{bot.username.lower()}") for words in marked)


def _without(text: str, bot: Bot) -> str:
    return re.sub(rf"@{re.escape(bot.username)}\b", " ", text, flags=re.IGNORECASE).strip()
