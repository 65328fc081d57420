"""`route --json` is a contract: its fields, its order, and that it keeps up with a pipe."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from click.testing import Result

from bot.core.knowledge import Knowledge
from tests.commands import elsewhere, folder, run
from tests.conftest import ROOT

__all__ = ["elsewhere", "folder"]
FIELDS = ["text", "kind", "intent", "level", "score", "candidates", "ms"]


def objects(result: Result) -> list[dict[str, Any]]:
    """The JSON objects of the output, one a line."""
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


def test_route_json(knowledge: Knowledge) -> None:
    """`route --json` prints one object a line in input order, with the fields of the contract."""
    texts = [
        "what causes it",
        "i am bleeding heavily and passing big clots",
        "i have some light spotting",
        "can i eat sushi",
        "🙂",
    ]
    found = objects(run("route", "--json", *texts))
    assert [one["text"] for one in found] == texts
    for one in found:
        assert list(one) == FIELDS
        assert 0 <= one["score"] <= 1
        assert one["ms"] > 0
        for candidate in one["candidates"]:
            assert list(candidate) == ["intent", "score", "example"]
            assert candidate["example"] in knowledge.intents[candidate["intent"]].examples
    assert [one["kind"] for one in found] == ["answer", "red_flag", "symptom_check", "lost", "lost"]
    assert [one["intent"] for one in found] == ["causes", None, None, None, None]
    assert [one["level"] for one in found] == [None, "emergency", None, None, None]


def test_route_reads_lines(folder: Path) -> None:
    """Without texts it reads lines: empty ones, Windows line ends, broken bytes and a last line without end."""
    typed = b"what is causes\r\n\nbad \xff byte\n\0\nlast"
    found = objects(run("route", "--json", "--intents", str(folder), typed=typed))
    assert [one["text"] for one in found] == ["what is causes", "", "bad \ufffd byte", "\0", "last"]


def test_route_escapes_what_cannot_be_printed(folder: Path) -> None:
    """A lone surrogate, as a shell hands over a broken byte, is escaped and the line stays JSON."""
    for flags in (["--json"], []):
        result = run("route", *flags, "--intents", str(folder), "bad \udcff byte")
        assert result.exit_code == 0
    assert objects(run("route", "--json", "--intents", str(folder), "bad \udcff byte"))[0]["text"] == "bad \udcff byte"


def test_route_for_people(folder: Path) -> None:
    """Without --json it says where the text goes and why, and the examples that speak for it."""
    output = run("route", "--intents", str(folder), "what is causes", "i am bleeding heavily").output
    first, second = output.split("i am bleeding heavily\n", 1)
    assert first.startswith("what is causes\n  ")
    assert [line[4:14].strip() for line in first.splitlines()[2:] if line[4] != " "] == [
        "why",
        "read as",
        "counted",
        "nearest",
    ]
    assert " causes: what is causes\n" in first
    assert second.startswith("  red_flag: emergency (score 1.00)\n    why        danger signs come before any question")
    assert '(emergency) reported: "bleeding heavily"' in second


def collect(out: Iterable[bytes], lines: Queue[bytes]) -> None:
    """Puts every line into the queue as it comes."""
    for line in out:
        lines.put(line)


def test_route_keeps_up_with_a_pipe(folder: Path) -> None:
    """A line written gets its answer at once, while the input stays open."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run_bot.py"), "route", "--json", "--intents", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    lines: Queue[bytes] = Queue()
    reader = Thread(target=collect, args=(process.stdout, lines), daemon=True)
    reader.start()
    for text in ("first", "second", "dritte 🤰"):
        process.stdin.write(f"{text}\n".encode())
        process.stdin.flush()
        assert json.loads(lines.get(timeout=20))["text"] == text
    process.stdin.close()
    assert process.wait(timeout=20) == 0
    reader.join(timeout=20)
    process.stdout.close()
