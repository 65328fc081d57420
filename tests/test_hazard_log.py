"""The hazard log holds what it promises: every hazard has a measure, and tests that really exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOG = (ROOT / "docs" / "hazard-log.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in LOG.splitlines() if re.match(r"\| \d+ \|", line)
]
TESTS = sorted(set(re.findall(r"`(tests/[^`]+)`", LOG)))
HAZARDS = [
    "missed",
    "denied",
    "misspelt",
    "inside an open check",
    "edited",
    "caption",
    "command",
    "old button",
    "forged",
]
HAZARDS += [
    "gentler",
    "week",
    "wrong number",
    "wrong topic",
    "caveat",
    "blamed",
    "reassurance",
    "lost in a crash",
    "twice",
]
HAZARDS += ["broken", "another language", "group", "someone else reads", "logs", "left in the middle", "one phone"]
HAZARDS += ["self-harm", "not pregnant", "is down"]


def test_rows() -> None:
    """The hazards are numbered in order, and each says how, what is done, by which tests, and what is left."""
    assert [row[0] for row in ROWS] == [str(i) for i in range(1, len(ROWS) + 1)]
    assert len(ROWS) >= 20
    for row in ROWS:
        assert len(row) == 6, row
        assert all(row), row
        assert "`tests/" in row[4], row


@pytest.mark.parametrize("word", HAZARDS)
def test_hazard_is_there(word: str) -> None:
    """The hazards that must not be forgotten stand in the log."""
    assert any(word in f"{row[1]} {row[2]}".lower() for row in ROWS)


@pytest.mark.parametrize("name", TESTS)
def test_named_test_exists(name: str) -> None:
    """Each test that the log names is there: a function of that file, or a talk."""
    file, _, function = name.partition("::")
    assert (ROOT / file).is_file()
    if file.endswith(".yaml"):
        assert not function
        return
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert function.startswith("test_")
    assert function in {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_sign_off_is_asked_for() -> None:
    """README, intended use and hazard log lead to each other, and say that a clinician must sign off."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    use = (ROOT / "docs" / "intended-use.md").read_text(encoding="utf-8")
    assert "(docs/intended-use.md)" in readme
    assert "(docs/hazard-log.md)" in readme
    assert "(hazard-log.md)" in use
    assert "(intended-use.md)" in LOG
    for text in (readme, use, LOG):
        assert re.search(r"clinician\s+(?:must|has|signs)|signed off", text)
