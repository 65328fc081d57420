"""A chat: its messages, and what the people in it see of the bot."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from tests.botapi.errors import APIError
from tests.botapi.keyboard import Button, rows
from tests.botapi.params import JSON


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands: the Message object, its text as HTML, the keyboard of any kind, when it came (s)."""

    body: JSON
    html: str
    markup: JSON | None
    by_bot: bool
    edited: bool
    at: float


@dataclass(frozen=True, slots=True)
class Reply:
    """A message or an edit by the bot, as a person sees it; body is the whole Message object."""

    chat_id: int
    message_id: int
    text: str
    html: str
    rows: tuple[tuple[Button, ...], ...]
    edited: bool
    at: float
    body: JSON

    @property
    def buttons(self) -> list[Button]:
        """All buttons, row after row."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.label for button in self.buttons]


class Chat:
    """A private chat, group or supergroup; body is the Chat object that messages carry."""

    def __init__(self, body: JSON, ids: Iterator[int], sent: list[Posted]) -> None:
        self.id: int = body["id"]
        self.body = body
        self.refusal: APIError | None = None
        self.threads: set[int] = set()
        self.messages: dict[int, Posted] = {}
        self.actions: list[str] = []
        self._ids = ids
        self._sent = sent
        self._inbox: asyncio.Queue[Posted] = asyncio.Queue()

    def post(self, sender: JSON, content: JSON, html: str = "", markup: JSON | None = None) -> JSON:
        """Add a message; gives the Message object."""
        now = time.time()
        message_id = next(self._ids)
        body = {"message_id": message_id, "from": sender, "chat": self.body, "date": int(now)} | content
        if markup and "inline_keyboard" in markup:
            body["reply_markup"] = markup
        by_bot = bool(sender["is_bot"])
        posted = self.messages[message_id] = Posted(body, html, markup, by_bot, edited=False, at=now)
        if by_bot:
            self._show(posted)
        return body

    def edit(self, message_id: int, content: JSON, html: str, markup: JSON | None) -> JSON:
        """Replace a message's content and keyboard; gives the new Message object."""
        old, now = self.messages[message_id], time.time()
        kept = {name: old.body[name] for name in ("message_id", "from", "chat", "date", "reply_to_message")
                if name in old.body}  # fmt: skip
        body = kept | {"edit_date": int(now)} | content
        if markup:
            body["reply_markup"] = markup
        posted = self.messages[message_id] = Posted(body, html, markup, old.by_bot, edited=True, at=now)
        if old.by_bot:
            self._show(posted)
        return body

    def reply(self, timeout: float = 20.0) -> Coroutine[Any, Any, Reply]:
        """The next message or edit by the bot that was not asked for yet; AssertionError after timeout seconds."""
        return self._next(timeout)

    def replies(self, count: int, timeout: float = 20.0) -> Coroutine[Any, Any, list[Reply]]:
        """The next count messages or edits, all within timeout seconds."""
        return self._several(count, timeout)

    async def silence(self, seconds: float) -> None:
        """Nothing may come from the bot for so long; AssertionError with the text otherwise."""
        try:
            async with asyncio.timeout(seconds):
                posted = await self._inbox.get()
        except TimeoutError:
            return
        raise AssertionError(f"the bot was to be silent in chat {self.id} and said {seen(posted).text!r}")

    def screen(self) -> list[Reply]:
        """The bot's messages as they stand now, oldest first."""
        return [seen(posted) for posted in self.messages.values() if posted.by_bot]

    async def _next(self, seconds: float) -> Reply:
        try:
            async with asyncio.timeout(seconds):
                return seen(await self._inbox.get())
        except TimeoutError:
            raise AssertionError(f"the bot said nothing in chat {self.id} within {seconds:.3g} s") from None

    async def _several(self, count: int, seconds: float) -> list[Reply]:
        end = time.monotonic() + seconds
        return [await self._next(max(end - time.monotonic(), 0.001)) for _ in range(count)]

    def clear(self) -> None:
        """Forget all messages."""
        self.messages.clear()
        self.actions.clear()
        self._inbox = asyncio.Queue()

    def _show(self, posted: Posted) -> None:
        self._inbox.put_nowait(posted)
        self._sent.append(posted)


def seen(posted: Posted) -> Reply:
    """A message as a person sees it."""
    body = posted.body
    text = body.get("text") or body.get("caption") or ""
    return Reply(
        body["chat"]["id"], body["message_id"], text, posted.html, rows(posted.markup), posted.edited, posted.at, body
    )
