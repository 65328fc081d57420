"""One YAML file: its values as plain text, and where in the file each of them stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.content.problems import Problem

Path_ = tuple[str | int, ...]
LARGEST = 2_000_000
"""Bytes of one file; a larger one is a mistake."""
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar is text: `no` stays "no", `12:30` stays "12:30"
_DIFFERENT_ELSEWHERE = re.compile(r"(?i)^(y|n|yes|no|on|off|true|false|null|~|\d+(:\d+)+)$")
_HINTS = (
    ("found character '\\t'", "a tab stands here: indent with spaces, two for each level"),
    ("mapping values are not allowed", 'a colon stands inside a text: put the whole text in "double quotes"'),
    ("could not find expected ':'", "this line has no colon after its key, or a text above it is not closed"),
    ("did not find expected key", "this line is indented unlike its neighbours: line it up with the lines above"),
    ("did not find expected '-' indicator", "this line should begin with - and line up with the other items"),
    ("found unexpected end of stream", "a quote or a bracket is opened and never closed"),
    ("did not find expected ',' or ']'", "a [list] is not closed, or a comma is missing in it"),
    ("found undefined alias", 'a * stands at the start of a text: put the text in "double quotes"'),
    ("did not find expected alphabetic or numeric character", 'a text begins with * or &: put it in "double quotes"'),
    ("found character that cannot start any token", 'a text begins with @, ` or %: put it in "double quotes"'),
    ("found unknown escape character", "a backslash inside double quotes: write \\\\ or use 'single quotes'"),
    ("control characters are not allowed", "an invisible control character stands here: delete it"),
    ("special characters are not allowed", "an invisible control character stands here: delete it"),
)


@dataclass
class Document:
    """A file that could be read: `data` is made of mappings, lists and texts; `marks` maps a path in it to a place."""

    name: str
    data: Any = None
    marks: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path_) -> tuple[int, int]:
        """Line and column of a path, or of the nearest thing that holds it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def error(self, path: Path_, says: str) -> None:
        """Notes a mistake at a path."""
        self.problems.append(Problem(self.name, *self.place(path), "error", says))

    def warn(self, path: Path_, says: str) -> None:
        """Notes something to look at."""
        self.problems.append(Problem(self.name, *self.place(path), "warning", says))


def read(path: Path, name: str) -> Document:
    """Reads a file; whatever is wrong with it stands in `problems`, and nothing is raised."""
    document = Document(name)
    try:
        raw = path.read_bytes()
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
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
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


def _composed(document: Document, text: str) -> None:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        document.problems.append(_unreadable(document.name, error, text))
        return
    except RecursionError:
        document.error((), "lists or keys are nested too deeply: the format has four levels at most")
        return
    if root is None:
        document.error((), "the file is empty: write the content, or delete the file")
        return
    if _repeats(root):
        document.error((), "anchors (&name) and aliases (*name) are not used here: write the text out")
        return
    document.data = _plain(document, root, ())


def _repeats(root: yaml.Node) -> bool:
    """Whether an alias makes one node stand in two places."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            return True
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting += [child for pair in node.value for child in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return False


def _unreadable(name: str, error: yaml.YAMLError, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it is no YAML")
    if mark:
        where = mark.line + 1, mark.column + 1
    else:
        position = int(getattr(error, "position", 0) or 0)
        where = text[:position].count("\n") + 1, position - (text.rfind("\n", 0, position) + 1) + 1
    lines = text.splitlines()
    line = lines[where[0] - 1] if where[0] <= len(lines) else ""
    says = next((hint for sign, hint in _HINTS if sign in said), f"this is no YAML ({said})")
    if "\t" in line[: len(line) - len(line.lstrip())]:
        says = _HINTS[0][1]
    return Problem(name, *where, "error", says)


def _plain(document: Document, node: yaml.Node, path: Path_) -> Any:
    """A node as plain values, noting where each stands and which keys stand twice."""
    document.marks.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(document, node, path))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(document, item, (*path, i)) for i, item in enumerate(node.value)]
    value = str(node.value)
    plain_style = getattr(node, "style", None) in (None, "")
    if plain_style and _DIFFERENT_ELSEWHERE.match(value) and "\n" not in value and path and isinstance(path[-1], int):
        document.warn(path, f'{value} is read as a text here; write "{value}" in quotes, so that every program does so')
    return value


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
        empty = isinstance(value_node, yaml.ScalarNode)
        if not empty or value != "":
            document.marks[(*path, key)] = (value_node.start_mark.line + 1, value_node.start_mark.column + 1)
        document.marks[(*path, key, "")] = place
        yield key, value
