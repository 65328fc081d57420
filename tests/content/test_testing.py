"""What becomes of a phrase, and the sums of many."""

import pytest

from bot.content.table import table
from bot.content.testing import Outcome, Score, run_tests, to_try
from bot.content.trial import RED_FLAGS, Trial, tried, watched
from bot.core.knowledge import Knowledge
from bot.core.matching.match import Candidate
from bot.core.routing import Kind, Route
from bot.core.safety.alarm import LEARNT
from bot.core.safety.format import Checks
from bot.core.safety.watch import Sighting


def route(kind: Kind, intent: str = "", candidates: str = "", level: str = "") -> Route:
    """A route with candidates by name."""
    found = tuple(Candidate(name, 0.9, f"like {name}") for name in (candidates or intent).split())
    alarm = Sighting(LEARNT if level == "urgent" else "loss", "urgent", "report", "", "") if level else None
    return Route(kind, intent or None, level or None, 0.9, found, alarm=alarm)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "found", "verdict", "took", "because"),
    [
        ("causes", route("answer", "causes"), "right", "causes", "like causes"),
        ("causes", route("answer", "what_is"), "wrong", "what_is", "like what_is"),
        ("causes", route("suggest", "", "what_is causes"), "asked back", "asked back", "like what_is"),
        ("causes", route("suggest", "", "what_is treatment"), "not found", "asked back", "like what_is"),
        ("causes", route("lost", "", "causes"), "not found", "nobody", "like causes"),
        ("causes", route("lost", "", "other_hpv"), "not found", "other_hpv", "like other_hpv"),
        ("causes", route("lost"), "not found", "nobody", ""),
        ("causes", route("answer", "smalltalk_thanks"), "not found", "smalltalk_thanks", "like smalltalk_thanks"),
        ("causes", route("red_flag", level="emergency"), "wrong", "emergency card", "the danger sign loss"),
        ("causes", route("red_flag", level="urgent"), "wrong", "urgent card", "reports.yaml"),
        ("other_hpv", route("lost", "", "other_diet"), "right", "other_diet", "like other_diet"),
        ("other_hpv", route("answer", "causes"), "wrong", "causes", "like causes"),
        ("symptom_check", route("symptom_check"), "right", "symptom_check", ""),
    ],
)
def test_tried(name: str, found: Route, verdict: str, took: str, because: str) -> None:
    """A phrase is right at its intent or, of a neighbouring topic, at any refusal; else its taker is named."""
    trial = tried(name, "phrases", "x", found)
    assert (trial.verdict, trial.took, trial.because) == (verdict, took, because)
    unwanted = tried(name, "phrases", "x", found, wanted=False)
    assert unwanted.passed is (verdict != "right")


@pytest.mark.parametrize(
    ("level", "right"),
    [
        ("emergency", ["emergency", "urgent"]),
        ("urgent", ["emergency", "urgent"]),
        ("symptom_check", ["check"]),
        ("quiet", ["check", "answer", "lost"]),
    ],
)
def test_watched(level: str, right: list[str]) -> None:
    """A red flag's phrase needs either card, the symptom check, or anything but a card."""
    routes = {
        "emergency": route("red_flag", level="emergency"),
        "urgent": route("red_flag", level="urgent"),
        "check": route("symptom_check"),
        "answer": route("answer", "causes"),
        "lost": route("lost"),
    }
    assert [name for name, found in routes.items() if watched(level, "x", found).passed] == right


def test_outcome() -> None:
    """Scores are counted by intent, 85 of 100 phrases must pass, and there must be some; all of the red flags'."""
    good = [Trial("causes", "phrases", "x", "right", "causes", 0.9)] * 16 + [
        Trial("causes", "phrases", "x", "asked back", "asked back", 0.5),
        Trial("causes", "examples", "x", "wrong", "what_is", 0.9),
        Trial(RED_FLAGS, "phrases", "x", "right", "urgent card", 1.0),
    ]
    bad = [Trial("what_is", "phrases", f"y{n}", "wrong", "causes", n / 10) for n in range(3)]
    outcome = Outcome([*good, *bad])
    assert outcome.passed
    assert outcome.scores["causes"] == {"phrases": Score(16, 1, 17), "examples": Score(0, 0, 1)}
    assert [trial.text for trial in outcome.stolen] == ["y2", "y1", "y0"]
    assert next(outcome.lines()).split() == ["intent", "phrases", "asked", "back", "examples", "others", "went", "to"]
    assert list(outcome.lines())[-1] == "phrases: 17 passed, 3 failed"
    assert not Outcome([*good, *bad, bad[0]]).passed
    assert not Outcome([*good, Trial(RED_FLAGS, "phrases", "z", "wrong", "nobody", 0.1, "", "urgent")]).passed
    assert not Outcome([]).passed


def test_run(knowledge: Knowledge) -> None:
    """Every phrase and example is tried once, and progress hears of each."""
    few = {
        name: knowledge.intents[name].model_copy(update={"examples": ("what is it",)}) for name in ("causes", "what_is")
    }
    known = Knowledge(few, knowledge.flow, knowledge.replies, {}, knowledge.router, "")
    flags = Checks(emergency=("i am bleeding heavily and passing big clots",), quiet=("what causes it",))
    done: list[int] = []
    outcome = run_tests(known, flags, done.append)
    assert sum(done) == len(outcome.trials) == to_try(known, flags)
    assert not outcome.missed_flags
    assert [trial.intent for trial in outcome.trials if trial.kind == "examples"] == ["causes", "what_is"]


def test_table() -> None:
    """Columns are as wide as their cells, and numbers stand to the right."""
    assert list(table(("a", "long head"), [("wide cell", "1"), ("x", "-")])) == [
        "a          long head",
        "wide cell          1",
        "x                  -",
    ]
