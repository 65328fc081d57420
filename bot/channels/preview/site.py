"""The page and what it asks for: small JSON answers, all to the page alone."""

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.channels.preview.chart import chart
from bot.channels.preview.chats import Chats, NotReadyError, UnknownChatError
from bot.channels.preview.events import BadEventError, read_event, read_json
from bot.channels.preview.guard import Guard
from bot.channels.preview.live import Live
from bot.channels.preview.scores import listed
from bot.channels.preview.unanswered import RefusedError, Unanswered

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Site:
    """Answers the page's requests."""

    def __init__(self, chats: Chats, live: Live, unanswered: Unanswered) -> None:
        self._chats = chats
        self._live = live
        self._unanswered = unanswered
        self._token = secrets.token_urlsafe(24)
        self._page = (STATIC / "page.html").read_text("utf-8").replace("{token}", self._token)
        self._files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.suffix in TYPES}

    def app(self, port: int) -> Starlette:
        """The application for a port of this machine."""
        routes = [
            Route("/", self.page),
            Route("/static/{name}", self.static),
            Route("/api/state", self.state),
            Route("/api/chats", self.chats),
            Route("/api/chats", self.new, methods=["POST"]),
            Route("/api/chats/{chat:int}", self.forget, methods=["DELETE"]),
            Route("/api/chats/{chat:int}/events", self.event, methods=["POST"]),
            Route("/api/intents", self.intents),
            Route("/api/problems", self.problems),
            Route("/api/unanswered", self.unanswered),
            Route("/api/unanswered/{doing:str}", self.answering, methods=["POST"]),
            Route("/api/flow", self.flow),
        ]
        refusals = {
            BadEventError: _refusal(400),
            RefusedError: _refusal(400),
            UnknownChatError: _refusal(404),
            NotReadyError: _refusal(409),
        }
        guard = Middleware(Guard, port=port, token=self._token)
        return Starlette(routes=routes, middleware=[guard], exception_handlers=refusals)

    async def page(self, _request: Request) -> Response:
        """The page, with its token."""
        return HTMLResponse(self._page)

    async def static(self, request: Request) -> Response:
        """The page's style, scripts and icon."""
        name = request.path_params["name"]
        if name not in self._files:
            return JSONResponse({"says": "there is no such file"}, 404)
        return Response(self._files[name], media_type=TYPES[Path(name).suffix])

    async def state(self, _request: Request) -> Response:
        """How the content stands."""
        return JSONResponse(self._live.as_dict())

    async def chats(self, _request: Request) -> Response:
        """All patients, and what Telegram shows beside their messages."""
        say = self._live.known.replies if self._live.known else None
        return JSONResponse(
            {
                "chats": [patient.as_dict() for patient in self._chats.all()],
                "commands": say.commands if say else {},
                "description": say.description if say else "",
            }
        )

    async def new(self, _request: Request) -> Response:
        """Another patient."""
        return JSONResponse(self._chats.new().as_dict(), 201)

    async def forget(self, request: Request) -> Response:
        """One patient less."""
        self._chats.forget(request.path_params["chat"])
        return JSONResponse({})

    async def event(self, request: Request) -> Response:
        """One event of a patient, answered: her chat as it stands then."""
        event, message = await read_event(request)
        patient = await self._chats.handle(request.path_params["chat"], event, message)
        return JSONResponse(patient.as_dict())

    async def intents(self, _request: Request) -> Response:
        """The intents with their test scores."""
        known = self._live.known
        return JSONResponse(listed(known, self._live.missed) if known else [])

    async def problems(self, _request: Request) -> Response:
        """What `check` says of the files."""
        return JSONResponse(self._live.places())

    async def unanswered(self, _request: Request) -> Response:
        """What no intent answered."""
        return JSONResponse(await self._unanswered.listed(self._live.known))

    async def answering(self, request: Request) -> Response:
        """Tries what a question would change as an example of an intent, or makes it one."""
        doing = {"try": self._unanswered.tried, "add": self._unanswered.add}.get(request.path_params["doing"])
        match await read_json(request):
            case {"asked": str(asked), "intent": str(intent), "new": bool(new)} if doing:
                return JSONResponse(await doing(asked, intent, new=new))
        raise BadEventError

    async def flow(self, _request: Request) -> Response:
        """The symptom check as a chart; null before there is content."""
        known = self._live.known
        return JSONResponse(chart(known.flow) if known else None)


def _refusal(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Answers an exception with its words."""

    async def refuse(_request: Request, error: Exception) -> Response:
        says = str(error) or "the bot has no content yet: see the problems"
        return JSONResponse({"says": says}, status)

    return refuse
