"""The content while its files change: checked, learnt anew beside the chat, and swapped whole between two turns."""

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bot.channels.preview.learning import Learn, learn_aside
from bot.channels.preview.scores import Misses, tested
from bot.content.findings import findings
from bot.content.library import SUFFIXES, load, read_parts
from bot.content.problems import ContentError, Problem
from bot.content.testing import to_try
from bot.core.knowledge import Knowledge
from bot.core.safety.format import Checks
from bot.telemetry import LOG

PAUSE = 0.5
"""Seconds between two looks at the files. They are looked at rather than watched: that works on every disk, on a
hospital's network drive too."""

Stage = Literal["learning", "live", "refused", "waiting"]
"""learning: new words are being learnt. live: the files are what the bot knows. refused: they have an error, and the
earlier content goes on. waiting: they have an error, and there is no earlier content."""


class _StoppedError(Exception):
    """Nobody waits for the tests any more."""


class Live:
    """Follows a folder; `learnt` is told of all new knowledge, in the loop."""

    def __init__(
        self,
        folder: Path,
        learnt: Callable[[Knowledge], None],
        *,
        language: str = "en",
        learn: Learn = learn_aside,
        pause: float = PAUSE,
    ) -> None:
        self.folder = folder.resolve()
        self.known: Knowledge | None = None
        self.stage: Stage = "learning"
        self.problems: tuple[Problem, ...] = ()
        self.missed: Misses | None = None
        self.tested = 0.0
        self.version = 0
        self._learnt = learnt
        self._learn = learn
        self._language = language
        self._pause = pause
        self._since = 0.0
        self._testing: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        """Takes the folder as it stands, and again whenever its files have changed and then kept still."""
        taken: object = None
        seen: object = None
        try:
            while True:
                found = await asyncio.to_thread(_stamps, self.folder)
                if found != taken and (found == seen or taken is None):
                    taken = found
                    await self._take()
                seen = found
                await asyncio.sleep(self._pause)
        finally:
            if self._testing:
                self._testing.cancel()

    def as_dict(self) -> dict[str, Any]:
        """How things stand, for the page; `version` is another number after every change."""
        errors = sum(problem.severity == "error" for problem in self.problems)
        return {
            "version": self.version,
            "stage": self.stage,
            "folder": self.folder.name,
            "revision": self.known.revision if self.known else "",
            "since": self._since,
            "errors": errors,
            "warnings": len(self.problems) - errors,
            "tested": round(self.tested, 2) if self.missed is None else 1,
            "intents": len(self.known.intents) if self.known else 0,
        }

    def places(self) -> list[dict[str, Any]]:
        """The problems for the page, each file named as below the folder's parent."""
        return [
            {"place": f"{self._named(p.file)}:{p.line}:{p.column}", "severity": p.severity, "says": p.says}
            for p in self.problems
        ]

    def _named(self, file: str) -> str:
        path = Path(file)
        return path.relative_to(self.folder.parent).as_posix() if path.is_relative_to(self.folder.parent) else file

    async def _take(self) -> None:
        """Reads and checks the files; without errors, or with nothing to go on with, their content is learnt."""
        self._at("learning")
        try:
            self.problems, checks = await asyncio.to_thread(_checked, self.folder, self._language)
            if self.known and any(problem.severity == "error" for problem in self.problems):
                self._at("refused")
                return
            self.version += 1
            await self._learn(self.folder, self._language)
            self._use(await asyncio.to_thread(load, self.folder, self._language), checks)
        except ContentError as error:
            self.problems = self.problems or tuple(error.problems)
            self._at("refused" if self.known else "waiting")
        except Exception as error:
            LOG.error("the content could not be read", exc_info=True)
            self.problems = (Problem(str(self.folder), 1, 1, "error", f"it could not be read: {type(error).__name__}"),)
            self._at("refused" if self.known else "waiting")

    def _use(self, known: Knowledge, checks: Checks) -> None:
        self.known, self.missed, self.tested, self._since = known, None, 0.0, time.time()
        self._learnt(known)
        self._at("live")
        if self._testing:
            self._testing.cancel()
        self._testing = asyncio.create_task(self._test(known, checks))

    async def _test(self, known: Knowledge, checks: Checks) -> None:
        """Tries all test phrases beside the chat, until other content has taken the place of this."""

        total = max(to_try(known, checks), 1)
        stopped = threading.Event()

        def progress(done: int) -> None:
            if stopped.is_set():
                raise _StoppedError
            self.tested += done / total

        try:
            self.missed = await asyncio.to_thread(tested, known, checks, progress)
            self.version += 1
        finally:
            stopped.set()

    def _at(self, stage: Stage) -> None:
        self.stage = stage
        self.version += 1


def _stamps(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Each content file with its time and size: another set when any of them has changed."""
    found = []
    for path in folder.rglob("*"):
        if path.suffix in SUFFIXES:
            try:
                stat = path.stat()
            except OSError:  # gone again, or not ours to read: `check` names it
                continue
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def _checked(folder: Path, language: str) -> tuple[tuple[Problem, ...], Checks]:
    parts = read_parts(folder, language)
    return tuple(findings(folder, date.today(), language)), parts.red_flags.tests if parts.red_flags else Checks()
