"""Messages with the label a person gave them, read from a file of one JSON object a line."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

SMALL_TALK, OUT_OF_SCOPE, RED_FLAG, SYMPTOM_CHECK, QUIET = (
    "smalltalk",
    "out_of_scope",
    "red_flag",
    "symptom_check",
    "quiet",
)
SPELLINGS = {"emergency": RED_FLAG, "urgent": RED_FLAG, "none": QUIET}
"""Other names of labels: either level of a red flag is right for the other."""
LABELS = (SMALL_TALK, OUT_OF_SCOPE, RED_FLAG, SYMPTOM_CHECK, QUIET, *SPELLINGS)
"""Labels besides the names of intents."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what it asks for: any of its labels is right, and it counts under the first."""

    text: str
    labels: tuple[str, ...]

    @property
    def label(self) -> str:
        """The label it counts under."""
        return self.labels[0]


@dataclass(frozen=True, slots=True)
class Labels:
    """What could be read of a file, and everything that is wrong in it as `file:line: what is wrong`."""

    messages: tuple[Labelled, ...]
    problems: tuple[str, ...]


def read_labelled(path: Path, intents: Iterable[str]) -> Labels:
    """Reads {"text", "label", "also": [...]?} a line; empty lines and other keys are passed over."""
    known = {*intents, *LABELS}
    messages: list[Labelled] = []
    problems: list[str] = []
    for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        found = _read(line, known)
        if isinstance(found, Labelled):
            messages.append(found)
        else:
            problems.append(f"{path}:{number}: {found}")
    if not messages and not problems:
        problems.append(f"{path}:1: there is no message in it: write one JSON object a line")
    return Labels(tuple(messages), tuple(problems))


def _read(line: bytes, known: set[str]) -> Labelled | str:
    """The message on a line, or what is wrong with the line."""
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return "it is no UTF-8: save the file as UTF-8"
    except (ValueError, RecursionError):
        return 'it is no JSON: write {"text": "...", "label": "..."} on one line'
    if not isinstance(data, dict):
        return 'it is no JSON object: write {"text": "...", "label": "..."}'
    text, label, also = data.get("text"), data.get("label"), data.get("also", [])
    if not isinstance(text, str):
        return "'text' is missing or no text: write what the patient wrote"
    if not isinstance(label, str):
        return "'label' is missing or no text: write the label"
    if not isinstance(also, list):
        return "'also' is no list: write the labels that are right too in [ ]"
    wrong = next((one for one in (label, *also) if one not in known), None) if _texts(also) else ""
    if wrong is not None:
        return _unknown(str(wrong), known) if wrong else "'also' may only hold labels, as texts"
    return Labelled(text, tuple(dict.fromkeys(SPELLINGS.get(one, one) for one in (label, *also))))


def _texts(also: list[Any]) -> bool:
    return all(isinstance(one, str) and one for one in also)


def _unknown(label: str, known: set[str]) -> str:
    near = get_close_matches(label, sorted(known), 1)
    return f"unknown label '{label}'" + (f": did you mean '{near[0]}'?" if near else ": write an intent's name")
