"""What patients asked and no intent answered: listed for the page, tried, and put into the content."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from bot.content.adding import AddingError
from bot.content.grouping import Group, grouped
from bot.content.parts import is_intent
from bot.content.problems import ContentError
from bot.content.proposal import propose
from bot.core.knowledge import Knowledge
from bot.storage.store import StoreError

SHOWN = 100
"""Groups that the page shows."""
_ROOT = Path(__file__).parent.parent.parent.parent


class Questions(Protocol):
    """Where the wordings are kept; both raise StoreError."""

    async def wordings(self) -> list[str]:
        """All that is kept."""

    async def drop(self, wordings: set[str]) -> None:
        """Lets go of some."""


class NoQuestions:
    """No questions: nothing keeps them."""

    async def wordings(self) -> list[str]:
        """None."""
        return []

    async def drop(self, _wordings: set[str]) -> None:
        """Does nothing."""


class RefusedError(Exception):
    """What cannot be done; the message says why and what to do."""


class Unanswered:
    """The groups of questions, as the page was shown them last."""

    def __init__(self, folder: Path, questions: Questions, language: str = "en") -> None:
        self._language = language
        self._folder = folder.resolve()
        self._questions = questions
        self._groups: list[Group] = []
        self._one = asyncio.Lock()

    async def listed(self, known: Knowledge | None) -> dict[str, Any]:
        """The groups, the most frequent first, and what each may be put into; `says` is why there are none."""
        says = ""
        try:
            wordings = await self._questions.wordings() if known else []
        except StoreError as error:
            wordings, says = [], str(error)
        self._groups = await asyncio.to_thread(grouped, wordings, known.router, SHOWN) if known and wordings else []
        return {
            "groups": [
                {
                    "asked": group.wordings[0],
                    "count": group.count,
                    "also": group.wordings[1:4],
                    "nearest": [near.intent for near in group.nearest],
                }
                for group in self._groups[:SHOWN]
            ],
            "more": max(len(self._groups) - SHOWN, 0),
            "intents": sorted(
                {path.stem for path in (self._folder / self._language).glob("*.y*ml") if is_intent(path.stem)}
            ),
            "says": says,
        }

    async def tried(self, asked: str, intent: str, *, new: bool) -> dict[str, Any]:
        """What the wording of a group would change in an intent. Raises RefusedError."""
        self._group(asked)
        others = [group.wordings[0] for group in self._groups]
        wanted = {"intent": intent, "wording": asked, "new": new, "asked": others, "language": self._language}
        async with self._one:  # each takes a processor for as long as learning does
            told = await _tried_aside(self._folder, wanted)
        if "refused" in told:
            raise RefusedError(told["refused"])
        return told

    async def add(self, asked: str, intent: str, *, new: bool) -> dict[str, Any]:
        """Writes the wording of a group into an intent, or a new one, and lets go of the group. Raises RefusedError."""
        group = self._group(asked)
        try:
            path, line = await asyncio.to_thread(_written, self._folder, intent, asked, new, self._language)
            await self._questions.drop(set(group.wordings))
        except (AddingError, ContentError, StoreError) as error:
            raise RefusedError(_named(error)) from None
        with suppress(ValueError):  # the page may have listed them anew meanwhile
            self._groups.remove(group)
        return {"place": f"{path.relative_to(self._folder.parent).as_posix()}:{line}"}

    def _group(self, asked: str) -> Group:
        for group in self._groups:
            if group.wordings[0] == asked:
                return group
        raise RefusedError("this question is not kept any more: open the list again")


def _written(folder: Path, intent: str, wording: str, new: bool, language: str) -> tuple[Path, int]:
    proposal = propose(folder, intent, wording, new=new, language=language)
    return proposal.path, proposal.write(date.today())


async def _tried_aside(folder: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    """Tries it in another process: here it would hold up the chat for as long as learning takes."""
    command = (sys.executable, "-m", __name__, str(folder))
    process = await asyncio.create_subprocess_exec(*command, cwd=_ROOT, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    try:
        printed, _ = await process.communicate(json.dumps(wanted).encode())
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        raise RefusedError("it could not be tried: see the problems")
    told: dict[str, Any] = json.loads(printed)
    return told


def tried(
    folder: Path, intent: str, wording: str, asked: Iterable[str], *, new: bool, language: str = "en"
) -> dict[str, Any]:
    """What a wording would change in an intent: `refused` or `unused` says why nothing, else `now`, `then`, `moved`."""
    try:
        proposal = propose(folder, intent, wording, new=new, language=language)
    except (AddingError, ContentError) as error:
        return {"refused": _named(error)}
    file = proposal.path.relative_to(folder.parent).as_posix()
    if proposal.unused:
        return {"file": file, "unused": proposal.unused}
    found = proposal.rehearsed(asked)
    moved = [{"text": one.text, "of": one.of, "now": one.now, "then": one.then} for one in found.moved]
    return {"file": file, "unused": "", "now": found.now, "then": found.then, "moved": moved, "tried": found.tried}


def _named(error: Exception) -> str:
    return "the content has mistakes: see the problems" if isinstance(error, ContentError) else str(error)


if __name__ == "__main__":
    read = json.loads(sys.stdin.read())
    print(json.dumps(tried(Path(sys.argv[1]), **read)))
