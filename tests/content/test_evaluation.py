"""`evaluate`: what counts as right, and figures that can be checked by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.evaluation import Evaluation, Step, at, calibration, calibration_error
from bot.content.labelled import Labelled, read_labelled
from bot.content.outcome import Routed
from bot.core.matching.match import Candidate
from bot.core.routing import Kind, Route
from tests.commands import elsewhere, folder, run
from tests.content.folder import NAMES, good, write

__all__ = ["elsewhere", "folder"]


def routed(labels: str, kind: Kind, intent: str = "", *also: str, score: float = 0.9, choices: str = "") -> Routed:
    """A message with labels (the first is its own) and where it went; choices are the candidates."""
    candidates = tuple(Candidate(name, score, "x") for name in (choices or intent).split())
    route = Route(kind, intent=intent or None, score=score, candidates=candidates, also=also)
    return Routed(Labelled("x", tuple(labels.split())), route, 1.0)


@pytest.mark.parametrize(
    ("one", "outcome", "reached"),
    [
        (routed("causes", "answer", "causes"), "right", "causes"),
        (routed("causes", "answer", "what_is"), "wrong", "what_is"),
        (routed("causes what_is", "answer", "what_is"), "right", "what_is"),
        (routed("causes", "answer", "what_is", "causes"), "right", "causes"),
        (routed("causes", "suggest", choices="what_is causes"), "offered", "asked back"),
        (routed("causes", "suggest", choices="what_is treatment"), "asked", "asked back"),
        (routed("causes", "lost"), "refused", "out_of_scope"),
        (routed("causes", "red_flag"), "wrong", "red_flag"),
        (routed("smalltalk", "answer", "smalltalk_thanks"), "right", "smalltalk"),
        (routed("smalltalk_greeting", "answer", "smalltalk_thanks"), "wrong", "smalltalk"),
        (routed("causes", "answer", "smalltalk_thanks"), "wrong", "smalltalk"),
        (routed("out_of_scope", "lost"), "right", "out_of_scope"),
        (routed("other_hpv", "lost"), "right", "other_hpv"),
        (routed("out_of_scope", "suggest", choices="causes"), "offered", "asked back"),
        (routed("out_of_scope", "answer", "causes"), "wrong", "causes"),
        (routed("red_flag", "red_flag"), "right", "red_flag"),
        (routed("red_flag", "symptom_check"), "wrong", "symptom_check"),
        (routed("red_flag", "lost"), "refused", "out_of_scope"),
        (routed("symptom_check", "symptom_check", "symptom_check"), "right", "symptom_check"),
        (routed("quiet", "answer", "causes"), "right", "quiet"),
        (routed("quiet", "lost"), "right", "quiet"),
        (routed("quiet", "symptom_check"), "wrong", "symptom_check"),
    ],
    ids=lambda value: f"{value.message.label}-{value.route.kind}" if isinstance(value, Routed) else "",
)
def test_what_is_right(one: Routed, outcome: str, reached: str) -> None:
    """A route is right when any of its answers meets any label; asking back is right for what nothing covers too."""
    assert (one.outcome, one.reached) == (outcome, reached)


FIVE = Evaluation(
    [
        routed("causes", "answer", "causes", score=0.95),
        routed("causes", "answer", "what_is", score=0.85),
        routed("out_of_scope", "answer", "causes", score=0.75),
        routed("out_of_scope", "answer", "smalltalk_thanks", score=0.75),
        routed("red_flag", "red_flag", score=1.0),
    ]
)


def test_figures() -> None:
    """Outcomes, hard negatives, red flags, precision, recall and confusion are counted as one would by hand."""
    figures = FIVE.as_dict()
    assert figures["messages"] == 5
    assert figures["outcomes"] == {"right": 2, "wrong": 3, "offered": 0, "asked": 0, "refused": 0}
    assert figures["shares"]["wrong"] == 0.6
    assert figures["hard_negatives"] == {"messages": 2, "answered": 1, "share": 0.5}
    assert figures["red_flags"]["recall"] == 1.0
    assert figures["red_flags"]["false_cards"] == 0
    went = {"causes": 1, "what_is": 1}
    assert figures["labels"]["causes"] == {"messages": 2, "precision": 0.5, "recall": 0.5, "went": went}
    assert figures["ms"] == {"median": 1.0, "p99": 1.0}


def test_false_cards() -> None:
    """A card is false on a message without a red flag, and on a quiet one the symptom check is false too."""
    ones = [
        routed("quiet", "red_flag"),
        routed("quiet", "symptom_check"),
        routed("quiet", "lost"),
        routed("causes", "red_flag"),
        routed("symptom_check red_flag", "red_flag"),
        routed("causes", "symptom_check"),
    ]
    flags = Evaluation(ones).red_flags
    assert flags is not None
    assert (flags["messages"], flags["recall"], flags["others"], flags["false_cards"]) == (0, None, 5, 3)
    assert Evaluation(ones[5:]).red_flags is None


def test_calibration() -> None:
    """The calibration error is the mean gap between score and share right, bin by bin; red flags do not count."""
    assert calibration_error([(1.0, True), (0.0, False)]) == 0.0
    assert calibration_error([(0.95, True), (0.95, False)]) == 0.45
    assert calibration_error([(0.2, True), (0.9, True)]) == 0.45
    assert calibration_error([]) is None
    assert calibration([(0.91, True), (0.99, False), (0.1, False)]) == [Step(1, 0.1, 0.0), Step(2, 0.95, 0.5)]
    assert FIVE.calibration_error == pytest.approx((0.05 + 0.85 + 1.5) / 4)
    assert Evaluation([]).as_dict()["calibration_error"] is None


def test_at() -> None:
    """The median and the p99 are values that occurred."""
    assert at([3.0, 1.0, 2.0], 0.5) == 2.0
    assert at([float(n) for n in range(200)], 0.99) == 198.0
    assert at([], 0.5) == 0.0


def lines(path: Path, *rows: object) -> Path:
    """Writes a file of labelled messages; texts are written as they stand."""
    said = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(said), encoding="utf-8")
    return path


def test_reading(tmp_path: Path) -> None:
    """Empty lines, other keys, a byte order mark and Windows line ends are passed over; levels are red flags."""
    path = tmp_path / "m.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"text": "a\\u2028b", "label": "urgent", "also": ["emergency", "causes"], "kind": "x"}\r\n\r\n'
        b'{"text": "", "label": "none"}'
    )
    found = read_labelled(path, ["causes"])
    assert found.problems == ()
    assert found.messages == (Labelled("a\u2028b", ("red_flag", "causes")), Labelled("", ("quiet",)))


def test_bad_lines(folder: Path, tmp_path: Path) -> None:
    """Every bad line is named at once as file:line with what is wrong, with exit code 1 and no figures."""
    path = lines(
        tmp_path / "m.jsonl",
        {"text": "what is causes", "label": "causes"},
        "{",
        [1],
        {"label": "causes"},
        {"text": "x"},
        {"text": "x", "label": "cuases"},
        {"text": "x", "label": "causes", "also": "what_is"},
        {"text": "x", "label": "causes", "also": [1]},
        {"text": "x", "label": "causes", "also": ["zzzz"]},
        "[" * 100_000,
    )
    with path.open("ab") as file:
        file.write(b'\n{"text": "\xff", "label": "causes"}')
    result = run("evaluate", str(path), "--intents", str(folder))
    assert result.exit_code == 1
    said = result.output.splitlines()
    assert [line.split(": ")[0] for line in said] == [f"{path}:{number}" for number in range(2, 12)]
    assert said[4] == f"{path}:6: unknown label 'cuases': did you mean 'causes'?"
    assert result.stdout == ""


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_no_messages(folder: Path, tmp_path: Path, content: str) -> None:
    """A file without messages is a mistake."""
    path = lines(tmp_path / "m.jsonl", content)
    result = run("evaluate", str(path), "--intents", str(folder))
    assert (result.exit_code, result.output) == (
        1,
        f"{path}:1: there is no message in it: write one JSON object a line\n",
    )


def test_wrong_calls(tmp_path: Path) -> None:
    """A file or folder that is not there is a usage error."""
    assert run("evaluate").exit_code == 2
    assert run("evaluate", str(tmp_path / "none.jsonl")).exit_code == 2
    assert run("evaluate", str(lines(tmp_path / "m.jsonl", "")), "--intents", "nowhere").exit_code == 2


@pytest.fixture
def messages(folder: Path, tmp_path: Path) -> Path:
    """Plain messages for the small folder, which this fills with plain intents."""
    for name, said in zip(NAMES, ("weak cervix", "reason behind", "warning signs", "stitch removal"), strict=True):
        write(folder, f"en/{name}.yaml", good(said))
    return lines(
        tmp_path / "m.jsonl",
        {"text": "tell me about stitch removal", "label": "treatment"},
        {"text": "what is a weak cervix", "label": "what_is", "also": ["causes"]},
        {"text": "i am bleeding heavily and passing big clots", "label": "emergency"},
        {"text": "qwzx vbnk", "label": "out_of_scope"},
    )


def test_evaluate_json(folder: Path, messages: Path) -> None:
    """`evaluate --json` prints one object of all figures."""
    result = run("evaluate", str(messages), "--intents", str(folder), "--json")
    assert result.exit_code == 0, result.output
    figures: dict[str, Any] = json.loads(result.stdout)
    assert result.stdout.count("\n") == 1
    assert figures["messages"] == 4
    assert figures["red_flags"]["recall"] == 1.0
    assert figures["labels"]["treatment"]["recall"] == 1.0
    assert 0 <= figures["calibration_error"] <= 1
    assert 0 < figures["ms"]["median"] <= figures["ms"]["p99"]


def test_evaluate_for_people(folder: Path, messages: Path) -> None:
    """Without --json it prints the same figures in words, and no progress bar for so few."""
    result = run("evaluate", str(messages), "--intents", str(folder))
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert result.stdout.startswith("4 messages\n")
    for words in ("right", "answered wrongly with confidence", "answered as if covered", "found", "calibration error"):
        assert f"{words}" in result.stdout
    assert "\ntreatment " in result.stdout
