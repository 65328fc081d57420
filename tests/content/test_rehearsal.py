"""Before an example is written, staff see what it would change."""

from pathlib import Path

import pytest

from bot.content.library import knowledge, read_parts
from bot.content.rehearsal import changes
from bot.content.sound import Sound, sound
from bot.core.knowledge import Knowledge
from tests.content.folder import good, small, write

WORDING = "can i walk my zebra over the crossing"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small content, with an intent whose test phrases nobody answers."""
    monkeypatch.setenv("BOT_CACHE_DIR", str(tmp_path / "cache"))
    folder = small(tmp_path / "intents")
    text = good("walking").replace("    - explain walking\n", f"    - {WORDING} today\n")
    write(folder, "en/walking.yaml", text)
    return folder


def rehearsed(folder: Path, intent: str, *asked: str) -> list[str]:
    """The lines for one wording."""
    usable: Sound = sound(read_parts(folder))
    known: Knowledge = knowledge(usable, "")
    return list(changes(usable, known, intent, WORDING, asked))


def files(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """All files with what stands in them and when it was written."""
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_where_the_wording_would_go(folder: Path) -> None:
    """The first line tells where the wording goes now and would go then."""
    first, *_ = rehearsed(folder, "treatment")
    assert first.startswith("this wording:  ")
    before, after = first.removeprefix("this wording:  ").split("  ->  ")
    assert not before.startswith("treatment (")
    assert after.startswith("treatment (")


def test_what_else_would_move(folder: Path) -> None:
    """Other questions and test phrases that would go elsewhere are named with both places, and counted."""
    like = f"{WORDING} now"
    lines = rehearsed(folder, "treatment", WORDING, like, like, "what is causes")
    assert any(line.startswith(f"'{like}':  ") and line.endswith("  ->  treatment") for line in lines)
    phrase = f"walking's test phrase '{WORDING} today':  "
    assert any(line.startswith(phrase) and line.endswith("  ->  treatment") for line in lines)
    assert not any("what is causes" in line for line in lines)
    moved = len(lines) - 2
    phrases = sum(
        len(i.tests.should_match) + len(i.tests.should_not_match) for i in read_parts(folder).intents.values()
    )
    assert lines[-1] == f"{moved} of {2 + phrases} other questions and test phrases would go elsewhere"


def test_nothing_is_written(folder: Path) -> None:
    """Trying a wording changes no file of the content, and not what the bot knows now."""
    before = files(folder)
    usable = sound(read_parts(folder))
    known = knowledge(usable, "")
    route = known.router.route(WORDING)
    list(changes(usable, known, "treatment", WORDING, ()))
    assert files(folder) == before
    assert WORDING not in usable.intents["treatment"].examples
    assert known.router.route(WORDING) == route
    assert knowledge(usable, "").router.route(WORDING).kind == route.kind
