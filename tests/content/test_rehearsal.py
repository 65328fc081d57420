"""Before an example is written, staff see what it would change."""

import re
from pathlib import Path

import pytest

from bot.content import rehearsal
from bot.content.adding import add_example
from bot.content.knowledge import knowledge
from bot.content.library import read_parts
from bot.content.sound import Sound, sound
from bot.core.knowledge import Knowledge
from tests.content.folder import good, small, write

WORDING = "is there something that helps"
LIKE = f"{WORDING} today"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small content, with a test phrase that nothing answers."""
    monkeypatch.setenv("BOT_CACHE_DIR", str(tmp_path / "cache"))
    folder = small(tmp_path / "intents")
    write(folder, "en/causes.yaml", good("causes").replace("- explain causes", f"- {LIKE}"))
    return folder


def rehearsed(folder: Path, intent: str, *asked: str) -> list[str]:
    """The lines for one wording."""
    usable: Sound = sound(read_parts(folder))
    known: Knowledge = knowledge(usable, "")
    return list(rehearsal.rehearsed(usable, known, intent, WORDING, asked).lines())


def files(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """All files with what stands in them and when it was written."""
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_where_the_wording_would_go(folder: Path) -> None:
    """The first line tells where the wording goes now and would go then, with the scores."""
    first, *_ = rehearsed(folder, "treatment")
    assert re.fullmatch(r"this wording:  \w+ \(0\.\d\d\)  ->  treatment \([01]\.\d\d\)", first), first
    assert "treatment" not in first.partition("->")[0]


def test_what_else_would_move(folder: Path) -> None:
    """Other questions and test phrases that would go elsewhere are named with both places, and counted."""
    _, *moved, counted = rehearsed(folder, "treatment", WORDING, f"{WORDING} now", f"{WORDING} now", "what is causes")
    assert len(moved) == len(set(moved))
    for line in moved:
        label, places = line.split(":  ")
        before, after = places.split("  ->  ")
        assert before != after
        assert label.startswith("'") or "'s test phrase '" in label
    assert any(line.startswith(f"'{WORDING} now':  ") and line.endswith("  ->  treatment") for line in moved)
    assert any(line.startswith(f"causes's test phrase '{LIKE}':  ") for line in moved)
    assert not any("what is causes" in line or line.startswith(f"'{WORDING}':") for line in moved)
    phrases = sum(
        len(i.tests.should_match) + len(i.tests.should_not_match) for i in read_parts(folder).intents.values()
    )
    assert counted == f"{len(moved)} of {2 + phrases} other questions and test phrases would go elsewhere"


def test_each_place_is_where_it_goes(folder: Path) -> None:
    """What the rehearsal foretells is what happens once the example is written."""
    first, *moved, _ = rehearsed(folder, "treatment", LIKE)
    add_example(folder / "en" / "treatment.yaml", WORDING)
    after = knowledge(sound(read_parts(folder)), "").router
    assert first.endswith(f"treatment ({after.route(WORDING).score:.2f})")
    for line in moved:
        text = line.partition(":  ")[0].removesuffix("'").rpartition("'")[2]
        route = after.route(text)
        assert line.endswith(f"->  {route.intent or route.kind}")


def test_nothing_is_written(folder: Path) -> None:
    """Trying a wording changes no file of the content, and not what the bot knows now."""
    before = files(folder)
    usable = sound(read_parts(folder))
    known = knowledge(usable, "")
    route = known.router.route(WORDING)
    rehearsal.rehearsed(usable, known, "treatment", WORDING, ())
    assert files(folder) == before
    assert WORDING not in usable.intents["treatment"].examples
    assert known.router.route(WORDING) == route
    assert knowledge(usable, "").router.route(WORDING).kind == route.kind
