"""The benchmarks run on tiny data, and count as one would by hand."""

import json
import random
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from benchmarks import plot, red_flags, routing, scale, slowest
from benchmarks.figures import accuracy, at_threshold, auroc, calibration, keep, memory, threshold
from benchmarks.public_data import OUT, Message, all_mistyped, data_set, mistyped, read
from benchmarks.routers import KINDS, Guess
from bot.content.library import load, read_parts
from bot.core.knowledge import Knowledge
from bot.core.messages import TEXT_LIMIT
from tests.content.folder import small

DOCS = Path(__file__).parent.parent / "docs"
COLOURS, ANIMALS = ("red", "green", "yellow", "purple"), ("horse", "rabbit", "donkey", "pigeon")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two tiny sets of colours and animals, one of them with messages that no intent covers."""
    said = {"colour": "paint the wall {} please", "animal": "feed a {} in the field"}
    rows = [(said[label].format(word), label) for word in COLOURS for label in ["colour"]]
    rows += [(said["animal"].format(word), "animal") for word in ANIMALS]
    for name in routing.SETS:
        (tmp_path / name).mkdir()
        for part in ("train", "train_fs5", "train_fs10", "valid", "test"):
            write(tmp_path / name / f"{part}.jsonl", rows)
    for part in ("oos_valid", "oos_test"):
        write(tmp_path / "clinc150" / f"{part}.jsonl", [("zxqv brmpf", OUT), ("qqq wwww", OUT)])
    return tmp_path


def write(path: Path, rows: list[tuple[str, str]]) -> None:
    """Writes labelled messages."""
    path.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in rows))


def run(command: object, *arguments: str) -> Result:
    """Runs a benchmark's command in this process."""
    return CliRunner().invoke(command, arguments)  # type: ignore[arg-type]  # click's decorator hides the type


def test_reading(data: Path) -> None:
    """A set has its examples by intent, and its tests hold the messages that no intent covers."""
    found = data_set(data / "clinc150", "full")
    assert set(found.intents) == {"colour", "animal"}
    assert [message.label for message in found.test].count(OUT) == 2
    assert OUT not in found.intents
    assert read(data / "nothing.jsonl") == ()


def test_slips() -> None:
    """A slip changes one or two places, and the same seed makes the same slips."""
    chance = random.Random(0)
    text = "paint the wall red please"
    slipped = {mistyped(text, chance) for _ in range(200)}
    assert len(slipped) > 100
    assert all(abs(len(one) - len(text)) <= 2 for one in slipped)
    assert mistyped("123 ?!", chance) == "123 ?!"
    assert mistyped("", chance) == ""
    messages = (Message(text, "x"),) * 20
    assert all_mistyped(messages) == all_mistyped(messages)


ROUTED = [
    (Message("a", "x"), Guess("x", 0.9)),
    (Message("b", "x"), Guess("y", 0.6)),
    (Message("c", OUT), Guess("x", 0.7)),
    (Message("d", OUT), Guess("x", 0.1)),
]


def test_counting() -> None:
    """Accuracy, AUROC, both shares at a threshold and the calibration error are counted as one would by hand."""
    assert accuracy(ROUTED) == 0.5
    assert auroc(ROUTED) == 0.75
    assert auroc(ROUTED[:2]) is None
    assert auroc([(Message("a", "x"), Guess("x", 0.5)), (Message("b", OUT), Guess("x", 0.5))]) == 0.5
    assert at_threshold(ROUTED, 0.65) == (0.5, 0.5)
    assert at_threshold(ROUTED, 0.8) == (0.5, 1.0)
    assert threshold(ROUTED) == 0.9
    assert threshold(ROUTED[:2]) is None
    assert calibration(ROUTED) == pytest.approx((0.1 + 0.6) / 2)
    assert memory() > 1


def test_routing(data: Path, tmp_path: Path) -> None:
    """`routing` prints a line for every set, size and router, and writes the same figures."""
    out = tmp_path / "figures.json"
    result = run(routing.main, "--data", str(data), "--only", "clinc150", "--baselines", "WRatio", "--out", str(out))
    assert result.exit_code == 0, result.output
    found = json.loads(out.read_text())
    assert [(one["size"], one["router"]) for one in found] == [
        (size, router) for size in ("5-shot", "10-shot", "full") for router in ("ours", "WRatio")
    ]
    assert result.output.count("\n") == 2 + len(found)
    for one in found:
        assert one["accuracy"] == 1.0
        assert one["auroc"] == 1.0
        assert (one["accepted"], one["refused"]) == (1.0, 1.0)
        assert 0 < one["median"] <= one["p99"]


