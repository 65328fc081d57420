"""Whatever people write into an intent's file, the answer is a place and what to do, never a traceback."""

import os
import re
from datetime import date
from pathlib import Path

import pytest

from bot.content.findings import findings
from bot.content.library import load
from tests.content.folder import good, small, write
from tests.content.mistakes import ALL, Mistake

TODAY = date(2026, 11, 22)
NAMES = [mistake.name for mistake in ALL]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "intents")


def lines(folder: Path) -> list[str]:
    """The problems as `check` prints them, with paths from the folder on."""
    return [str(problem).replace(f"{folder}{os.sep}", "") for problem in findings(folder, TODAY)]


def test_small_folder_is_sound(folder: Path) -> None:
    """Without a mistake there is nothing to say."""
    assert lines(folder) == []


@pytest.mark.parametrize("mistake", ALL, ids=NAMES)
def test_mistake_is_named(folder: Path, mistake: Mistake) -> None:
    """A mistake is shown as file:line:column with what to do, and the other intents go on answering."""
    write(folder, f"en/{mistake.name}.yaml", mistake.content)
    found = lines(folder)
    assert found
    start = f"en/{mistake.name}.yaml:{mistake.place}: {mistake.severity}: "
    here = [line for line in found if line.startswith(start) and all(words in line for words in mistake.says)]
    assert here, "\n".join(found)
    assert all(line.startswith(f"en/{mistake.name}.yaml:") for line in found), "\n".join(found)
    known = load(folder)
    assert "what_is" in known.intents
    assert (mistake.name in known.intents) == (mistake.severity == "warning")


def test_a_misspelt_key_is_named_once(folder: Path) -> None:
    """A key under another name is not also said to be missing."""
    write(folder, "en/zz.yaml", good("zz").replace("examples:", "exmples:"))
    assert lines(folder) == ["en/zz.yaml:2:1: error: unknown key 'exmples': did you mean 'examples'?"]


def test_a_new_intent_takes_no_old_one_with_it(folder: Path) -> None:
    """Words that stand in two intents are a mistake of the smaller one, so that the older goes on answering."""
    text = re.sub(r"(?m)^  - (what is|explain|zz\?).*\n", "", good("an_old_topic_again"))
    write(folder, "en/aa.yaml", text.replace("tell me about an_old_topic_again", "tell me about causes"))
    [line] = [line for line in lines(folder) if "error" in line]
    assert re.fullmatch(r"en/aa\.yaml:3:5: error: this example stands already in causes\.yaml, line 4: .*", line)
    assert "causes" in load(folder).intents


def test_all_at_once(folder: Path) -> None:
    """All mistakes in one folder are named in one run, each in its own file, in the order of files and lines."""
    for mistake in ALL:
        content = mistake.content
        if isinstance(content, str):
            content = content.replace("zz", mistake.name)
        write(folder, f"en/{mistake.name}.yaml", content)
    problems = findings(folder, TODAY)
    named = {Path(problem.file).stem for problem in problems}
    assert named == set(NAMES)
    assert problems == sorted(problems)
    assert set(load(folder).intents) >= {"what_is", "causes", "symptoms", "treatment", "symptom_check"}


@pytest.mark.parametrize("second", ["what_is.yml", "more/what_is.yaml"])
def test_two_files_of_one_name(folder: Path, second: str) -> None:
    """Two files of one name are named, none of them answers, and the second one's own mistakes are named too."""
    write(folder, f"en/{second}", "title: Only this\n")
    found = lines(folder)
    assert found[0].startswith(f"en/{second}:1:1: error: there is another file of this name: ")
    assert found[0].endswith("en/what_is.yaml; rename one of them")
    assert "what_is" not in load(folder).intents
    write(folder, f"en/{second}", good("zz") + "title: Again\n")
    assert any(line.startswith(f"en/{second}:16:1: error: the key 'title' stands twice") for line in lines(folder))


def test_unreadable_file(folder: Path) -> None:
    """A file that cannot be read is named with the reason and hinders nothing."""
    path = folder / "en" / "locked.yaml"
    if os.geteuid() == 0:  # root may read everything but the memory of nobody
        path.symlink_to("/proc/self/mem")
    else:
        write(folder, "en/locked.yaml", good("zz")).chmod(0)
    (folder / "en" / "dangling.yaml").symlink_to(folder / "nowhere")
    found = lines(folder)
    assert found[0].startswith("en/dangling.yaml:1:1: error: the file cannot be read (No such file")
    assert found[1].startswith("en/locked.yaml:1:1: error: the file cannot be read (")
    assert "check its name and permissions" in found[1]
    assert "what_is" in load(folder).intents


def test_read_as_text(folder: Path) -> None:
    """`no`, `on` and `12:30` stay the words that were written."""
    text = good("zz").replace("answer:", "  - no\n  - on\n  - 12:30\n  - 0x10\nanswer:")
    write(folder, "en/zz.yaml", text)
    assert load(folder).intents["zz"].examples[-4:] == ("no", "on", "12:30", "0x10")


def test_marks_and_line_ends_are_forgiven(folder: Path) -> None:
    """A file with a byte order mark and Windows line ends is warned of, and answers."""
    write(folder, "en/zz.yaml", b"\xef\xbb\xbf" + good("zz").replace("\n", "\r\n").encode())
    known = load(folder)
    assert known.intents["zz"].title == "What is it?"
    assert known.intents["zz"].examples[:2] == ("what is zz", "tell me about zz")
