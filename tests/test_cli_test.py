"""`test`: the content tried on itself, and the ratchet that keeps its scores from falling."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from bot.cli.progress import LONG, progress, waiting
from tests.commands import elsewhere, folder, run
from tests.content.folder import NAMES, good, write

__all__ = ["elsewhere", "folder"]
OWN = len(re.findall(r"^  - (?!says)", good(), re.MULTILINE))
"""Examples of each of the small folder's intents."""


@pytest.fixture
def plain(folder: Path) -> Path:
    """The small folder with intents so plain that each phrase arrives."""
    for name, said in zip(NAMES, ("weak cervix", "reason behind", "warning signs", "stitch removal"), strict=True):
        write(folder, f"en/{name}.yaml", good(said))
    flags = (folder / "en" / "red_flags.yaml").read_text().split("\ntests:")[0]  # these need the shipped reports
    write(folder, "en/red_flags.yaml", flags + "\n")
    return folder


def steal(folder: Path) -> None:
    """Adds an intent whose phrase is another's words."""
    write(folder, "en/zz.yaml", good("zebras").replace("explain zebras", "explain the reason behind"))


def test_test(plain: Path) -> None:
    """`test` exits 0 when every phrase reaches its intent, and shows each intent's score."""
    result = run("test", str(plain))
    assert result.exit_code == 0, result.output
    assert re.search(r"^(\d+) of \1 examples reach their own intent$", result.output, re.MULTILINE)
    assert result.output.endswith("4 passed, 0 failed\n")
    scores = {line.split()[0]: line.split()[1:] for line in result.output.splitlines()[1:6]}
    assert scores["causes"] == ["1/1", "-", f"{OWN}/{OWN}"]
    assert scores["symptom_check"][:2] == ["-", "-"]
    assert "Who stole it" not in result.output


def test_who_stole_it(plain: Path) -> None:
    """A phrase that another intent takes is named with the taker, the score and the example; exit code 1."""
    steal(plain)
    result = run("test", str(plain))
    assert result.exit_code == 1
    table = result.output.partition("Who stole it:\n")[2].splitlines()
    assert table[0].split()[:4] == ["intent", "went", "to", "score"]
    name, taker, score, *_ = table[1].split()
    assert (name, taker) == ("zz", "causes")
    assert 0 < float(score) <= 1
    assert "  explain the reason behind  " in table[1]
    assert "took the most: causes 1" in result.output
    assert "not good enough" in result.output
    assert "4 passed, 1 failed" in result.output


def test_an_intent_left_out_is_named(plain: Path) -> None:
    """An intent with an error is not tested, which is said."""
    write(plain, "en/zz.yaml", good("zebras").replace("source: leaflet", "source: nowhere"))
    result = run("test", str(plain))
    assert result.exit_code == 0, result.output
    assert "left out, see `check`: zz" in result.output


def test_the_ratchet_is_written_and_holds(plain: Path, tmp_path: Path) -> None:
    """The first run with --ratchet writes the scores, one intent a line; the next passes when none fell."""
    path = tmp_path / "scores.json"
    assert run("test", str(plain), "--ratchet", str(path)).exit_code == 0
    written = path.read_text()
    assert json.loads(written)["causes"] == {"phrases": [1, 1], "examples": [OWN, OWN]}
    assert len(written.splitlines()) == len(json.loads(written)) + 2
    result = run("test", str(plain), "--ratchet", str(path))
    assert (result.exit_code, path.read_text()) == (0, written)
    assert result.output.endswith(f"ratchet: no score is lower than in {path}\n")


def test_the_ratchet_names_what_fell(plain: Path, tmp_path: Path) -> None:
    """A score that falls is named with the intent and by how much: exit code 1, although the rest is good."""
    path = tmp_path / "scores.json"
    assert run("test", str(plain), "--ratchet", str(path)).exit_code == 0
    phrases = "".join(f"    - explain stitch removal {n}\n" for n in range(9))
    more = good("stitch removal") + phrases + "    - explain the reason behind\n"
    write(plain, "en/treatment.yaml", more)
    result = run("test", str(plain), "--ratchet", str(path))
    assert result.exit_code == 1
    assert "not good enough" not in result.output
    assert "ratchet: treatment: phrases fell by 9.1 points, from 1/1 to 10/11\n" in result.output
    assert result.output.count("ratchet: ") == 2


def test_the_ratchet_is_raised(plain: Path, tmp_path: Path) -> None:
    """--update adds new intents and better scores, and never lowers one."""
    path = tmp_path / "scores.json"
    low, high = {"phrases": [0, 1], "examples": [1, OWN]}, {"phrases": [1, 1], "examples": [OWN, OWN]}
    path.write_text(json.dumps({"causes": low, "gone": high}))
    result = run("test", str(plain), "--ratchet", str(path))
    assert result.exit_code == 1
    assert "ratchet: gone: is gone" in result.output
    run("test", str(plain), "--ratchet", str(path), "--update")
    raised = json.loads(path.read_text())
    assert raised["causes"] == high
    assert "gone" not in raised
    assert "treatment" in raised
    steal(plain)
    raised["zz"] = high
    path.write_text(json.dumps(raised))
    result = run("test", str(plain), "--ratchet", str(path), "--update")
    assert "ratchet: zz: phrases fell by 100.0 points, from 1/1 to 0/1" in result.output
    assert json.loads(path.read_text())["zz"] == high


@pytest.mark.parametrize(
    "content", ["", "[1]", '{"causes": 1}', '{"causes": {"phrases": [1]}}', "\0", '{"a": {"b": [1, 1]}}']
)
def test_no_ratchet_of_ours(plain: Path, tmp_path: Path, content: str) -> None:
    """A file that is no ratchet is refused in one line and left as it is, with exit code 1."""
    path = tmp_path / "scores.json"
    path.write_text(content)
    result = run("test", str(plain), "--ratchet", str(path), "--update")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"ratchet: {path}: ")
    assert result.stderr.count("\n") == 1
    assert path.read_text() == content


def test_wrong_calls(plain: Path, tmp_path: Path) -> None:
    """--update without a file is a usage error; a file that cannot be written is a failure in one line."""
    assert run("test", str(plain), "--update").exit_code == 2
    assert run("test", str(plain), "--ratchet", str(tmp_path)).exit_code == 2
    result = run("test", str(plain), "--ratchet", str(tmp_path / "none" / "scores.json"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long run shows a bar on a terminal; a short one, or one into a file, shows nothing."""
    for stderr, count, shown in ((Terminal(), LONG + 1, True), (Terminal(), LONG, False), (io.StringIO(), 9999, False)):
        monkeypatch.setattr(sys, "stderr", stderr)
        with progress("Testing", count) as done:
            for _ in range(count):
                done(1)
        assert ("Testing" in stderr.getvalue()) is shown
        assert ("100%" in stderr.getvalue()) is shown
    for stderr, said in ((Terminal(), "Learning\n"), (io.StringIO(), "")):
        monkeypatch.setattr(sys, "stderr", stderr)
        waiting("Learning")
        assert stderr.getvalue() == said