def test_wrong_choices(data: Path) -> None:
    """An unknown set or router is a usage error that names the known ones."""
    for option in ("--only", "--baselines"):
        result = run(routing.main, "--data", str(data), option, "nothing")
        assert result.exit_code == 2
        assert "choose from" in result.output


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.installed and name != "minilm"])
def test_routers(data: Path, name: str) -> None:
    """Every router that is installed learns the tiny set and is sure of its own examples."""
    tiny = data_set(data / "banking77", "full")
    route = KINDS[name].learn(tiny)
    assert [route(message.text).label for message in tiny.examples] == [message.label for message in tiny.examples]


def test_scale_makes_examples(data: Path) -> None:
    """The made examples are as many as asked for, in intents of a hundred, and the same for the same seed."""
    messages = read(data / "banking77" / "train.jsonl")
    made = scale.examples(messages, 500)
    assert [len(texts) for texts in made.values()] == [100] * 5
    assert made == scale.examples(messages, 500)
    assert all(all(texts) for texts in made.values())


def test_scale(data: Path) -> None:
    """`scale` learns, starts again from what was kept, and prints a line a size."""
    result = run(scale.main, "--data", str(data), "--sizes", "200,300")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["200", "300"]


def test_figures_are_kept(tmp_path: Path) -> None:
    """Figures measured again replace the old ones of the same names; all others stay."""
    path = tmp_path / "figures.json"
    keep(path, [{"set": "a", "router": "x", "accuracy": 0.1}, {"set": "b", "router": "x"}], ("set", "router"))
    keep(path, [{"examples": 5, "of": {"a": 1}}], ("examples",))
    keep(path, [{"set": "a", "router": "x", "accuracy": 0.2}], ("set", "router"))
    found = json.loads(path.read_text())
    assert found == [
        {"set": "a", "router": "x", "accuracy": 0.2},
        {"set": "b", "router": "x"},
        {"examples": 5, "of": {"a": 1}},
    ]


def test_plot(data: Path, tmp_path: Path) -> None:
    """`plot` draws a bar for each router, set and size, and puts the tables where the page has room for them."""
    out, page = tmp_path / "benchmarks.json", tmp_path / "benchmarks.md"
    page.write_text("# Title\n<!-- routing -->\nold\n<!-- end -->\nbetween\n<!-- scale -->\n<!-- end -->\nlast\n")
    arguments = ("--data", str(data), "--only", "banking77", "--baselines", "")
    assert run(routing.main, *arguments, "--out", str(out)).exit_code == 0
    result = run(plot.main, str(out))
    assert result.exit_code == 0, result.output
    shown = page.read_text()
    assert "| banking77 | full | ours | 1.000 |" in shown
    assert "old" not in shown
    assert shown.startswith("# Title\n")
    assert "between" in shown
    assert shown.endswith("last\n")
    drawn = ElementTree.parse(out.with_suffix(".svg")).getroot()
    assert len([one for one in drawn.iter() if one.tag.endswith("rect")]) == 1 + 3
    assert run(plot.main, str(out)).exit_code == 0
    assert page.read_text() == shown


def test_evaluated_figures_are_put_beside(tmp_path: Path) -> None:
    """What `evaluate --json` printed is kept under a name, and shown as shares."""
    page = tmp_path / "benchmarks.md"
    page.write_text("<!-- evaluated -->\n<!-- end -->\n")
    (tmp_path / "benchmarks.json").write_text("[]")
    shares = {"right": 0.9, "wrong": 0.1, "offered": 0.0, "asked": 0.0, "refused": 0.0}
    told = {"messages": 10, "shares": shares, "hard_negatives": {"share": None}, "calibration_error": 0.02}
    (tmp_path / "told.json").write_text(json.dumps(told))
    asked = (str(tmp_path / "benchmarks.json"), "--evaluated", "mine", str(tmp_path / "told.json"))
    result = run(plot.main, *asked)
    assert result.exit_code == 0, result.output
    assert "| mine | 10 | 90.0% | 10.0% | 0.0% | 0.0% | 0.0% |  | 0.020 |" in page.read_text()


