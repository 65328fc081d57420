"""A person who talks to the bot: what she does becomes updates, what the bot says is read here."""

from __future__ import annotations

import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.botapi.chat import Chat, Posted, Reply
from tests.botapi.errors import APIError
from tests.botapi.groups import check_thread, shown
from tests.botapi.inline import QUERY_LIMIT, START, Article, Query
from tests.botapi.keyboard import Button
from tests.botapi.markup import plain_to_html
from tests.botapi.media import MEDIA
from tests.botapi.params import JSON
from tests.botapi.words import entities

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI


@dataclass(slots=True)
class Press:
    """A press of an inline button; answers holds what the bot showed for it ("" for a silent answer)."""

    id: str
    data: str
    at: float
    answers: list[str] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether the button has stopped spinning."""
        return bool(self.answers)


class User:
    """One person; chat is her private chat with the bot, body the User object that updates carry."""

    def __init__(self, server: BotAPI, body: JSON, chat: Chat) -> None:
        self.id: int = body["id"]
        self.body = body
        self.chat = chat
        self._server = server

    async def says(
        self, text: str, *, chat: Chat | None = None, to: Reply | None = None, thread: int = 0, **fields: Any
    ) -> JSON:
        """Send a text, in a group (and a topic of it) when chat is given, as an answer to a message when to is given.

        Further fields of the message stand beside the text, or in place of others.
        """
        place = check_thread(chat or self.chat, thread)
        return self._send(_worded(text, "text", "entities") | place | fields, chat, text, to)

    async def forwards(self, text: str, *, chat: Chat | None = None) -> JSON:
        """Forward what somebody wrote who hides who it was."""
        origin = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Somebody"}
        return await self.says(text, chat=chat, forward_origin=origin)

    async def opens(self, button: Button) -> JSON:
        """Follow a link to the private chat with the bot and press Start there."""
        address, _, payload = (button.url or "").partition("?start=")
        if address != f"https://t.me/{self._server.me_short['username']}" or not START.fullmatch(payload):
            raise LookupError(f"no link to the private chat: {button}")
        return await self.says(f"/start {payload}")

    async def edits(self, message: JSON, text: str) -> JSON:
        """Change the text (or caption) of a message she sent."""
        chat = self._server.chats[message["chat"]["id"]]
        place = ("caption", "caption_entities") if "text" not in message else ("text", "entities")
        kept = {name: value for name, value in message.items() if name in MEDIA}
        edited = chat.edit(message["message_id"], kept | _worded(text, *place), plain_to_html(text), None)
        self._server.push("edited_message", edited, ("chat", chat.id))
        return edited

    async def sends(
        self,
        kind: str,
        caption: str | None = None,
        *,
        chat: Chat | None = None,
        to: Reply | None = None,
        album: str = "",
    ) -> JSON:
        """Send one of MEDIA: a photo, voice, video, document, sticker, location, poll ..., or one of an album."""
        words = _worded(caption, "caption", "caption_entities") if caption else {}
        together = {"media_group_id": album} if album else {}
        return self._send(MEDIA[kind]() | words | together, chat, caption or "", to)

    async def moves(self, message: JSON) -> None:
        """Go on, while a live location that she sent is running."""
        chat = self._server.chats[message["chat"]["id"]]
        place = {"location": message["location"] | {"latitude": 51.6}}
        self._server.push("edited_message", chat.edit(message["message_id"], place, "", None), ("chat", chat.id))

    async def sends_photo(self, caption: str | None = None) -> JSON:
        """Send a photo."""
        return await self.sends("photo", caption)

    async def sends_voice(self, caption: str | None = None) -> JSON:
        """Send a voice message."""
        return await self.sends("voice", caption)

    async def sends_document(self, caption: str | None = None) -> JSON:
        """Send a file."""
        return await self.sends("document", caption)

    async def sends_sticker(self) -> JSON:
        """Send a sticker."""
        return await self.sends("sticker")

    async def sends_location(self) -> JSON:
        """Send where she is."""
        return await self.sends("location")

    async def sends_contact(self) -> JSON:
        """Send a phone number."""
        return await self.sends("contact")

    async def taps(self, button: str | Button, message: Reply | None = None, *, chat: Chat | None = None) -> Press:
        """Press an inline button by its label, or the button itself, under message.

        Without message: under the bot's newest message that has it now. With message: as that reply showed it,
        so a press on a keyboard that has gone since is possible. LookupError when there is no such button.
        """
        chat = self._server.chats[message.chat_id] if message else chat or self.chat
        screen = [message] if message else list(reversed(chat.screen()))
        for reply in screen:
            for found in reply.buttons:
                if button in (found, found.label) and found.data is not None:
                    return self._press(chat, reply, found.data)
        if isinstance(button, Button) and button.data is not None and message:
            return self._press(chat, message, button.data)
        raise LookupError(f"no button {button!r} to press; there are {[reply.labels for reply in screen]}")

    async def asks_inline(self, query: str) -> Query:
        """Type something behind the bot's name."""
        asked = Query(self._server.new_query_id(), time.monotonic())
        self._server.inline_queries[asked.id] = asked
        typed = {"query": query[:QUERY_LIMIT], "offset": "", "chat_type": "private"}
        payload = {"id": asked.id, "from": self.body} | typed
        self._server.push("inline_query", payload, ("inline", self.id))
        return asked

    async def picks(self, article: Article, *, chat: Chat | None = None) -> JSON:
        """Send an article of the bot."""
        return self._send(article.content | {"via_bot": self._server.me_short}, chat, article.text)

    async def raw(self, update: JSON) -> int | None:
        """Queue any update as it stands; update_id is added when missing. Gives the id, None when not wanted."""
        return self._server.raw(update)

    async def blocks(self) -> None:
        """Block the bot: it gets my_chat_member, and 403 from now on."""
        self.chat.refusal = APIError(403, "Forbidden: bot was blocked by the user")
        self._membership("member", "kicked")

    async def is_deleted(self) -> None:
        """Delete her account: 403 from now on, and nobody is told."""
        self.chat.refusal = APIError(403, "Forbidden: user is deactivated")

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self.chat.refusal = None
        self._membership("kicked", "member")

    def reply(self, timeout: float = 20.0) -> Coroutine[Any, Any, Reply]:
        """The bot's next message or edit in the private chat; AssertionError after timeout seconds."""
        return self.chat.reply(timeout)

    def replies(self, count: int, timeout: float = 20.0) -> Coroutine[Any, Any, list[Reply]]:
        """The bot's next count messages or edits, all within timeout seconds."""
        return self.chat.replies(count, timeout)

    async def silence(self, seconds: float) -> None:
        """The bot may say nothing for so long."""
        await self.chat.silence(seconds)

    def _send(self, content: JSON, chat: Chat | None, text: str, to: Reply | None = None) -> JSON:
        chat = chat or self.chat
        if to:
            content = content | {"reply_to_message": chat.messages[to.message_id].body}
        message = chat.post(self.body, content, plain_to_html(text))
        if chat.id > 0 or not self._server.privacy or shown(self._server, message):
            self._server.push("message", message, ("chat", chat.id))
        return message

    def _press(self, chat: Chat, under: Reply, data: str) -> Press:
        press = Press(self._server.new_query_id(), data, time.monotonic())
        self._server.presses[press.id] = press
        posted: Posted | None = chat.messages.get(under.message_id)
        inaccessible = {"chat": chat.body, "message_id": under.message_id, "date": 0}
        payload = {
            "id": press.id,
            "from": self.body,
            "message": posted.body if posted else inaccessible,
            "chat_instance": str(-chat.id * 7919),
            "data": data,
        }
        self._server.push("callback_query", payload, ("press", self.id))
        return press

    def _membership(self, before: str, after: str) -> None:
        def member(status: str) -> JSON:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._server.me_short, "status": status} | until

        change = {"old_chat_member": member(before), "new_chat_member": member(after)}
        payload = {"chat": self.chat.body, "from": self.body, "date": int(time.time())} | change
        self._server.push("my_chat_member", payload, ("member", self.id))


def _worded(text: str, name: str, entities_name: str) -> JSON:
    found = entities(text)
    return {name: text, entities_name: found} if found else {name: text}
