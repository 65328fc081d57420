"""What `check` tells authors to look at: examples few, alike or astray, and texts that are long, hard or odd."""

import os
from datetime import date
from pathlib import Path

import pytest

from bot.content.figures import figures, unknown
from bot.content.findings import findings
from bot.content.library import load
from tests.content.folder import INTENTS, good, small, write

TODAY = date(2026, 11, 22)
PESSARY = """\
title: What is a pessary?
examples:
{examples}
answer:
  - says: "{says}"
    source: {source}
reviewed: {day}
"""
ASKED = [
    "what is a pessary",
    "how does the pessary work",
    "a ring",
    "will the ring hurt me at night",
    "pessary or not?",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "intents")


def told(
    folder: Path,
    *asked: str,
    says: str = "It is a ring.",
    source: str = "leaflet",
    day: str = "2026-11-22",
    name: str = "pessary",
) -> list[str]:
    """The problems of a folder with one more intent, as `check` prints them, with paths from the folder on."""
    lines = "\n".join(f'  - "{text}"' for text in asked or ASKED)
    write(folder, f"en/{name}.yaml", PESSARY.format(examples=lines, says=says, source=source, day=day))
    return [str(problem).replace(f"{folder}{os.sep}", "") for problem in findings(folder, TODAY)]


def test_nothing_to_say(folder: Path) -> None:
    """Five varied examples and a short plain answer are all that an intent needs."""
    assert told(folder) == []


@pytest.mark.parametrize(("count", "says"), [(1, "only one example"), (4, "only 4 examples")])
def test_few_examples(folder: Path, count: int, says: str) -> None:
    """Fewer than five examples are warned of."""
    (found,) = told(folder, *ASKED[:count])
    assert found == f"en/pessary.yaml:2:1: warning: {says}: write 5 or more, the way people really ask"


def test_uniform_examples(folder: Path) -> None:
    """Examples that nearly all begin alike, or say the same words in another order, are warned of."""
    (found,) = told(
        folder, *(f"what is {word}" for word in ("a pessary", "the ring", "my pessary ring", "silicone", "arabin"))
    )
    assert found.startswith("en/pessary.yaml:2:1: warning: 5 of 5 examples begin with 'what is': ask in other ways too")
    orders = [
        "pessary ring what is",
        "what is pessary ring",
        "ring pessary is what",
        "is what pessary ring",
        "the ring",
    ]
    (found,) = told(folder, *orders)
    assert "4 of 5 examples say the same words" in found


def test_near_duplicate(folder: Path) -> None:
    """Nearly the same words in two intents are told once, with both places."""
    write(
        folder,
        "en/zz.yaml",
        good("zz").replace("i never heard of zz before today", "will it hurt in the night so much"),
    )
    (found,) = told(folder, *ASKED[:4], "will it hurt so much in the night")
    assert found == (
        "en/zz.yaml:6:5: warning: nearly the same as 'will it hurt so much in the night' in pessary.yaml, line 7: "
        "keep one, or name in each what its answer is about"
    )


def test_a_topics_own_word_tells_examples_apart(folder: Path) -> None:
    """The same question about two topics is no duplicate when each names its own."""
    write(
        folder,
        "en/zz.yaml",
        good("zz").replace("i never heard of zz before today", "how many days or weeks does the zz stay in"),
    )
    assert told(folder, *ASKED[:4], "how many days or weeks does the pessary stay in") == []


def test_neighbouring_topics_may_be_alike(folder: Path) -> None:
    """Two intents that are refused alike take no words from each other."""
    write(folder, "en/other_ring.yaml", good("a golden ring").replace("[causes, symptoms]", "[]"))
    assert told(folder, "tell me all about a golden ring", *ASKED[1:], name="other_rings") == []


def test_example_in_the_wrong_file(folder: Path) -> None:
    """An example that speaks of another intent's topic, and not of its own, is told with that intent's file."""
    bleeding = ("the bleeding is heavy", "bleeding will not stop", "it came at night", "bright red", "blood on my pad")
    told(folder, *bleeding, name="bleeding")
    found = told(folder, *ASKED, "heavy bleeding came", "bleeding bright red")
    says = "warning: its words are nearer to bleeding.yaml than to this file: move it, or word it anew"
    assert found == [f"en/pessary.yaml:8:5: {says}", f"en/pessary.yaml:9:5: {says}"]


