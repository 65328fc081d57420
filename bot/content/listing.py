"""Problems as lines for people, as annotations for GitHub, and as JSON for programs."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from bot.content.problems import Problem

MOST = 10
"""Problems of one kind in one file that are listed for people; of the rest only the number is said."""
_PARTICULAR = re.compile(r"'.*'|\".*\"|\S+\.ya?ml|\d[\d.,]*")
"""What differs between two problems of one kind: quoted words, names of files, numbers."""


def text(problems: Iterable[Problem]) -> Iterator[str]:
    """A line for each problem, and the counts in the last line."""
    listed = list(problems)
    errors = sum(problem.severity == "error" for problem in listed)
    yield from map(str, shortened(listed))
    yield f"{errors} errors, {len(listed) - errors} warnings"


def github(problems: Iterable[Problem]) -> Iterator[str]:
    """A workflow command for each problem, which GitHub shows beside the line."""
    for problem in shortened(problems):
        place = f"file={_property(near(problem.file))},line={problem.line},col={problem.column}"
        yield f"::{problem.severity} {place}::{_data(problem.says)}"


def as_json(problems: Iterable[Problem]) -> Iterator[str]:
    """One array of all problems, each an object."""
    rows = [
        {"file": one.file, "line": one.line, "column": one.column, "severity": one.severity, "message": one.says}
        for one in problems
    ]
    yield json.dumps(rows, indent=2)


def shortened(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, but of each kind in a file only the first few, and one more that says how many follow."""
    for _, of_file in groupby(problems, key=lambda problem: problem.file):
        kinds: dict[tuple[str, str], list[Problem]] = {}
        for problem in of_file:
            kinds.setdefault((problem.severity, _PARTICULAR.sub("…", problem.says)), []).append(problem)
        shown: list[Problem] = []
        for kind in kinds.values():
            shown += kind[:MOST]
            if len(kind) == MOST + 1:
                shown.append(kind[MOST])
            elif len(kind) > MOST:
                shown.append(replace(kind[MOST], says=f"and {len(kind) - MOST} more like this"))
        yield from sorted(shown)


def near(file: str) -> str:
    """The path from this folder on, when the file lies below it."""
    here = os.path.join(os.getcwd(), "")
    return file.removeprefix(here)


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Iterable[Problem]], Iterator[str]]] = {"text": text, "github": github, "json": as_json}
