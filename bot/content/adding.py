"""Writes a new example into an intent's file, and leaves everything else in it as it was."""

import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import yaml

from bot.content.checking import said
from bot.content.document import read
from bot.content.parts import RESERVED
from bot.core.intents import Intent

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
TEMPLATE = """\
# yaml-language-server: $schema=../intent.schema.json
title: {title}
draft: true   # the bot leaves this question out; delete this line when the answer is written
examples:     # write more: how people ask it, short and long
  - {example}
# Take the # from the next three lines and write the answer: a clinician's words, with their source.
# answer:
#   - says: "One paragraph, in short sentences."
#     source: leaflet
reviewed: {today}
"""


class AddingError(Exception):
    """An example that cannot be added; the message says why and what to do."""


def place_of(intents: Mapping[str, Intent], wording: str) -> str:
    """The intent that has a wording already, as an example or a test phrase; or nothing."""
    key = said(wording)
    for name, intent in intents.items():
        texts = (*intent.examples, *intent.tests.should_match, *intent.tests.should_not_match)
        if any(said(text) == key for text in texts):
            return name
    return ""


def add_example(path: Path, wording: str) -> int:
    """Adds a wording as the last example of an intent's file; gives its line. Raises AddingError."""
    before = _examples(path)
    changed, line = _with_example(path.read_bytes().decode(), wording, path)
    _write(path, changed, [*before, wording])
    return line


def new_intent(folder: Path, name: str, wording: str, today: date) -> Path:
    """Begins a draft of an intent of that name in a folder, with one example and no answer. Raises AddingError."""
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise AddingError(
            f"'{name}' is no name for an intent: use small letters, digits and _, such as bed_rest; "
            f"not {', '.join(RESERVED)}"
        )
    path = folder / f"{name}.yaml"
    if path.exists():
        raise AddingError(f"{path} is there already: name the intent without --new to add to it")
    title = quoted(name.replace("_", " ").capitalize())
    _write(path, TEMPLATE.format(title=title, example=quoted(wording), today=today.isoformat()), [wording])
    return path


def quoted(text: str, *, flow: bool = False) -> str:
    """A text as YAML writes it on one line, in quotes where it needs them; `flow`: for a list in brackets."""
    written = yaml.safe_dump([text], allow_unicode=True, width=10**6, default_flow_style=flow).strip()
    return written[1:-1] if flow else written.removeprefix("- ")


def _examples(path: Path) -> list[str]:
    document = read(path, str(path))
    if document.broken or not isinstance(document.data, dict):
        raise AddingError(f"{path} has mistakes: run `check` and mend them first")
    examples = document.data.get("examples", [])
    return list(examples) if isinstance(examples, list) else []


def _with_example(text: str, wording: str, path: Path) -> tuple[str, int]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    found = next((value for key, value in pairs if key.value == "examples"), None)
    if not isinstance(found, yaml.SequenceNode) or not found.value:
        raise AddingError(f"{path} has no list of examples: write 'examples:' with one example first")
    last = found.value[-1]
    if found.flow_style:
        at = last.end_mark.index
        return f"{text[:at]}, {quoted(wording, flow=True)}{text[at:]}", last.end_mark.line + 1
    end = text.find("\n", len(text[: last.end_mark.index].rstrip()))  # a text of several lines ends below itself
    at = len(text) if end < 0 else end - text[:end].endswith("\r")
    indented = f"{' ' * found.start_mark.column}- {quoted(wording)}"
    line_end = "\r\n" if "\r\n" in text else "\n"
    return f"{text[:at]}{line_end}{indented}{text[at:]}", text.count("\n", 0, at) + 2


def _write(path: Path, text: str, examples: list[str]) -> None:
    """Replaces a file whole, if it reads as it should then; or leaves everything as it was."""
    path = path.resolve()  # what a link leads to, rather than the link
    part = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".adding-", suffix=".part", delete=False) as file:
            part = Path(file.name)
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if _examples(part) != examples:
            raise AddingError(f"{path}: the example could not be added safely; add it by hand under 'examples:'")
        part.chmod(path.stat().st_mode if path.exists() else 0o644)
        os.replace(part, path)
    except OSError as error:
        raise AddingError(f"{path} cannot be written ({error.strerror}): check its rights") from None
    finally:
        if part:
            with suppress(OSError):
                part.unlink(missing_ok=True)
