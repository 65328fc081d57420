"""Whatever a program breaks in the content, `check` names file, place and what to do, and never fails itself."""

import os
import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content.findings import findings
from tests.content.broken import ONE
from tests.content.damages import ANY, FILES, INTENT, Damage, first_difference
from tests.content.folder import INTENTS, small
from tests.content.misplaced import PLACES

TODAY = date(2026, 11, 22)
EACH = [(damage, damage.files[0]) for damage in [*ANY, *ONE]]
EACH += [(damage, damage.files[1 + i % (len(damage.files) - 1)]) for i, damage in enumerate(ANY)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small folder, with one shipped intent in it to damage."""
    shutil.copy(INTENTS / INTENT, small(tmp_path / "intents") / INTENT)
    return tmp_path / "intents"


def test_there_are_sixty_kinds() -> None:
    """The program knows more than sixty kinds of damage, each once."""
    names = [damage.name for damage in [*ANY, *ONE]] + [name for name, *_ in PLACES]
    assert len(set(names)) == len(names) >= 120


@pytest.mark.parametrize(("damage", "file"), EACH, ids=[f"{damage.name}, {file}" for damage, file in EACH])
def test_damage_is_named(folder: Path, damage: Damage, file: str) -> None:
    """Damage is reported in the right file, at the right place, with words that say what to do."""
    path = folder / file
    good = path.read_bytes()
    bad = damage.do(good)
    path.write_bytes(bad)
    found = findings(folder, TODAY)
    here = [one for one in found if one.file == str(path) and one.severity == damage.severity]
    told = [one for one in here if all(words in one.says for words in damage.says)]
    listed = "\n".join(map(str, found))
    assert told, listed
    line, column = first_difference(good, bad)
    match damage.place:
        case "top":
            assert any(one.line in (1, 2) for one in told), listed
        case "above":
            assert any(one.line <= line for one in told), (line, listed)
        case "exact":
            assert any((one.line, one.column) == (line, column) for one in told), (line, column, listed)
        case _:
            assert any(one.line == line for one in told), (line, listed)


@pytest.mark.parametrize(("name", "do", "told_as", "says"), PLACES, ids=[name for name, *_ in PLACES])
def test_misplaced_file_is_named(folder: Path, name: str, do: Callable[[Path], None], told_as: str, says: str) -> None:
    """A file that cannot be read, or that nobody reads because of its name, is reported by that name."""
    path = folder / INTENT
    do(path)
    told = os.path.normpath(path.parent / told_as) if told_as else str(path)
    found = findings(folder, TODAY)
    assert any(os.path.normpath(one.file) == told and says in one.says for one in found), "\n".join(map(repr, found))


def test_random_damage(folder: Path) -> None:
    """Bytes changed, cut out or doubled at random never end `check`, and what it says has a place within the file."""
    chance = random.Random(0)
    goods = {file: (folder / file).read_bytes() for file in FILES}
    for _ in range(40):
        file = chance.choice(FILES)
        bad = bytearray(goods[file])
        for _ in range(chance.randint(1, 4)):
            at, many = chance.randrange(len(bad)), chance.randint(0, 6)
            bad[at : at + chance.choice((0, many))] = bytes(
                chance.choice(b"\n\t :-[]{}\"'&*!|>%@\0\xff\xc3ab") for _ in range(many)
            )
        (folder / file).write_bytes(bad)
        for problem in findings(folder, TODAY):
            assert 1 <= problem.line <= bytes(bad).count(b"\n") + 2 or problem.file != str(folder / file)
            assert problem.column >= 1
            assert problem.says
        (folder / file).write_bytes(goods[file])
