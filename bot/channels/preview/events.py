"""From the page's JSON to the bot's events."""

import json
import re
from typing import Any

from starlette.requests import Request

from bot.core.messages import TEXT_LIMIT, Command, Event, Tap, Text

LONGEST = 64 * 1024
"""Bytes of a request that are read."""
_NAME = r"[a-z0-9_]{1,32}"
_COMMAND = re.compile(rf"/({_NAME})(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)


class BadEventError(Exception):
    """A request that is no event; the message says what an event looks like."""

    def __init__(self) -> None:
        super().__init__(
            f'send {{"text": "..."}} of 1 to {TEXT_LIMIT} characters, {{"command": "start"}}, '
            'or {"tap": "...", "message": 1}'
        )


async def read_event(request: Request) -> tuple[Event, int]:
    """The event in a request, and the message that a tap was made in; raises BadEventError."""
    sent = await read_json(request)
    return _event(sent), sent.get("message", 0)


async def read_json(request: Request) -> Any:
    """The JSON in a request that is not too large; raises BadEventError."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            raise BadEventError
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadEventError from None


def _event(sent: Any) -> Event:
    match sent:
        case {"text": str(text)} if text.strip() and len(text) <= TEXT_LIMIT:
            # As on Telegram, a text that looks like a command is one. A lone surrogate could not be sent back.
            sound = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            command = _COMMAND.fullmatch(sound.strip())
            return Command(command[1].lower(), command[2] or "") if command else Text(sound)
        case {"command": str(name)} if re.fullmatch(_NAME, name):
            return Command(name)
        case {"tap": str(data), "message": int()}:
            return Tap(data)
    raise BadEventError
