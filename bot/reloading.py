"""Live reload: when the content's files change they are checked, learnt aside, and swapped whole between two turns."""

import asyncio
import gc
import json
import sys
from collections.abc import Awaitable, Callable, Collection
from contextlib import aclosing
from os.path import samestat
from pathlib import Path

from bot.app import Bot
from bot.content.languages import Loaded, load_all
from bot.content.library import revision_of
from bot.content.problems import ContentError, Problem
from bot.core.polyglot import MAIN
from bot.telemetry import LOG

QUIET, DEBOUNCE = 300, 3000
"""Milliseconds without a change that make a change complete (an editor or `git pull` writes many files one after the
other), and the most to wait for them."""
LOOK = 30.0
"""Seconds after which the files are looked at although no change was told of: on a network's drive none is, nor when
another folder took the place of this one."""
PAUSE = 1.0
"""Seconds until a folder that is gone, or cannot be watched, is tried again."""
PATIENCE = 600.0
"""Seconds that learning may take."""
SHOWN = 5
"""Mistakes that staff are told of; `check` names them all."""

Tell = Callable[[str], Awaitable[None]]


class Reload:
    """Keeps a bot's content the same as the files in a folder; a set with a mistake is refused, and the old one stays.

    `tell` takes word of it to staff; `live` is called when other content is in use.
    """

    def __init__(
        self,
        bot: Bot,
        folder: Path,
        tell: Tell,
        live: Callable[[], None] = lambda: None,
        *,
        languages: Collection[str] = (),
    ) -> None:
        self._bot = bot
        self._languages = tuple(languages)
        self._live = live
        self._folder = folder.absolute()
        self._tell = tell
        self._tried = bot.dialogue.knowledge.revision
        self._failing = False

    async def run(self) -> None:
        """Watches the folder until cancelled, whatever becomes of it."""
        while True:
            if self._folder.is_dir():
                try:
                    await self._watch()
                except Exception:
                    LOG.error("watching the content failed; it begins again", exc_info=True)
            await asyncio.sleep(PAUSE)

    async def _watch(self) -> None:
        """Watches one folder until it is gone or another stands in its place."""
        from watchfiles import awatch  # not needed before the bot talks

        watched = self._folder.stat()
        await self._look()
        changes = awatch(
            self._folder, debounce=DEBOUNCE, step=QUIET, rust_timeout=int(LOOK * 1000), yield_on_timeout=True
        )
        async with aclosing(changes):
            async for _ in changes:
                await self._look()
                if not (self._folder.is_dir() and samestat(self._folder.stat(), watched)):
                    return

    async def _look(self) -> None:
        """Takes the files if they are others than those that were tried last."""
        if await asyncio.to_thread(_revision, self._folder) != self._tried:
            await self.again()

    async def again(self) -> None:
        """Takes the files as they are now, if they hold no mistake."""
        try:
            fresh = await self._fresh()
        except ContentError as error:
            await self._refused(error.problems)
        except Exception:
            LOG.error("the content could not be loaded anew; the old one stays", exc_info=True)
            self._tried = ""  # so that it is tried again at the next look
            if not self._failing:
                await self._tell("The new content could not be loaded, and the old one stays: see the log.")
            self._failing = True
        else:
            self._failing = False
            if fresh:
                before, revision = self._bot.dialogue, fresh.known[MAIN].revision
                self._bot.dialogue = fresh.speaking(staffed=before.staffed, before=before)
                self._bot.telemetry.content(revision)
                self._live()
                await self._tell(f"New content is live: {revision}{self._without(before.languages)}")
                for code, problems in fresh.refused.items():
                    await self._refused(problems, f"The new content in the language '{code}'")

    def _without(self, before: Collection[str]) -> str:
        """What staff are told of languages that are gone with their files: patients are answered in English then."""
        gone = ", ".join(code for code in before if code not in self._bot.dialogue.languages)
        if gone:
            LOG.warning("a language is not offered any more: its files are gone", language=gone)
        return f"\nNot offered any more, because the files are gone: {gone}" if gone else ""

    async def _refused(self, problems: list[Problem], what: str = "The new content") -> None:
        self._failing = False
        self._bot.telemetry.content_refused(len(problems))
        lines = [str(problem) for problem in problems[:SHOWN]]
        for line in lines:
            LOG.error("a mistake in the new content", problem=line)
        if len(problems) > SHOWN:
            lines.append(f"and {len(problems) - SHOWN} more: run `check`")
        mistakes = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        await self._tell("\n".join([f"{what} has {mistakes} and is not used:", *lines]))

    async def _fresh(self) -> Loaded | None:
        """The knowledge in the folder, whose English must be without a mistake; None when it is in use already.

        Raises ContentError. What is taken is just what was checked: files that change meanwhile are checked anew.
        """
        while True:
            revision, problems = await _checked(self._folder, self._languages)
            if await asyncio.to_thread(_revision, self._folder) != revision:
                continue
            self._tried = revision
            if MAIN in problems:
                raise ContentError(problems[MAIN])
            if revision == self._bot.dialogue.knowledge.revision:
                return None
            fresh = await asyncio.to_thread(_loaded, self._folder, self._languages, problems)
            if fresh.known[MAIN].revision == revision:
                return fresh


def _revision(folder: Path) -> str:
    return revision_of(folder)[:12]


def _loaded(folder: Path, languages: Collection[str], refused: dict[str, list[Problem]]) -> Loaded:
    """What stands in a folder. So much is made at once that collecting garbage meanwhile would hold up the turns."""
    gc.disable()
    try:
        return load_all(folder, languages, refused=refused)
    finally:
        gc.enable()


async def _checked(folder: Path, languages: Collection[str] = ()) -> tuple[str, dict[str, list[Problem]]]:
    """The revision of the files in a folder, and the mistakes in them by language.

    Checking and learning are done by another process, which leaves what it found in the cache: here they would hold
    up the turns.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.content", str(folder), *languages),
        cwd=Path(__file__).parent.parent,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise ChildProcessError(f"the check ended with {process.returncode}")
    told = json.loads(printed)
    return str(told["revision"]), {
        code: [Problem(*found) for found in listed] for code, listed in told["errors"].items()
    }
