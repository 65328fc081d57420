"""Learns content in another process: here it would hold up the chat for seconds, and nobody could end it."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

Learn = Callable[[Path, str], Awaitable[None]]
"""Sees to it that a folder's content in a language can then be loaded quickly."""
_ROOT = Path(__file__).parent.parent.parent.parent


async def learn_aside(folder: Path, language: str = "en") -> None:
    """Learns what is sound in a folder, in one language, and keeps it in the cache. Cancelled, it ends the process."""
    command = (sys.executable, "-m", __name__, str(folder), language)
    process = await asyncio.create_subprocess_exec(*command, cwd=_ROOT, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


if __name__ == "__main__":
    from bot.content.library import load
    from bot.content.problems import ContentError

    with suppress(ContentError):  # it is named where the files are checked
        load(Path(sys.argv[1]), *sys.argv[2:])
