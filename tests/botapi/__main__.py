"""The server as its own process: python -m tests.botapi --port 8081."""

import argparse
import asyncio
import contextlib
import signal

from tests.botapi.server import TOKEN, BotAPI


async def serve(server: BotAPI, port: int) -> None:
    """Serve until SIGINT or SIGTERM."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with server.running(port) as base_url:
        print(base_url, flush=True)
        await ended.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: a free one; the base URL is printed")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds of round trip for each call")
    parser.add_argument("--seed", type=int, default=0, help="of the faults' chances")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(BotAPI(options.token, latency=options.latency, seed=options.seed), options.port))


if __name__ == "__main__":
    main()
