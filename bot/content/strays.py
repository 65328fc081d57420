"""Files in the content's folder that nobody reads, because of their name or their place."""

from collections.abc import Iterator
from pathlib import Path

from bot.content.library import SUFFIXES
from bot.content.problems import Problem

ABOVE = ("clinic", "sources", "languages")
"""Files that stand beside the languages' folders."""
_EXPECTED = ("README.md", "README.txt")


def strays(folder: Path, language: str = "en") -> Iterator[Problem]:
    """A problem for each file or folder whose name promises content that is not read."""
    for path in sorted([*folder.glob("*"), *(folder / language).rglob("*")]):
        looks = path.suffix.lower() in SUFFIXES
        if _hidden(path.relative_to(folder)) or path.name in _EXPECTED:
            continue
        if path.is_dir():
            if looks:
                yield _problem(path, "error", "this is a folder with the name of a file: rename it, or move it away")
        elif path.parent == folder:
            if looks and path.stem not in ABOVE:
                yield _problem(path, "warning", f"nothing reads this file here: move it into {folder / language}")
        elif path.suffix not in SUFFIXES:
            name = path.name.partition(".")[0]
            says = f"nothing reads this file, its name should end in .yaml: rename it to {name}.yaml, or move it away"
            yield _problem(path, "warning", says)


def _hidden(path: Path) -> bool:
    """Whether it is an editor's or the system's own file."""
    return path.name.endswith("~") or any(part.startswith(".") for part in path.parts)


def _problem(path: Path, severity: str, says: str) -> Problem:
    return Problem(str(path), 1, 1, "error" if severity == "error" else "warning", says)
