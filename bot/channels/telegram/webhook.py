"""Updates that Telegram posts: 200 only after the reply is out and the session saved.

Until then Telegram keeps an update and posts it again; so an update is refused (5xx) only while it may be answered
later. One that nobody can read is taken and stepped over, or it would come again for a day and hold up its chat.
"""

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update

from bot.channels.telegram.incoming import UnreadableError, parsed
from bot.storage.store import StoreError
from bot.telemetry import LOG, Telemetry

PATH = "/telegram"
LARGEST = 1_000_000
"""Bytes of one update; Telegram's own are below a tenth of that."""
TRIES = 8
"""Failures of one update after which it is given up; Telegram has tried for several minutes by then."""
REMEMBERED = 1000
"""Failed updates known by number."""
_SECRET = "x-telegram-bot-api-secret-token"


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram posts updates to, and the secret that it shows."""

    url: str
    secret: str


class Webhook:
    """Takes posted updates, chats side by side; `handle` answers one, and does not return before it is saved."""

    def __init__(
        self, bot: Bot, handle: Callable[[Update], Awaitable[None]], telemetry: Telemetry, secret: str
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._telemetry = telemetry
        self._secret = secret.encode()
        self._failures: dict[int, int] = {}
        self.ready = False

    @property
    def route(self) -> Route:
        """The page that Telegram posts to."""
        return Route(PATH, self._posted, methods=["POST"])

    async def _posted(self, request: Request) -> Response:
        shown = request.headers.get(_SECRET, "").encode("latin-1")
        if not hmac.compare_digest(shown, self._secret):
            return Response(status_code=403)
        if not self.ready:
            return Response(status_code=503, headers={"Retry-After": "2"})
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        update = self._read(body)
        return Response(status_code=await self._answered(update) if update else 200)

    def _read(self, body: bytes | None) -> Update | None:
        if body is None:
            self._telemetry.skipped("too large")
            return None
        try:
            raw: Any = json.loads(body)
        except (ValueError, RecursionError):
            self._telemetry.skipped("no JSON")
            return None
        try:
            return parsed(raw, self._bot)
        except UnreadableError as error:
            self._telemetry.skipped(str(error))
            return None

    async def _answered(self, update: Update) -> int:
        """Answers an update; 200 when it is done with, 500 when it should come again."""
        number = update.update_id
        try:
            await self._handle(update)
        except StoreError:
            return 503  # the database is busy, and will have room
        except Exception as error:
            failed = self._failures.pop(number, 0) + 1
            LOG.error("an update failed", attempt=failed, exc_info=error)
            if failed >= TRIES:
                self._telemetry.skipped("gave up")
                return 200
            self._failures[number] = failed
            if len(self._failures) > REMEMBERED:
                del self._failures[next(iter(self._failures))]
            return 500
        self._failures.pop(number, None)
        return 200


async def _body(request: Request) -> bytes | None:
    """The posted bytes; None when there are too many, without taking them in if that is said beforehand."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and len(said) < 20 and int(said) > LARGEST:
        return None
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)
