"""An example is written into an intent's file, and everything else in it stays byte for byte."""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.adding import AddingError, add_example, new_intent, place_of, quoted
from bot.content.document import read
from bot.content.findings import findings
from bot.content.library import load, read_parts
from tests.content.folder import good, small, write

AWKWARD = (
    "is it safe", "yes", "no", "No", "y", "on", "null", "~", "3", "1e3", "12:30", "2024-01-01", "no: 5", "why:",
    "a #b", "#tag", "- dash", "-", "? what", "! bang", "*star", "&and", "@at", "`tick`", "%percent", "{brace}",
    "[square]", "[name]", "a, b", "a], b", "'single'", '"double"', 'it\'s "both"', "back\\slash", "\\n", "🙂 ok?", "🙂",
    "هل هذا آمن؟", "\u200fהאם זה בטוח", "子宫颈", "e\u0301", "\x07bell", "\x7f", "...", "---", "--- a", "a" * 300,
    "word " * 50 + "end", "|", ">", "<<", "=", "true", "0x1F", "key: value # and more", ": colon", ", comma",
)  # fmt: skip
"""Wordings that mean something else in YAML, or that a careless writer spoils."""


def examples(path: Path) -> list[str]:
    """The examples in a file, which must be sound."""
    document = read(path, str(path))
    assert not document.broken, document.problems
    return list(document.data["examples"])


def added(path: Path, text: str, wording: str = "is it safe") -> str:
    """What becomes of a file's text; its examples grow by the wording and nothing else changes."""
    path.write_bytes(text.encode())
    before = examples(path)
    data = read(path, "").data
    line = add_example(path, wording)
    assert examples(path) == [*before, wording]
    assert read(path, "").data | {"examples": before} == data
    new = path.read_bytes().decode()
    assert quoted(wording) in new.split("\n")[line - 1]
    return new


