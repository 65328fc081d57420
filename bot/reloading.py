"""Live reload: when the content's files change they are checked, learnt aside, and swapped whole between two turns."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from watchfiles import awatch

from bot.app import Bot
from bot.content.library import load
from bot.content.problems import ContentError, Problem
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.telemetry import LOG

DEBOUNCE = 1600
"""Milliseconds to wait for more changes: an editor or `git pull` writes many files one after the other."""
PATIENCE = 600
"""Seconds that learning may take."""
SHOWN = 5
"""Mistakes that staff are told of; `check` names them all."""

Tell = Callable[[str], Awaitable[None]]


class Reload:
    """Keeps a bot's content the same as the files in a folder; a set with a mistake is refused, and the old one stays.

    `tell` takes word of it to staff.
    """

    def __init__(self, bot: Bot, folder: Path, tell: Tell) -> None:
        self._bot = bot
        self._folder = folder
        self._tell = tell

    async def run(self) -> None:
        """Watches the folder until cancelled."""
        async for _ in awatch(self._folder, debounce=DEBOUNCE):
            await self.again()

    async def again(self) -> None:
        """Takes the files as they are now, if they hold no mistake."""
        try:
            fresh = await asyncio.to_thread(_fresh, self._folder)
        except ContentError as error:
            self._bot.telemetry.content_refused(len(error.problems))
            says = "\n".join(str(problem) for problem in error.problems[:SHOWN])
            await self._tell(f"The new content has {len(error.problems)} mistakes and is not used:\n{says}")
            return
        except Exception:
            LOG.error("the content could not be loaded anew", exc_info=True)
            return
        if fresh.revision != self._bot.dialogue.knowledge.revision:
            self._bot.dialogue = Dialogue(fresh)
            self._bot.telemetry.content(fresh.revision)
            await self._tell(f"New content is live: {fresh.revision}")


def _fresh(folder: Path) -> Knowledge:
    """The knowledge in a folder, which must be without a mistake; raises ContentError.

    Checking and learning are done by another process, which leaves what it found in the cache: here they would hold
    up the turns.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bot.content", str(folder.resolve())],
        cwd=Path(__file__).parent.parent,
        timeout=PATIENCE,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    wrong = [Problem(*found) for found in json.loads(done.stdout)]
    if wrong:
        raise ContentError(wrong)
    return load(folder)
