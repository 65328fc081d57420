"""A reply as Telegram's messages: HTML within its limits, and the buttons below."""

import html
from typing import Any

from telegram import Bot

from bot.core.messages import TEXT_LIMIT, Button, Reply, units


def parts(reply: Reply) -> list[str]:
    """A reply as HTML messages within Telegram's limit (4,096 UTF-16 units), cut where a paragraph or a word ends."""
    room = TEXT_LIMIT - units(reply.title) - 2
    texts = [html.escape(text, quote=False) for text in _cut(reply.text, room)]
    if reply.title:
        texts[0] = f"<b>{html.escape(reply.title, quote=False)}</b>\n\n{texts[0]}"
    return texts


def _cut(text: str, room: int) -> list[str]:
    found = []
    text = text.rstrip()
    while units(text) > room:
        head = text[:room]
        while units(head) > room:
            head = head[: -max(1, (units(head) - room) // 2)]
        end = max(head.rfind("\n\n"), head.rfind("\n"), head.rfind(" "))
        end = end if end > room // 2 else len(head)
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*found, text]


def markup(reply: Reply, bot: Bot) -> dict[str, Any]:
    """The buttons under a reply."""
    return {"inline_keyboard": [[_key(button, bot) for button in row] for row in reply.buttons]}


def _key(button: Button, bot: Bot) -> dict[str, str]:
    if button.private:
        return {"text": button.label, "url": f"https://t.me/{bot.username}?start={button.data}"}
    return {"text": button.label, "callback_data": button.data}
