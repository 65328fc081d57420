"""Public sets of labelled messages, and the typing mistakes of a thumb on a phone."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

OUT = "oos"
"""The label of a message that no intent covers."""
SIZES = {"5-shot": "train_fs5", "10-shot": "train_fs10", "full": "train"}
"""How many examples an intent are learnt from, and the file that holds them."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: row[max(i - 1, 0) : i] + row[i + 1 : i + 2] for row in _ROWS for i, key in enumerate(row)}


@dataclass(frozen=True, slots=True)
class Message:
    """A message and its label."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """One set: examples to learn from, messages to choose a threshold on, and messages to measure on."""

    name: str
    size: str
    examples: tuple[Message, ...]
    valid: tuple[Message, ...]
    test: tuple[Message, ...]

    @property
    def intents(self) -> dict[str, list[str]]:
        """The examples by intent."""
        found: dict[str, list[str]] = {}
        for message in self.examples:
            found.setdefault(message.label, []).append(message.text)
        return found


def read(path: Path) -> tuple[Message, ...]:
    """The messages of a file, one JSON object a line; none when there is no such file."""
    if not path.exists():
        return ()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(Message(row["text"], row["label"]) for row in rows)


def data_set(folder: Path, size: str) -> DataSet:
    """The set in a folder, with so many examples; messages that no intent covers stand among the rest."""
    valid = read(folder / "valid.jsonl") + read(folder / "oos_valid.jsonl")
    test = read(folder / "test.jsonl") + read(folder / "oos_test.jsonl")
    return DataSet(folder.name, size, read(folder / f"{SIZES[size]}.jsonl"), valid, test)


def mistyped(text: str, chance: random.Random) -> str:
    """The text after one or two slips: a neighbouring key, a letter left out, a key too many, two letters swapped."""
    for _ in range(chance.choice((1, 2))):
        letters = [i for i, char in enumerate(text) if char.isalpha()]
        if not letters:
            return text
        i = chance.choice(letters)
        beside = chance.choice(_BESIDE.get(text[i].lower(), "e"))
        slips = (
            text[:i] + beside + text[i + 1 :],
            text[:i] + text[i + 1 :],
            text[:i] + beside + text[i:],
            text[:i] + text[i + 1 : i + 2] + text[i] + text[i + 2 :],
        )
        text = chance.choice(slips)
    return text


def all_mistyped(messages: tuple[Message, ...], seed: int = 1) -> tuple[Message, ...]:
    """The messages with slips, the same ones for the same seed."""
    chance = random.Random(seed)
    return tuple(Message(mistyped(message.text, chance), message.label) for message in messages)
