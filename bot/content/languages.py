"""All languages of a folder of content: English, which must be sound, and those beside it that are."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.document import Document, read
from bot.content.findings import findings
from bot.content.formats import StrangersFile
from bot.content.library import SUFFIXES, load, read_parts
from bot.content.problems import ContentError, Problem
from bot.content.shape import shaped
from bot.core.clinic import Clinic
from bot.core.dialogue import Dialogue
from bot.core.knowledge import Knowledge
from bot.core.polyglot import MAIN, Polyglot
from bot.core.strangers import Strangers

_CODE = re.compile(r"[a-z]{2,3}")
STRANGERS = "languages.yaml"
"""Beside the languages' folders: those that the bot cannot read."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is known in each language, by its code, and what keeps the others from being used."""

    known: dict[str, Knowledge]
    refused: dict[str, list[Problem]]
    strangers: Strangers

    def speaking(self, *, staffed: bool = False, before: Polyglot | None = None) -> Polyglot:
        """The dialogues; a language that is refused now goes on as it was `before`."""
        old = before.languages if before else {}
        known = {**{code: old[code] for code in self.refused if code in old}, **self.known}
        ordered = sorted(known, key=lambda code: (code != MAIN, code))
        return Polyglot({code: Dialogue(known[code], staffed=staffed) for code in ordered}, self.strangers)


def languages_in(folder: Path, wanted: Collection[str] = ()) -> tuple[str, ...]:
    """The languages that a folder has files of, English first; only the `wanted` ones when some are named."""
    found = sorted(path.name for path in folder.glob("*") if _CODE.fullmatch(path.name) and _holds_content(path))
    return (MAIN, *(code for code in found if code != MAIN and (not wanted or code in wanted)))


def _holds_content(path: Path) -> bool:
    return path.is_dir() and any(file.suffix in SUFFIXES for file in path.iterdir())


def load_all(folder: Path, wanted: Collection[str] = (), *, refused: dict[str, list[Problem]] | None = None) -> Loaded:
    """Every language of a folder; raises ContentError when the English files cannot be used.

    Another language that cannot is left out, and so are those that are `refused` already.
    """
    wrong = {code: [_no_folder(folder, code)] for code in wanted if code not in languages_in(folder, wanted)}
    wrong |= refused or {}
    known = {MAIN: load(folder)}
    for code in languages_in(folder, wanted):
        if code != MAIN and code not in wrong:
            try:
                known[code] = load(folder, code)
            except ContentError as error:
                wrong[code] = error.problems
    return Loaded(known, wrong, _strangers(folder))


def _no_folder(folder: Path, code: str) -> Problem:
    return Problem(
        str(folder / code), 1, 1, "error", f"LANGUAGES asks for '{code}', and there is no such folder of content"
    )


def errors(folder: Path, wanted: Collection[str] = ()) -> dict[str, list[Problem]]:
    """The errors in each language that has some."""
    found = {}
    for code in languages_in(folder, wanted):
        listed = [problem for problem in read_parts(folder, code).problems() if problem.severity == "error"]
        if code == MAIN:
            listed += [problem for problem in _document(folder).problems if problem.severity == "error"]
        if listed:
            found[code] = listed
    return found


def all_findings(folder: Path, today: date, language: str = "") -> list[Problem]:
    """All problems of all languages, or of one; what stands beside the folders is named once."""
    codes = (language,) if language else languages_in(folder)
    problems = {problem for code in codes for problem in (*findings(folder, today, code), *_untranslated(folder, code))}
    return sorted({*problems, *_document(folder).problems})


def _untranslated(folder: Path, language: str) -> Iterator[Problem]:
    """The intents that a language lacks."""
    names = {
        code: {path.stem for path in (folder / code).glob("*") if path.suffix in SUFFIXES} for code in (MAIN, language)
    }
    if missing := sorted(names[MAIN] - names[language]):
        says = (
            f"{len(missing)} files of {MAIN}/ have no translation, so their topics are not known: {', '.join(missing)}"
        )
        yield Problem(str(folder / language), 1, 1, "warning", says)


def _document(folder: Path) -> Document:
    path = folder / STRANGERS
    document = read(path, str(path)) if path.exists() else Document(str(path))
    if document.data is not None:
        shaped(document, StrangersFile)
    return document


def _strangers(folder: Path) -> Strangers:
    """The languages that it cannot read; none when the file is missing or broken: nothing hangs on it."""
    document = _document(folder)
    found = None if document.broken or document.data is None else StrangersFile.model_validate(document.data)
    path = folder / "clinic.yaml"
    clinic = shaped(read(path, str(path)), Clinic) if path.exists() else None
    return Strangers(found.root if found else {}, clinic.emergency_number.strip() if clinic else "")