def test_long_answer(folder: Path) -> None:
    """A first screen over 900 characters is warned of, with its length."""
    (found,) = told(folder, says="We can do it. " * 70)
    assert found.startswith("en/pessary.yaml:8:1: warning: the first screen has 979 characters and a phone shows 900")
    assert "`more:`" in found


def test_hard_answer(folder: Path) -> None:
    """A text above grade 7 is warned of, with the sentence to part and the words to change."""
    (found,) = told(
        folder, says="It is a ring. Silicone pessaries mechanically reposition the incompetent cervical canal."
    )
    assert found.startswith("en/pessary.yaml:9:11: warning: it reads at school grade ")
    assert "7 is the most: part the sentence that begins 'Silicone pessaries mechanically reposition the'" in found
    assert "shorter words for mechanically" in found


def test_banned_words(folder: Path) -> None:
    """A banned word is told with what to say instead, in titles and in the bot's own replies too."""
    (found,) = told(folder, says="It is normal.")
    assert found.startswith("en/pessary.yaml:9:11: warning: 'normal' is a banned word, for it soothes")
    write(folder, "en/pessary.yaml", good("zz").replace("What is it?", "Is it safe?"))
    text = (folder / "en/replies.yaml").read_text(encoding="utf-8")
    write(folder, "en/replies.yaml", text.replace("Back to your check:", "Do not worry, back to it:"))
    first, second = (problem.says for problem in findings(folder, TODAY))
    assert (first[:6], second[:14]) == ("'safe'", "'Do not worry'")


@pytest.mark.parametrize(
    ("day", "says"),
    [("2025-11-22", ""), ("2025-11-21", "over a year ago"), ("2026-11-23", ""), ("2026-11-24", "yet to come")],
)
def test_review(folder: Path, day: str, says: str) -> None:
    """A review is too old after a year and a day; one to come is a mistake, but for the day's difference on earth."""
    found = told(folder, day=day)
    assert len(found) == bool(says)
    assert not found or (found[0].startswith("en/pessary.yaml:11:11: warning: ") and says in found[0])


def test_figures_of_a_source(folder: Path) -> None:
    """A figure that its source does not list is warned of; a source without a list says nothing about figures."""
    assert told(folder, says="It stays until week 37 for 80% of women.") == []
    sources = (folder / "sources.yaml").read_text(encoding="utf-8")
    write(folder, "sources.yaml", sources + 'ours:\n  name: ours\n  detail: Ours.\n  figures: ["week 37", 1 in 100]\n')
    (found,) = told(folder, says="It stays until week 37 for 80% of women.", source="ours")
    assert found.startswith("en/pessary.yaml:9:11: warning: the figure '80%' is not in `figures:` of the source 'ours'")
    write(folder, "clinic.yaml", 'maternity_unit: "the unit, 01632 960 001"\n')
    assert told(folder, says="Call {maternity_unit} from 37 weeks on.", source="ours") == []
    assert load(folder).sources["ours"] == "ours"


def test_figures() -> None:
    """Figures are numbers with their unit; in a range all have the unit of the last."""
    found = figures("12 to 16 weeks, 24-week scans, 1,000 of 2.5 mm, 25 per cent, 1971, week 16")
    units = {("12", "week"), ("16", "week"), ("24", "week"), ("1000", ""), ("2.5", "mm"), ("25", "%"), ("1971", "")}
    assert units <= set(found)
    assert unknown("16 weeks, 30% and 2 years", ["16 to 24 weeks", "30 years", "2"]) == ["30%"]


@pytest.mark.parametrize(
    "name", ["en/.causes.yaml.swp", "en/causes.yaml~", "en/README.md", "README.md", "x.schema.json"]
)
def test_files_of_editors_are_left_alone(folder: Path, name: str) -> None:
    """Backups, hidden files, guides and schemas are no content and no mistake."""
    write(folder, name, "a")
    assert findings(folder, TODAY) == []


def test_many_topics(folder: Path) -> None:
    """More topics than Telegram takes buttons are warned of."""
    for i in range(100):
        write(folder, f"en/t{i}.yaml", good(f"t{i}"))
    found = [problem.says for problem in findings(folder, TODAY) if problem.file.endswith("replies.yaml")]
    assert found == ["there are 105 topics and Telegram takes 100 buttons in one message: join some"]


def test_shipped_content_has_few_warnings() -> None:
    """The shipped content has no error, and no more warnings than a person reads."""
    found = findings(INTENTS, TODAY)
    assert [problem for problem in found if problem.severity == "error"] == []
    assert len(found) <= 12, "\n".join(map(str, found))