SAID = [
    ("i am bleeding heavily", "emergency", "report"),
    ("what time do you open", "none", "other_topic"),
    ("my waters have not broken", "none", "denial"),
    ("i have light spotting", "symptom_check", "mild"),
]


def test_red_flags(tmp_path: Path) -> None:
    """`red_flags` counts cards by kind, for each file and all together, and never fails for what it finds."""
    files = [tmp_path / name for name in ("one.jsonl", "two.jsonl")]
    for path in files:
        rows = [{"text": text, "label": label, "kind": kind} for text, label, kind in SAID]
        path.write_text("\n".join(map(json.dumps, rows)))
    out = tmp_path / "figures.json"
    asked = ("--intents", str(small(tmp_path / "intents")), "--out", str(out))
    result = run(red_flags.main, *map(str, files), *asked)
    assert result.exit_code == 0, result.output
    found = json.loads(out.read_text())
    assert [(one["flags"], one["reports"], one["harmless"], one["mild"], one["denials"]) for one in found] == [
        ("one", 1, 2, 1, 1), ("two", 1, 2, 1, 1), ("all together", 2, 4, 2, 2),
    ]  # fmt: skip
    assert "1 of    1 100.0%  reports of danger that got a card" in result.output
    assert "other_topic" in result.output


def test_red_flags_are_seen_as_she_meets_them(knowledge: Knowledge) -> None:
    """A report has its card, a denied sign the line for now, and a plain "none of these" answers the open check."""
    watched = red_flags.Watched(knowledge)
    report, other, denial, _ = (watched.see(red_flags.Message(*one)) for one in SAID)
    assert report.card
    assert not other.card
    assert not other.noted
    assert (denial.card, denial.noted) == (False, True)
    assert (denial.tries, denial.absent) == (3, 0)
    none = watched.see(red_flags.Message("none of these", "quiet", red_flags.DENIAL))
    assert (none.absent, none.ticked, none.believed) == (3, 0, 0)


def test_slow_messages(tmp_path: Path) -> None:
    """Nasty messages are of the longest kind, and the same for the same seed, changed or not."""
    parts = read_parts(small(tmp_path))
    one, other = slowest.Nasty(parts, 1), slowest.Nasty(parts, 1)
    texts = [make() for make in one.kinds().values()] + one.phrases()
    assert texts == [make() for make in other.kinds().values()] + other.phrases()
    assert all(0 < len(text) <= TEXT_LIMIT for text in texts)
    assert sum(len(text) == TEXT_LIMIT for text in texts) > len(texts) / 2
    for text in texts:
        made = one.changed(text, texts[0])
        assert made == other.changed(text, texts[0])
        assert len(made) <= TEXT_LIMIT


def test_search_for_the_slowest(tmp_path: Path) -> None:
    """The search keeps the slowest messages, each measured, the slowest first."""
    folder = small(tmp_path)
    nasty, clock = slowest.Nasty(read_parts(folder), 1), slowest.Clock(load(folder).router, 1)
    begun = [slowest.Timed(clock.steady(text), text) for text in ("what is it", "bleeding " * 99)]
    found = slowest.searched(clock, nasty, begun, 0.2)
    assert found == sorted(found, reverse=True)
    assert found[0] >= max(begun)
    assert all(one.ms > 0 for one in found)


def test_documents_show_the_kept_figures(tmp_path: Path) -> None:
    """The tables and the picture in docs/ are those of the figures kept there."""
    for name in ("benchmarks.json", "benchmarks.md"):
        (tmp_path / name).write_bytes((DOCS / name).read_bytes())
    assert run(plot.main, str(tmp_path / "benchmarks.json")).exit_code == 0
    for name in ("benchmarks.json", "benchmarks.md", "benchmarks.svg"):
        again = "run: python benchmarks/plot.py docs/benchmarks.json"
        assert (tmp_path / name).read_text() == (DOCS / name).read_text(), again
