"""One YAML file: its values as plain text, and where in the file each of them stands."""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.content.hints import explained
from bot.content.problems import Problem
from bot.content.slips import conflict, in_plain, quoted

Path_ = tuple[str | int, ...]
LARGEST = 2_000_000
"""Bytes of one file; a larger one is a mistake."""
DEEPEST = 20
"""Lists and keys inside one another; the format has six levels at most."""
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar is text: `no` stays "no", `12:30` stays "12:30"
_DIFFERENT_ELSEWHERE = re.compile(r"(?i)^(y|n|yes|no|on|off|true|false|null|~|\d+(:\d+)+)$")


@dataclass
class Document:
    """A file that could be read: `data` is made of mappings, lists and texts; `marks` maps a path in it to a place."""

    name: str
    data: Any = None
    marks: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def place(self, path: Path_) -> tuple[int, int]:
        """Line and column of a path, or of the nearest thing that holds it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def error(self, path: Path_, says: str) -> None:
        """Notes a mistake at a path."""
        self.problems.append(Problem(self.name, *self.place(path), "error", says))

    @property
    def broken(self) -> bool:
        """Whether something is wrong with it that forbids its use."""
        return any(problem.severity == "error" for problem in self.problems)

    def warn(self, path: Path_, says: str) -> None:
        """Notes something to look at."""
        self.problems.append(Problem(self.name, *self.place(path), "warning", says))


def read(path: Path, name: str) -> Document:
    """Reads a file; whatever is wrong with it stands in `problems`, and nothing is raised."""
    document = Document(name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            document.error((), "this is no file that can be read: put a plain file in its place, or take it away")
            return document
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        document.error((), f"the file cannot be read ({error.strerror}): check its name and permissions")
        return document
    if len(raw) > LARGEST:
        document.error((), f"the file is larger than {LARGEST // 1_000_000} MB: split it")
        return document
    text = _decoded(document, raw)
    if text is not None:
        _composed(document, text)
    return document


def _decoded(document: Document, raw: bytes) -> str | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw[:4].count(0) == 2:
        document.error((), "the file is not UTF-8 but UTF-16: save it as UTF-8")
        return None
    if raw.startswith(b"\xef\xbb\xbf"):
        document.warn((), "the file begins with a byte order mark (BOM): save it as UTF-8 without BOM")
        raw = raw[3:]
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        where = before.count(b"\n") + 1, column
        document.problems.append(
            Problem(document.name, *where, "error", "the file is not UTF-8 from here on: save it as UTF-8")
        )
        return None
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        says = "the file has Windows line ends: save it with LF line ends"
        document.problems.append(Problem(document.name, line, 1, "warning", says))
    return text


_ODD = re.compile(r"(?m)(?:^|[\s\[{,])[&*!]|(?:[\[{][^\]}]*){4}|-\s+-\s+-|^ {11}")
"""What a file must hold to have an anchor, an alias, a tag, or lists and keys deeper than the format's."""


def _composed(document: Document, text: str) -> None:
    slip = conflict(text)
    if slip:
        document.problems.append(Problem(document.name, *slip[:2], "error", slip[2]))
        return
    document.lines = text.split("\n")
    try:
        refused = _refused(document.name, text)
        root = None if refused else yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        document.problems.append(explained(document.name, error, text))
        return
    if refused:
        document.problems.append(refused)
    elif root is None:
        document.error((), "the file is empty: write the content, or delete the file")
    else:
        document.data = _plain(document, root, ())


def _refused(name: str, text: str) -> Problem | None:
    """The first anchor, alias, tag or too deep nesting: YAML that the format has no use for.

    Told from the events, one after the other: composing a file nested 100,000 deep ends the process.
    """
    if not _ODD.search(text):  # most files, and several times quicker than looking at each event
        return None
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        says = ""
        if depth > DEEPEST:
            says = "lists or keys are nested too deeply here: the format has six levels at most"
        elif getattr(event, "anchor", None):
            says = 'an anchor (&name) or alias (*name): write the text out, or put it in "double quotes"'
        elif getattr(event, "tag", None):
            says = 'a text begins with !: put it in "double quotes"'
        if says and event.start_mark:
            return Problem(name, event.start_mark.line + 1, event.start_mark.column + 1, "error", says)
    return None


def _plain(document: Document, node: yaml.Node, path: Path_) -> Any:
    """A node as plain values, noting where each stands and which keys stand twice."""
    document.marks.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(document, node, path))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(document, item, (*path, i)) for i, item in enumerate(node.value)]
    value = str(node.value)
    plain_style = getattr(node, "style", None) in (None, "")
    if plain_style:
        _look_for_slips(document, node, value, path)
    if plain_style and _DIFFERENT_ELSEWHERE.match(value) and "\n" not in value and path and isinstance(path[-1], int):
        document.warn(path, f'{value} is read as a text here; write "{value}" in quotes, so that every program does so')
    return value


def _look_for_slips(document: Document, node: yaml.Node, value: str, path: Path_) -> None:
    first, last = node.start_mark, node.end_mark
    for line, column, says in in_plain(document.lines, first.line, first.column, last.line if value else first.line):
        document.problems.append(Problem(document.name, line, column, "error", says))
    if quoted(value):
        document.warn(path, 'these quotes are shown as a part of the text: use "straight quotes", or none')


def _pairs(document: Document, node: yaml.MappingNode, path: Path_) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        place = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.marks[(*path, "?")] = place
            document.error((*path, "?"), "a key must be a plain word followed by a colon")
            continue
        key = str(key_node.value)
        if key in seen:
            says = f"the key '{key}' stands twice here: keep one of them"
            document.problems.append(Problem(document.name, *place, "error", says))
            continue
        seen.add(key)
        value = _plain(document, value_node, (*path, key))
        if value == "":
            document.marks[(*path, key)] = place
        document.marks[(*path, key, "")] = place
        yield key, value
