"""The page of `evaluate --html`: sound HTML, one file, readable without colours, and true to the figures."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.content.evaluation import Evaluation
from bot.content.labelled import Labelled
from bot.content.outcome import Routed
from bot.content.report.confusion import MOST, TAKERS, confusion
from bot.content.report.page import page
from bot.core.knowledge import Knowledge
from bot.core.matching.match import Candidate
from bot.core.routing import Route
from tests.commands import elsewhere, folder, run

__all__ = ["elsewhere", "folder"]
HOSTILE = """<script>alert(1)</script> "quoted" & 'single' ]]> </q> \u202e \ud800"""
VOID = {"meta", "wbr"}


class Page(HTMLParser):
    """Every element of a page in order, after a check that each is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def routed(label: str, reached: str, text: str = "what causes it", score: float = 0.9) -> Routed:
    """A message that was answered by an intent."""
    route = Route("answer", intent=reached, score=score, candidates=(Candidate(reached, score, "x"),))
    return Routed(Labelled(text, (label,)), route, 1.0)


def cells(evaluation: Evaluation) -> list[list[int]]:
    """The numbers of the heat map, row by row: the sum and then the cells."""
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", "".join(confusion(evaluation)))
    return [[int(number) for number in re.findall(r">(\d+)</td>", row)] for row in rows]


@pytest.fixture
def told(knowledge: Knowledge) -> str:
    """A page on messages of which some are wrong, and one is hostile."""
    ones = [
        routed("causes", "causes"),
        routed("causes", "what_is", "what is it", 0.6),
        routed("what_is", "treatment", HOSTILE, 0.99),
        Routed(Labelled("i am bleeding", ("red_flag",)), Route("lost", score=0.1), 1.0),
    ]
    return page(Evaluation(ones), knowledge, "<b>.jsonl")


def test_sound(told: str) -> None:
    """All elements are closed, and what a message or a file's name says never becomes HTML."""
    sound = Page(told)
    assert not sound.all("script")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
    assert "<b>.jsonl" not in told


def test_by_itself(told: str) -> None:
    """The page loads nothing and needs no script."""
    attributes = {name for _, held in Page(told).elements for name in held}
    assert not attributes & {"src", "href", "onclick", "onload", "srcset", "action"}
    assert not re.search(r"https?:|@import|url\(", told)


def test_for_everyone(told: str) -> None:
    """Tables have captions and scopes, scrolling parts can be reached by keyboard and the picture has words."""
    sound = Page(told)
    assert len(sound.all("table")) == len(sound.all("caption")) == 3
    assert all(head.get("scope") in ("row", "col") for head in sound.all("th"))
    assert all(part.get("tabindex") == "0" for part in sound.all("div") if part.get("role") == "region")
    ids = [held["id"] for _, held in sound.elements if held.get("id")]
    named = " ".join(held["aria-labelledby"] or "" for _, held in sound.elements if "aria-labelledby" in held).split()
    assert set(named) <= set(ids)
    assert len(ids) == len(set(ids))
    assert "prefers-color-scheme: dark" in told
    assert sound.all("html")[0]["lang"] == "en"


def test_worst_first(told: str) -> None:
    """Missed danger signs come first, then wrong answers by score, each with where it went and why."""
    missed, _, wrong = told.partition("Danger signs that were missed")[2].partition("The worst messages")
    assert "i am bleeding" in missed
    assert [text[:6] for text in re.findall(r'<q dir="auto">(.*?)</q>', wrong, re.S)] == ["&lt;sc", "what i"]
    assert "should be <b>what_is</b>, went to <b>treatment</b> with 0.99" in wrong
    assert wrong.count("<dt>why</dt>") == 2


def test_numbers_add_up() -> None:
    """The cells of each row of the heat map add up to its messages."""
    ones = [routed("causes", "causes")] * 3 + [routed("causes", "what_is"), routed("treatment", "symptoms")]
    assert cells(Evaluation(ones)) == [[4, 3, 0, 1, 0], [1, 0, 0, 0, 1]]


def test_many_labels() -> None:
    """With a thousand labels the worst have rows and columns of their own, and no message is lost."""
    ones = [routed(f"topic_{n}", f"topic_{n}") for n in range(1000)]
    ones += [routed(f"topic_{n}", f"taker_{n // 10 % 40}") for n in range(0, 1000, 10)]
    rows = cells(Evaluation(ones))
    assert len(rows) == MOST + 1
    assert {len(row) for row in rows} == {1 + MOST + TAKERS + 1}
    assert all(row[0] == sum(row[1:]) for row in rows)
    assert sum(row[0] for row in rows) == len(ones)


def test_nothing_wrong(knowledge: Knowledge) -> None:
    """A page without mistakes, or without scores to judge by, says so."""
    assert "No message was answered wrongly." in page(Evaluation([routed("causes", "causes")]), knowledge, "x")
    quiet = Routed(Labelled("x", ("quiet",)), Route("lost"), 1.0)
    assert "no message with a score" in page(Evaluation([quiet]), knowledge, "x")


def test_written(folder: Path, tmp_path: Path) -> None:
    """`evaluate --html` writes the page and prints the figures as always; one that cannot be written is a failure."""
    messages = tmp_path / "m.jsonl"
    messages.write_text('{"text": "what is causes \\ud800", "label": "causes"}\n')
    plain = run("evaluate", str(messages), "--intents", str(folder), "--json")
    report = tmp_path / "r.html"
    result = run("evaluate", str(messages), "--intents", str(folder), "--json", "--html", str(report))
    assert result.exit_code == 0, result.output
    assert result.stdout.partition('"ms"')[0] == plain.stdout.partition('"ms"')[0]
    Page(report.read_text(encoding="utf-8"))
    missing = run("evaluate", str(messages), "--intents", str(folder), "--html", str(tmp_path / "none" / "r.html"))
    assert missing.exit_code == 1
    assert "cannot be written" in missing.stderr
