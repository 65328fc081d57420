"""Writes a new example into an intent's file, and leaves everything else in it as it was."""

import os
import tempfile
from datetime import date
from pathlib import Path

import yaml

from bot.content.document import read

TEMPLATE = """\
# yaml-language-server: $schema=../intent.schema.json
title: {title}
examples:
  - {example}
answer: []   # write the answer: "- says: ..." and "source: ..." for each paragraph; until then the bot leaves it out
reviewed: {today}
suggest: []
tests:
  should_match: []
"""


class AddingError(Exception):
    """An example that cannot be added; the message says why and what to do."""


def add_example(path: Path, wording: str) -> int:
    """Adds a wording as the last example of an intent's file; gives its line. Raises AddingError."""
    before = _examples(path)
    text = path.read_bytes().decode()
    changed, line = _with_example(text, wording, path)
    _write(path, changed)
    if _examples(path) != [*before, wording]:
        _write(path, text)
        raise AddingError(f"{path}: the example could not be added safely; add it by hand under 'examples:'")
    return line


def new_intent(path: Path, wording: str, today: date) -> None:
    """Begins an intent's file with one example and no answer. Raises AddingError."""
    if path.exists():
        raise AddingError(f"{path} is there already: name the intent without --new to add to it")
    title = quoted(path.stem.replace("_", " ").capitalize())
    _write(path, TEMPLATE.format(title=title, example=quoted(wording), today=today.isoformat()))


def quoted(text: str) -> str:
    """A text as YAML writes it on one line, in quotes where it needs them."""
    return yaml.safe_dump(text, allow_unicode=True, width=10**6).removesuffix("\n").removesuffix("\n...")


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
        return f"{text[:at]}, {quoted(wording)}{text[at:]}", last.end_mark.line + 1
    end = text.find("\n", last.end_mark.index)
    at = len(text) if end < 0 else end
    mark = found.start_mark.column
    return f"{text[:at]}\n{' ' * mark}- {quoted(wording)}{text[at:]}", text.count("\n", 0, at) + 2


def _write(path: Path, text: str) -> None:
    """Replaces a file whole."""
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", newline="", delete=False) as part:
            part.write(text)
        if path.exists():
            os.chmod(part.name, path.stat().st_mode)
        else:
            os.chmod(part.name, 0o644)
        os.replace(part.name, path)
    except OSError as error:
        raise AddingError(f"{path} cannot be written ({error.strerror}): check its rights") from None
