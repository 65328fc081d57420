"""`route` for people: how the message was read, what counted, and every kind of reason in words."""

import pytest

from bot.content.evidence import readable
from bot.content.explanation import explain, reason
from bot.core.knowledge import Knowledge
from bot.core.matching.match import Candidate, Match
from bot.core.routing import Route
from bot.core.safety.alarm import LEARNT
from bot.core.safety.format import Alarm
from bot.core.safety.watch import Sighting
from bot.core.words import words

BARS = (0.25, 0.65)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("w stay", '"stays"'),
        ("b ^ how", '"how" at the beginning'),
        ("b stay $", '"stays" at the end'),
        ("b the stitch", '"the stitches"'),
        ("s how the", '"how ... the"'),
        ("k stitch", "a word for 'stitch'"),
        ("l the stitch*", "\"the\" then a word for 'stitch'"),
        ("l stitch* baby*", "a word for 'stitch' then a word for 'baby'"),
    ],
)
def test_readable(key: str, said: str) -> None:
    """Evidence is told with the message's own words, not with stems and marks."""
    assert readable(key, words("how the stitches stays")) == said


def matched(outcome: str, score: float, *candidates: tuple[str, float]) -> Match:
    """A match with candidates by name and score."""
    return Match(outcome, score, tuple(Candidate(name, chance, "x") for name, chance in candidates))  # type: ignore[arg-type]


def sign(flag: str, level: Alarm) -> Sighting:
    return Sighting(flag, level, "report", "x", "")


@pytest.mark.parametrize(
    ("route", "match", "said"),
    [
        (Route("answer", "causes"), matched("sure", 0.9, ("causes", 0.9)), "sure: 0.90 reaches 0.65, the bar"),
        (
            Route("answer", "causes"),
            matched("sure", 0.9, ("causes", 0.9), ("what_is", 0.05)),
            "for an answer; the next, what_is, has 0.05",
        ),
        (
            Route("answer", "treatment", also=("causes",)),
            matched("sure", 0.9, ("causes", 0.9)),
            "sure: two questions are asked, treatment is answered first, then causes",
        ),
        (
            Route("symptom_check", "symptom_check"),
            matched("sure", 0.9, ("symptom_check", 0.9)),
            "; it begins the symptom check",
        ),
        (
            Route("suggest", candidates=(Candidate("causes", 0.5, "x"), Candidate("what_is", 0.1, "x"))),
            matched("unsure", 0.5, ("causes", 0.5), ("what_is", 0.1)),
            "unsure: 0.50 stays below 0.65, the bar for an answer; it asks back with causes, what_is",
        ),
        (
            Route("suggest", candidates=(Candidate("causes", 0.7, "x"),)),
            matched("unsure", 0.7, ("causes", 0.7), ("what_is", 0.65)),
            "unsure: a near tie is never guessed, and what_is has 0.65 too",
        ),
        (Route("lost"), matched("lost", 0.1, ("causes", 0.1)), "lost: 0.10 stays below 0.25, from where it would"),
        (Route("lost"), matched("lost", 0.1, ("other_hpv", 0.1)), "nearest is other_hpv, a neighbouring topic"),
        (
            Route("lost", refused="other_hpv"),
            matched("sure", 0.9, ("other_hpv", 0.9)),
            "refused: other_hpv is a neighbouring topic, outside of what the bot knows",
        ),
        (Route("lost"), matched("sure", 0.9, ("other_hpv", 0.9)), "without naming it"),
        (Route("lost"), matched("lost", 0.0), "lost: there is no word in it to go by"),
        (
            Route("red_flag", level="urgent", alarm=sign("waters", "urgent")),
            matched("sure", 0.9, ("causes", 0.9)),
            "danger signs come before any question; the sign is waters",
        ),
        (
            Route("red_flag", level="urgent", alarm=sign(LEARNT, "urgent")),
            matched("sure", 0.9, ("causes", 0.9)),
            "it reads like the reports in reports.yaml, though no phrase of red_flags.yaml names it",
        ),
        (
            Route("symptom_check", alarm=sign("mild", "symptom_check")),
            matched("sure", 0.9, ("causes", 0.9)),
            "she reports a mild sign of her own, so the symptom check begins; the sign is mild",
        ),
    ],
)
def test_reason(route: Route, match: Match, said: str) -> None:
    """Each way to decide is told with the figures it rests on."""
    assert said in reason(route, match, match.candidates, BARS)


def test_corrected(knowledge: Knowledge) -> None:
    """Misspelt words are named with what they were taken for, and the message is shown as it was read."""
    why = explain(knowledge.router, "how long does the stitchh stayy in")
    assert why.corrected == ("stitchh -> stitch", "stayy -> stay")
    assert why.read_as == "how long does the stitch stay in"
    assert any("stitch" in piece for piece in why.counted)


def test_nearest(knowledge: Knowledge) -> None:
    """Three intents of different kinds are told with an example of each, the likeliest first, however far behind."""
    why = explain(knowledge.router, "what causes it")
    assert why.nearest[0].intent == "causes"
    assert len({one.intent for one in why.nearest}) == 3
    assert [one.score for one in why.nearest] == sorted((one.score for one in why.nearest), reverse=True)
    for one in why.nearest:
        assert one.example in knowledge.intents[one.intent].examples


def test_danger(knowledge: Knowledge) -> None:
    """A danger sign is told with its sense, also a denied one, and what was learnt of danger when it mattered."""
    reported = explain(knowledge.router, "i am bleeding heavily and passing big clots")
    assert any("(emergency) reported: " in line for line in reported.danger)
    assert any(line.startswith("learnt: ") for line in reported.danger)
    assert any(line.startswith("speaks for emergency: ") for line in reported.danger)
    assert reported.counted == ()
    denied = explain(knowledge.router, "i am not bleeding heavily, what causes it")
    assert any(" denied: " in line for line in denied.danger)
    assert explain(knowledge.router, "what causes it").danger == ()


@pytest.mark.parametrize("text", ["", "?", "\0", "🙂", "qwzx " * 300, "word " * 500, "\ud800", "a\nb"])
def test_any_text(knowledge: Knowledge, text: str) -> None:
    """Any text at all has an explanation, which begins with the text and where it goes."""
    why = explain(knowledge.router, text)
    first, second, third, *_ = "\n".join(why.lines()).removeprefix(text).splitlines()
    assert first == ""
    assert second.startswith(f"  {why.route.kind}: ")
    assert third.startswith("    why        ")


def test_cut(knowledge: Knowledge) -> None:
    """A message of which only a part was looked at says so."""
    assert explain(knowledge.router, "word " * 500).read_as.endswith("(only its first and last 100 words)")
