"""`unanswered` lists what nobody answered, and `unanswered add` makes an example of it."""

import asyncio
import sqlite3
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.content.library import load, read_parts
from bot.storage.sqlite import SqliteStore
from bot.unanswered import Unanswered
from tests.commands import elsewhere, folder, run
from tests.content.folder import good, write

__all__ = ["elsewhere", "folder"]
NOON = 20_000 * 86_400 + 12 * 3600.0
HELPS = "is there something that helps"
ASKED = (HELPS, HELPS, "Is there something that helps?", "what does a visit cost", "zebra: crossing #1")


@pytest.fixture
def database(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with questions, and the settings that name it and the small content."""
    path = tmp_path / "bot.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("INTENTS_DIR", str(folder))
    monkeypatch.setenv("BOT_CACHE_DIR", str(tmp_path / "cache"))
    keep(path, *ASKED)
    return path


def keep(path: Path, *wordings: str) -> None:
    """Keeps wordings as the bot does."""

    async def kept() -> None:
        store = SqliteStore(path)
        await store.open()
        for wording in wordings:
            await Unanswered(store).keep(wording, NOON)
        await store.close()

    asyncio.run(kept())


def stored(path: Path) -> list[str]:
    """The wordings that are kept."""

    async def read() -> list[str]:
        store = SqliteStore(path)
        await store.open()
        found = await Unanswered(store).wordings()
        await store.close()
        return sorted(found)

    return asyncio.run(read())


def files(folder: Path) -> dict[Path, bytes]:
    """All files of the content."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_listing(database: Path) -> None:
    """Each group has its number, its count, its wordings and the nearest intents; the most frequent comes first."""
    result = run("unanswered")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == f"  1. 3x  {HELPS}"
    assert lines[1].startswith("          nearest: ")
    assert lines[2] == "          also: Is there something that helps?"
    assert [line[:10] for line in lines if line[5:8] == "1x "] == ["  2. 1x  w", "  3. 1x  z"]
    assert lines[-1] == "5 questions in 3 groups"


def test_listing_some(database: Path) -> None:
    """`--most` shows the first groups, and all are counted."""
    result = run("unanswered", "--most", "1")
    assert "  1. 3x" in result.output
    assert "  2. " not in result.output
    assert result.output.endswith("5 questions in 3 groups\n")


def test_listing_nothing(database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a question there are no groups, also when there is no database yet."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.sqlite3")
    assert run("unanswered").output == "0 questions in 0 groups\n"
    assert not (tmp_path / "new.sqlite3").exists()


def test_listing_changes_nothing(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is read beside a running bot, and from a file that may only be read; not a byte of it changes."""
    before = database.read_bytes()
    with sqlite3.connect(database) as running:
        running.execute("BEGIN IMMEDIATE")
        assert run("unanswered").output.endswith("5 questions in 3 groups\n")
    database.chmod(0o400)
    assert run("unanswered").output.endswith("5 questions in 3 groups\n")
    assert database.read_bytes() == before


def test_add(database: Path, folder: Path) -> None:
    """After showing what would change and asking, the wording is an example, and its group leaves the list."""
    before = files(folder)
    path = folder / "en" / "treatment.yaml"
    result = run("unanswered", "add", "1", "treatment", typed="y\n")
    assert result.exit_code == 0, result.output
    assert "this wording:  " in result.output
    assert "other questions and test phrases would go elsewhere" in result.output
    assert f"Add '{HELPS}' to {path}? [y/N]" in result.output
    place = next(line for line in result.output.splitlines() if line.endswith(": added"))
    file, line, _ = place.rsplit(":", 2)
    assert Path(file) == path
    assert path.read_text().splitlines()[int(line) - 1] == f"  - {HELPS}"
    after = files(folder)
    assert {name for name in after if after[name] != before.get(name)} == {path}
    assert load(folder).intents["treatment"].examples[-1] == HELPS
    assert stored(database) == ["what does a visit cost", "zebra: crossing #1"]


def test_add_is_asked_about(database: Path, folder: Path) -> None:
    """Without a yes nothing is written, and the question stays."""
    before = files(folder)
    for typed in ("n\n", ""):
        run("unanswered", "add", "1", "treatment", typed=typed)
        run("unanswered", "add", "3", "pets", "--new", typed=typed)
    assert files(folder) == before
    assert stored(database) == sorted(ASKED)


def test_add_what_needs_quotes(database: Path, folder: Path) -> None:
    """A wording that YAML would take for a key and a comment is an example all the same."""
    assert run("unanswered", "add", "3", "causes", "--yes").exit_code == 0
    assert load(folder).intents["causes"].examples[-1] == "zebra: crossing #1"
    assert "  - 'zebra: crossing #1'\n" in (folder / "en" / "causes.yaml").read_text()


def test_add_where_the_file_lies_elsewhere(database: Path, folder: Path) -> None:
    """An intent in a folder of its own, or a .yml, is found."""
    path = write(folder, "en/more/pets.yml", good("pets"))
    result = run("unanswered", "add", "3", "pets", "--yes")
    assert result.exit_code == 0, result.output
    assert "zebra: crossing #1" in path.read_text()
    assert run("unanswered", "add", "1", "pets", "--new", "--yes").exit_code == 1
    assert not (folder / "en" / "pets.yaml").exists()


def test_new(database: Path, folder: Path) -> None:
    """`--new` begins a draft, which `check` warns of and the bot leaves out."""
    path = folder / "en" / "visit_cost.yaml"
    result = run("unanswered", "add", "2", "visit_cost", "--new", "--yes")
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"{path}: begun with 'what does a visit cost'.")
    checked = run("check")
    assert checked.exit_code == 0
    assert "en/visit_cost.yaml:3:1: warning: a draft, so the bot leaves it out: write its answer" in checked.output
    assert "visit_cost" not in load(folder).intents
    assert "what does a visit cost" not in stored(database)


REFUSED = (
    ("9", "treatment", "there are 3 groups"),
    ("1", "tretment", "no intent is called 'tretment'"),
    ("1", "red_flags", "no intent is called 'red_flags'"),
    ("1", "../clinic", "no intent is called '../clinic'"),
    ("1", "flows/symptom_check", "no intent is called"),
    ("1", "broken", "run `check` and mend them first"),
)


def test_add_refused(database: Path, folder: Path) -> None:
    """A wrong number or name, or a file with mistakes: one line says so, and nothing changes."""
    write(folder, "en/broken.yaml", good("broken").replace("title:", "titel:"))
    before = files(folder)
    for number, intent, says in REFUSED:
        result = run("unanswered", "add", number, intent, "--yes")
        assert result.exit_code == 1
        assert says in result.output
        assert "Traceback" not in result.output
    assert files(folder) == before
    assert stored(database) == sorted(ASKED)


@pytest.mark.parametrize("intent", ["causes", "treatment"])
def test_words_that_stand_there_already(database: Path, folder: Path, intent: str) -> None:
    """What is an example somewhere is not added again: twice the same words would be a mistake."""
    keep(database, *["Tell me about CAUSES!"] * 9)
    before = files(folder)
    result = run("unanswered", "add", "1", intent, "--yes")
    assert result.exit_code == 1
    assert f"stands already in {folder}/en/causes.yaml" in result.output
    assert files(folder) == before


def test_new_refused(database: Path, folder: Path) -> None:
    """A name that is taken or cannot be one begins no file, inside the folder or out of it."""
    (folder / "en" / "vocabulary.yaml").unlink(missing_ok=True)
    before = files(folder.parent)
    for name in ("../outside", "Bed rest", "red_flags", "vocabulary", "treatment", "flows/x", "", "é"):
        result = run("unanswered", "add", "1", name, "--new", "--yes")
        assert result.exit_code == 1, result.output
        assert "Traceback" not in result.output
    after = {path: content for path, content in files(folder.parent).items() if path.suffix in (".yaml", ".yml")}
    assert after.items() <= before.items()


def test_a_number_that_is_none(database: Path) -> None:
    """What is no number of a group is a usage error."""
    for number in ("0", "-1", "x", "1.5"):
        assert run("unanswered", "add", "--", number, "treatment").exit_code == 2


@pytest.mark.parametrize("new", [False, True])
def test_a_folder_that_may_only_be_read(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, new: bool
) -> None:
    """Where the content may not be written, one line says so, and the question stays in the list."""

    def refused(*_arguments: object, **_more: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refused)
    before = files(folder)
    arguments = ("pets", "--new") if new else ("treatment",)
    result = run("unanswered", "add", "1", *arguments, "--yes")
    assert result.exit_code == 1
    assert "cannot be written (Read-only file system): check its rights" in result.output
    assert files(folder) == before
    assert stored(database) == sorted(ASKED)


@pytest.mark.parametrize("arguments", [("unanswered",), ("unanswered", "add", "1", "treatment", "--yes")])
@pytest.mark.parametrize("url", ["sqlite:///{folder}", "postgresql://staff:hunter2@127.0.0.1:1/bot?connect_timeout=1"])
def test_a_database_that_is_down(
    database: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    url: str,
    arguments: tuple[str, ...],
) -> None:
    """One line says what is wrong with the database, without its password or a traceback, and nothing is written."""
    monkeypatch.setenv("DATABASE_URL", url.format(folder=folder))
    monkeypatch.setattr(sys, "argv", ["run_bot.py", *arguments])
    before = files(folder)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert len(said.err.splitlines()) == 1, said.err
    assert "hunter2" not in said.err + said.out
    assert files(folder) == before


def test_content_that_cannot_be_used(database: Path, folder: Path) -> None:
    """Without red flags there is nothing to compare with: the mistakes are named, and the questions stay."""
    write(folder, "en/red_flags.yaml", "")
    assert any(problem.severity == "error" for problem in read_parts(folder).problems())
    result = run("unanswered")
    assert result.exit_code == 1
    assert stored(database) == sorted(ASKED)
