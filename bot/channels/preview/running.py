"""Runs the preview until told to stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.channels.address import Address
from bot.channels.preview.chats import Chats
from bot.channels.preview.guard import HOST
from bot.channels.preview.learning import Learn, learn_aside
from bot.channels.preview.live import PAUSE, Live
from bot.channels.preview.site import Site
from bot.channels.preview.unanswered import NoQuestions, Questions, Unanswered
from bot.channels.web import serving


@asynccontextmanager
async def previewing(
    folder: Path,
    port: int,
    *,
    questions: Questions | None = None,
    language: str = "en",
    learn: Learn = learn_aside,
    pause: float = PAUSE,
) -> AsyncIterator[str]:
    """The preview of a folder, in one of its languages, within the block, on this machine only; gives its address.

    `questions` are what patients asked and no intent answered, which the page can put into the folder's files.

    Raises ListenError when the port cannot be had.
    """
    chats = Chats()
    live = Live(folder, chats.learn, language=language, learn=learn, pause=pause)
    async with serving(
        Site(chats, live, Unanswered(folder, questions or NoQuestions(), language)).app(port), Address(HOST, port)
    ):
        watching = asyncio.create_task(live.watch())
        try:
            yield f"http://{HOST}:{port}/"
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