BLOCK = (
    "title: T  # why\nexamples:  # how\n  # first\n  - a  # one\n\n  - 'b'  # two\n  # last\n\nreviewed: 2026-01-01\n"
)
SHAPES = {
    "a list": (BLOCK, "  - 'b'  # two\n", "  - 'b'  # two\n  - is it safe\n"),
    "not indented": ("examples:\n- a\n- b\ntitle: T\n", "- b\n", "- b\n- is it safe\n"),
    "indented far": ("examples:\n      - a\ntitle: T\n", "- a\n", "- a\n      - is it safe\n"),
    "at the end": ("title: T\nexamples:\n  - a\n", "- a\n", "- a\n  - is it safe\n"),
    "no last newline": ("title: T\nexamples:\n  - a", "- a", "- a\n  - is it safe"),
    "no last newline but a comment": ("examples:\n  - a # x", "- a # x", "- a # x\n  - is it safe"),
    "Windows": ("examples:\r\n  - a # x\r\ntitle: T\r\n", "# x\r\n", "# x\r\n  - is it safe\r\n"),
    "Windows, no last newline": ("title: T\r\nexamples:\r\n  - a", "- a", "- a\r\n  - is it safe"),
    "a byte order mark": ("\ufeffexamples:\n  - a\ntitle: T\n", "- a\n", "- a\n  - is it safe\n"),
    "brackets": ("examples: [a, 'b']  # how\ntitle: T\n", "'b']", "'b', is it safe]"),
    "brackets on lines": ("examples: [\n  a,\n  b,  # two\n]\ntitle: T\n", "  b,  #", "  b, is it safe,  #"),
    "a long text": ("examples:\n  - a\n    and b\n  - 'c\n    d'\ntitle: T\n", "d'\n", "d'\n  - is it safe\n"),
    "a block text": ("examples:\n  - a\n  - >-\n    b\n    c\n\n\ntitle: T\n", "    c\n", "    c\n  - is it safe\n"),
    "a block text at the end": ("examples:\n  - |-\n    b\n", "    b\n", "    b\n  - is it safe\n"),
    "a document's marks": ("---\nexamples:\n  - a\n...\n", "- a\n", "- a\n  - is it safe\n"),
    "wide dashes": ("examples:\n  -   a\n  -   b\n", "-   b\n", "-   b\n  - is it safe\n"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_everything_else_stays(tmp_path: Path, name: str) -> None:
    """Comments, order, indentation, line ends, brackets and empty lines are as they were; one place is other."""
    text, old, new = SHAPES[name]
    assert text.count(old) == 1
    assert added(tmp_path / "x.yaml", text) == text.replace(old, new)


@pytest.mark.parametrize("text", [BLOCK, "examples: [a, b]\ntitle: T\n", "title: T\r\nexamples:\r\n- a"])
def test_what_needs_quotes_gets_them(tmp_path: Path, text: str) -> None:
    """Whatever a wording looks like in YAML, it is read back as it was asked, and alone."""
    for wording in AWKWARD:
        added(tmp_path / "x.yaml", text, wording)


@pytest.mark.parametrize("wording", ["yes", "no: 5", "#tag"])
def test_quotes(wording: str) -> None:
    """A word that YAML takes for something else stands in quotes; a plain one does not."""
    assert quoted(wording) == f"'{wording}'"
    assert quoted("is it safe") == "is it safe"


@given(
    wording=st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60),
    shape=st.sampled_from(sorted(SHAPES)),
)
def test_any_wording_in_any_shape(tmp_path_factory: pytest.TempPathFactory, wording: str, shape: str) -> None:
    """Any wording goes into a file of any shape, or is refused and the file is as it was."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    text = SHAPES[shape][0]
    path.write_bytes(text.encode())
    before = examples(path)
    try:
        add_example(path, wording)
    except AddingError:
        assert path.read_bytes() == text.encode()
    else:
        assert examples(path) == [*before, wording]


def test_several_one_after_the_other(tmp_path: Path) -> None:
    """Each wording is put below the one before."""
    path = tmp_path / "x.yaml"
    path.write_text(BLOCK)
    lines = [add_example(path, wording) for wording in AWKWARD]
    assert lines == list(range(lines[0], lines[0] + len(AWKWARD)))
    assert examples(path) == ["a", "b", *AWKWARD]


BAD: dict[str, str | bytes] = {
    "no YAML": "examples:\n  - a\n - b\n",
    "twice the key": "examples:\n  - a\nexamples:\n  - b\n",
    "an anchor": "examples: &all\n  - a\n",
    "no examples": "title: T\n",
    "empty examples": "examples: []\n",
    "no list": "examples: a\n",
    "a list": "- examples\n",
    "nothing": "",
    "UTF-16": "examples:\n  - a\n".encode("utf-16"),
    "not UTF-8": b"examples:\n  - \xff\n",
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_with_mistakes_is_refused(tmp_path: Path, name: str) -> None:
    """A file that is broken, or has no list of examples, is left as it is, and the message says what to do."""
    path = write(tmp_path, "x.yaml", BAD[name])
    before = path.read_bytes()
    with pytest.raises(AddingError, match=r"mend them first|write 'examples:'"):
        add_example(path, "is it safe")
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["x.yaml"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Nothing is made where nothing is."""
    with pytest.raises(AddingError):
        add_example(tmp_path / "x.yaml", "is it safe")
    assert os.listdir(tmp_path) == []


def failing(*_arguments: object, **_more: object) -> None:
    """Stands for a call that the disk refuses."""
    raise OSError(28, "No space left on device")


FAILS = ("os.replace", "os.fsync", "tempfile.NamedTemporaryFile", "pathlib.Path.chmod")


@pytest.mark.parametrize("what", FAILS)
def test_a_write_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """When any step of writing fails, the file is as it was, nothing lies about, and the message names the reason."""
    path = write(tmp_path, "x.yaml", BLOCK)
    monkeypatch.setattr(what, failing)
    with pytest.raises(AddingError, match="No space left on device"):
        add_example(path, "is it safe")
    with pytest.raises(AddingError, match="No space left on device"):
        new_intent(tmp_path, "y", "is it safe", date(2026, 1, 1))
    assert path.read_text() == BLOCK
    assert os.listdir(tmp_path) == ["x.yaml"]


def test_a_half_write_is_never_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not read back as it should is thrown away before anybody sees it."""
    path = write(tmp_path, "x.yaml", BLOCK)
    halved: Callable[..., tuple[str, int]] = lambda text, *_: (text[:20], 1)  # noqa: E731
    monkeypatch.setattr("bot.content.adding._with_example", halved)
    with pytest.raises(AddingError):
        add_example(path, "is it safe")
    assert path.read_text() == BLOCK
    assert os.listdir(tmp_path) == ["x.yaml"]


def test_rights_and_links_stay(tmp_path: Path) -> None:
    """The file keeps its rights, and a link goes on leading to the file that is changed."""
    real = write(tmp_path, "shared/x.yaml", BLOCK)
    real.chmod(0o640)
    link = tmp_path / "x.yaml"
    link.symlink_to(real)
    add_example(link, "is it safe")
    assert link.is_symlink()
    assert "is it safe" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640


# A new intent


def test_a_new_intent_is_unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new file is a draft: no error, left out by the bot, until it has its answer and its line `draft:` is gone."""
    monkeypatch.setenv("BOT_CACHE_DIR", str(tmp_path / "cache"))
    folder = small(tmp_path / "intents")
    path = new_intent(folder / "en", "bed_rest", "no: 5 days of #rest", date(2026, 11, 22))
    assert path == folder / "en" / "bed_rest.yaml"
    told = findings(folder, date(2026, 11, 22))
    assert [(problem.file, problem.line, problem.severity) for problem in told] == [(str(path), 3, "warning")]
    assert "a draft, so the bot leaves it out: write its answer, then delete this line" in told[0].says
    assert "bed_rest" not in load(folder).intents
    assert examples(path) == ["no: 5 days of #rest"]
    text = path.read_text()
    assert text.startswith("# yaml-language-server: $schema=../intent.schema.json\ntitle: Bed rest\n")
    answered = re.sub(r"(?m)^# (?=answer:|  )", "", text)
    path.write_text(answered)
    assert "bed_rest" not in load(folder).intents
    assert "write its answer" not in read_parts(folder).problems()[0].says
    path.write_text(re.sub(r"(?m)^draft:.*\n", "", answered))
    assert not any(problem.severity == "error" for problem in read_parts(folder).problems())
    assert load(folder).intents["bed_rest"].answer[0].says == "One paragraph, in short sentences."


def test_a_new_intent_from_any_wording(tmp_path: Path) -> None:
    """The template holds whatever was asked."""
    for number, wording in enumerate(AWKWARD):
        path = new_intent(tmp_path, f"x{number}", wording, date(2026, 11, 22))
        assert examples(path) == [wording]


@pytest.mark.parametrize(
    "name", ["Bed rest", "bed-rest", "../x", "1st", "", "é", "a" * 41, "red_flags", "vocabulary", "x.y"]
)
def test_a_name_that_cannot_be(tmp_path: Path, name: str) -> None:
    """A name that no intent may have is refused, and no file is made."""
    with pytest.raises(AddingError, match="no name for an intent"):
        new_intent(tmp_path, name, "is it safe", date(2026, 1, 1))
    assert os.listdir(tmp_path) == []


def test_an_intent_that_is_there(tmp_path: Path) -> None:
    """A file that is there is never written over."""
    path = write(tmp_path, "x.yaml", "title: T\n")
    with pytest.raises(AddingError, match="is there already"):
        new_intent(tmp_path, "x", "is it safe", date(2026, 1, 1))
    assert path.read_text() == "title: T\n"


def test_place_of(tmp_path: Path) -> None:
    """Words that stand in an intent already, as example or test phrase, are found in any case and punctuation."""
    folder = small(tmp_path / "intents")
    write(folder, "en/rest.yaml", good("rest"))
    intents = read_parts(folder).intents
    assert place_of(intents, "What is REST?!") == "rest"
    assert place_of(intents, "explain rest") == "rest"
    assert place_of(intents, "is rest good") == ""
