"""HTTP control for a server in its own process, for benchmarks: /control/<verb>, JSON in and out.

POST says    {"texts": [[user_id, text], ...]}            -> {"update_ids": [...]}
POST taps    {"taps": [[user_id, label], ...]}            -> {"update_ids": [...]}, newest message with the button
POST raw     {"updates": [{...}, ...]}                    -> {"update_ids": [...]}
POST fault   the arguments of BotAPI.fault                -> {}
POST set     {"latency": 0.05, ...}, attributes of BotAPI -> {}
POST reset   {}: forgets calls, faults, updates, messages -> {}
GET  state   -> {"pending": 3, "calls": {"sendMessage": 7}, "sent": 7, "webhook": "" or the URL}
GET  sent    ?after=N: messages and edits by the bot from the N-th on
             -> {"sent": [[chat_id, message_id, text, edited, at], ...]}
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

SETTINGS = frozenset(
    {"latency", "query_lifetime", "repeat_window", "conflict_pause", "webhook_pause", "retry_scale", "webhook_timeout"}
)


def control_routes(server: BotAPI) -> list[Route]:
    """The routes, for the app."""
    control = Control(server)
    posts = (control.says, control.taps, control.raw, control.fault, control.set, control.reset)
    gets = (control.state, control.sent)
    return [Route(f"/control/{verb.__name__}", verb, methods=["POST"]) for verb in posts] + [
        Route(f"/control/{verb.__name__}", verb, methods=["GET"]) for verb in gets
    ]


class Control:
    """What a benchmark may do with a server from outside."""

    def __init__(self, server: BotAPI) -> None:
        self._server = server

    async def says(self, request: Request) -> JSONResponse:
        """People send texts."""
        first = self._server.updates.next_id
        for user_id, text in (await request.json())["texts"]:
            await self._server.user(user_id).says(text)
        return self._pushed(first)

    async def taps(self, request: Request) -> JSONResponse:
        """People press buttons."""
        first = self._server.updates.next_id
        for user_id, label in (await request.json())["taps"]:
            await self._server.user(user_id).taps(label)
        return self._pushed(first)

    async def raw(self, request: Request) -> JSONResponse:
        """Updates as they stand."""
        return JSONResponse({"update_ids": [self._server.raw(update) for update in (await request.json())["updates"]]})

    async def fault(self, request: Request) -> JSONResponse:
        """Order a fault."""
        self._server.fault(**await request.json())
        return JSONResponse({})

    async def set(self, request: Request) -> JSONResponse:
        """Change settings."""
        for name, value in (await request.json()).items():
            if name not in SETTINGS:
                return JSONResponse({"error": f"no setting {name}: {sorted(SETTINGS)}"}, 400)
            setattr(self._server, name, value)
        return JSONResponse({})

    async def reset(self, request: Request) -> JSONResponse:
        """Start afresh, with people, settings and webhook as they are."""
        self._server.reset()
        return JSONResponse({})

    async def state(self, request: Request) -> JSONResponse:
        """Where things stand."""
        server = self._server
        calls = Counter(call.method for call in server.log)
        hook = server.webhook.url if server.webhook else ""
        return JSONResponse({"pending": server.pending(), "calls": calls, "sent": len(server.sent), "webhook": hook})

    async def sent(self, request: Request) -> JSONResponse:
        """What the bot said."""
        rows: list[list[Any]] = []
        for posted in self._server.sent[int(request.query_params.get("after", 0)) :]:
            body = posted.body
            rows.append([body["chat"]["id"], body["message_id"], body.get("text", ""), posted.edited, posted.at])
        return JSONResponse({"sent": rows})

    def _pushed(self, first: int) -> JSONResponse:
        return JSONResponse({"update_ids": list(range(first, self._server.updates.next_id))})
