"""Lets only the page itself speak to the preview: no other site, and nobody who only borrows its name."""

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
TOKEN = "X-Preview-Token"
"""The header that carries the page's token. Another site cannot read the page, and cannot send the header."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses requests that are not the page's own, and sends every answer with strict headers."""

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
        self._hosts |= {HOST, "localhost"} if port == 80 else set()
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what may pass."""
        if scope["type"] != "http":
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refused = self._refused(Headers(scope=scope), scope["path"])
        app = JSONResponse({"says": refused}, 403) if refused else self._app
        await app(scope, receive, sent)

    def _refused(self, headers: Headers, path: str) -> str:
        """Why a request may not pass; empty when it may."""
        if headers.get("host", "").lower() not in self._hosts:
            return "this address is not the preview's: open the one that the command printed"
        if headers.get("origin", "").lower() not in {"", *(f"http://{host}" for host in self._hosts)}:
            return "another site must not use the preview"
        token = headers.get(TOKEN, "").encode()
        if path.startswith("/api/") and not secrets.compare_digest(token, self._token.encode()):
            return "the page is of an earlier preview: reload it"
        return ""
