"""Serves HTTP until told to stop: what is under way is finished, nothing new is taken."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

from bot.channels.address import Address, ListenError, listening

DRAIN = 8
"""Seconds that requests under way may take when the server is told to stop."""


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
    opened = listening(at)
    running = asyncio.create_task(server.serve(sockets=[opened]))
    try:
        while not server.started and not running.done():  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0.01)
        if running.done():
            raise ListenError(f"cannot listen at {at.host}:{at.port}") from running.exception()
        yield
    finally:
        server.should_exit = True
        await asyncio.wait((running,))
        opened.close()
