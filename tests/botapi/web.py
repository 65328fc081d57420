"""The HTTP side: a starlette app that reads calls, meets faults and answers; uvicorn serves it in this event loop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.botapi.calls import Call
from tests.botapi.control import control_routes
from tests.botapi.errors import APIError
from tests.botapi.faults import Fault
from tests.botapi.methods import METHODS
from tests.botapi.params import JSON, parse

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

_JSON = b"application/json"
_OK = b'{"ok":true,"result":'
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close with RST
_Answer = tuple[int, bytes, bytes]


class BotEndpoint:
    """/bot<token>/<method> as an ASGI app: starlette's Request and Response would double the cost of a call."""

    def __init__(self, server: BotAPI) -> None:
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = await _body(receive)
        if body is None:
            return
        try:
            call = self._call(scope, body)
        except APIError as error:
            await _respond(send, _refused(error))
            return
        half = self._server.latency / 2
        if half:
            await asyncio.sleep(half)
        answer = await self._answer(call, receive, scope)
        if half and answer:
            await asyncio.sleep(half)
        call.end(answer[0] if answer else 0)
        if answer:
            await _respond(send, answer)

    def _call(self, scope: Scope, body: bytes) -> Call:
        path = scope["path_params"]
        if path["token"] != self._server.token:
            raise APIError(401, "Unauthorized")
        if (named := METHODS.get(path["method"].lower())) is None:
            raise APIError(404, "Not Found: method not found")
        call = Call(named[0], parse(_content_type(scope), scope["query_string"], body))
        self._server.log.append(call)
        return call

    async def _answer(self, call: Call, receive: Receive, scope: Scope) -> _Answer | None:
        fault = self._server.faults.next(call.method, call.params)
        if fault is None:
            return await carried_out(self._server, call.method, call.params)
        answer: _Answer | None = None
        if fault.accepted:
            answer = await carried_out(self._server, call.method, call.params)
        if fault.kind != "delay":
            return await _spoilt(fault, receive, scope)
        await asyncio.sleep(fault.seconds)
        return answer or await carried_out(self._server, call.method, call.params)


async def carried_out(server: BotAPI, method: str, params: JSON) -> _Answer:
    """Do what the call asks for; gives status, content type and body."""
    try:
        result: Any = METHODS[method.lower()][1](server, params)
        if isinstance(result, Awaitable):
            return 200, _JSON, _OK + await result + b"}"
    except APIError as error:
        return _refused(error)
    return 200, _JSON, _OK + json.dumps(result, separators=(",", ":")).encode() + b"}"


def _refused(error: APIError) -> _Answer:
    body: JSON = {"ok": False, "error_code": error.status, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return error.status, _JSON, json.dumps(body, separators=(",", ":")).encode()


async def _spoilt(fault: Fault, receive: Receive, scope: Scope) -> _Answer | None:
    if fault.kind == "reset":
        _reset(scope)
    if fault.kind in ("reset", "hang"):
        while (await receive())["type"] != "http.disconnect":
            pass
        return None
    return fault.answer()


def _reset(scope: Scope) -> None:
    transport: asyncio.Transport = scope["botapi.transport"]
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()


async def _body(receive: Receive) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def _content_type(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value, "latin-1")
    return ""


async def _respond(send: Send, answer: _Answer) -> None:
    status, kind, body = answer
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextlib.asynccontextmanager
async def listen(server: BotAPI, port: int) -> AsyncIterator[str]:
    """Serve on 127.0.0.1 and this port, a free one when 0; gives the base_url.

    uvicorn.Server.serve is not used: it takes the process's signal handlers and needs 0.2 s to stop.
    """
    starlette = Starlette(routes=[Route("/bot{token}/{method}", BotEndpoint(server)), *control_routes(server)])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope["botapi.transport"] = send.__self__.transport  # type: ignore[attr-defined]  # uvicorn's
        try:
            await starlette(scope, receive, send)
        except asyncio.CancelledError:  # the server is being stopped
            transport.abort()
            await receive()

    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off", ws="none",
        proxy_headers=False, date_header=False, server_header=False, timeout_keep_alive=75, backlog=2048,
    )  # fmt: skip
    config.load()
    web = uvicorn.Server(config)
    web.lifespan = config.lifespan_class(config)
    # asyncio sets TCP_NODELAY only where the protocol is named: without it each answer takes 40 ms
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    await web.startup(sockets=[listener])
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/bot"
    finally:
        await _stop(web)


async def _stop(web: uvicorn.Server) -> None:
    for listening in web.servers:
        listening.close()
    state = web.server_state
    for connection in list(state.connections):
        connection.shutdown()
    tasks = list(state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)  # lets the closed transports tell their protocols
