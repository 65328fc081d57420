"""Serves HTTP until told to stop: what is under way is finished, nothing new is taken."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

DRAIN = 8
"""Seconds that requests under way may take when the server is told to stop."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int


class ListenError(Exception):
    """Nobody can listen at an address; the message says why and what to do."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the program it is part of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


@asynccontextmanager
async def serving(app: Starlette, at: Address) -> AsyncIterator[None]:
    """Serves an app within the block; raises ListenError when the address cannot be had."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=DRAIN)
    server = _Server(config)
    listening = _socket(at)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started and not running.done():  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.01)
        if running.done():
            raise ListenError(f"cannot listen at {at.host}:{at.port}") from running.exception()
        yield
    finally:
        server.should_exit = True
        await asyncio.wait((running,))
        listening.close()


def _socket(at: Address) -> socket.socket:
    listening = None
    try:
        family, *_, address = socket.getaddrinfo(at.host, at.port, type=socket.SOCK_STREAM)[0]
        # With the protocol named, asyncio turns off the delay of small packets.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()  # of two that start at once, both may bind
    except (OSError, UnicodeError) as error:
        if listening:
            listening.close()
        why = getattr(error, "strerror", None) or "no such host"
        says = f"cannot listen at {at.host}:{at.port} ({why}): change WEBHOOK_LISTEN or PORT"
        raise ListenError(says) from None
    return listening
