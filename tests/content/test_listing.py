"""What `check` finds is printed for people, for GitHub and for programs."""

import json
import os
from pathlib import Path

import pytest

from bot.content.listing import MOST, as_json, github, text
from bot.content.problems import Problem
from tests.commands import elsewhere, folder, run
from tests.content.folder import good, write

__all__ = ["elsewhere", "folder"]


def doubled(count: int, file: str = "a.yaml") -> list[Problem]:
    """So many problems of one kind, and one of another."""
    says = "this example stands already in b.yaml, line {}: keep one of them"
    return [Problem(file, 3 + i, 5, "error", says.format(i)) for i in range(count)] + [
        Problem(file, 900, 1, "warning", "'no' is 5")
    ]


def test_many_of_a_kind_are_shortened() -> None:
    """Of many problems of one kind in a file ten are listed, then how many follow; the counts are those of all."""
    lines = list(text(doubled(47) + doubled(3, "b.yaml")))
    assert len(lines) == MOST + 1 + 1 + 4 + 1
    assert lines[MOST] == "a.yaml:13:5: error: and 37 more like this"
    assert lines[MOST + 1] == "a.yaml:900:1: warning: 'no' is 5"
    assert lines[-1] == "50 errors, 2 warnings"


def test_eleven_are_not_worth_a_word() -> None:
    """Rather than "and 1 more", the one is listed."""
    assert not any("more like this" in line for line in text(doubled(MOST + 1)))


def test_github_escapes() -> None:
    """Percent signs and line ends are escaped everywhere, colons and commas in the file's name too."""
    (line,) = github([Problem("a,b:c%.yaml", 2, 3, "warning", "25%: is,\nit\r so")])
    assert line == "::warning file=a%2Cb%3Ac%25.yaml,line=2,col=3::25%25: is,%0Ait%0D so"


def test_github_shows_paths_from_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A path below this folder is shortened, since GitHub knows no other."""
    monkeypatch.chdir(tmp_path)
    (line,) = github([Problem(str(tmp_path / "intents" / "a.yaml"), 1, 1, "error", "x")])
    assert line == f"::error file=intents{os.sep}a.yaml,line=1,col=1::x"


def test_json_holds_all() -> None:
    """JSON holds every problem with its five fields, and an empty array when there is none."""
    rows = json.loads("".join(as_json(doubled(47))))
    assert len(rows) == 48
    assert rows[0] == {
        "file": "a.yaml",
        "line": 3,
        "column": 5,
        "severity": "error",
        "message": "this example stands already in b.yaml, line 0: keep one of them",
    }
    assert json.loads("".join(as_json([]))) == []


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_command(folder: Path, form: str) -> None:
    """Each format is printed by the command; the exit code is 1 for errors only, and only text ends with counts."""
    assert run("check", "--format", form, str(folder)).exit_code == 0
    write(folder, "en/zz.yaml", good("zz").replace("2026-11-22", "2020-01-01"))
    result = run("check", "--format", form, str(folder))
    assert result.exit_code == 0
    assert "over a year ago" in result.output
    write(folder, "en/zz.yaml", good("zz").replace("title:", "titel:"))
    result = run("check", "--format", form, str(folder))
    assert result.exit_code == 1
    assert "did you mean 'title'?" in result.output
    assert result.output.endswith("errors, 0 warnings\n") == (form == "text")
    if form == "json":
        assert {row["severity"] for row in json.loads(result.output)} == {"error"}
    if form == "github":
        assert all(line.startswith("::error file=") for line in result.output.splitlines())


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_a_name_that_is_no_utf_8(folder: Path, form: str) -> None:
    """A file whose name is no UTF-8 is told like any other."""
    write(folder, "en/" + os.fsdecode(b"th\xe4nks.yaml"), good("zz"))
    result = run("check", "--format", form, str(folder))
    assert result.exit_code == 1
    assert "is no name for an intent" in result.output


def test_unknown_format(folder: Path) -> None:
    """A format that does not exist is a wrong call."""
    assert run("check", "--format", "xml", str(folder)).exit_code == 2
