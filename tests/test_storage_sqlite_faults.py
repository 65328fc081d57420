"""What can be wrong with the SQLite file: each is one clear line, and leaves the file as it was."""

import os
import sqlite3
import sys
import tempfile
from pathlib import Path

import pytest

from bot.storage import sqlite_open
from bot.storage.sqlite import SqliteStore
from bot.storage.sqlite_file import _STEPS, VERSION
from bot.storage.store import StoreError
from tests.conftest import until
from tests.test_storage import ANN, answered, loaded, save
from tests.test_storage_sqlite import opened, raw


async def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """A file that a newer release wrote is left as it is, and the error says what to do."""
    path = tmp_path / "bot.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match="newer release: upgrade the bot"):
        await SqliteStore(path).open()


@pytest.mark.parametrize("damage", ["not a database", "middle", "cut off"])
async def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    """A file that is no sound database is refused with one line that names it and what to do."""
    path = tmp_path / "bot.sqlite3"
    async with opened(path) as store:
        for chat in range(1, 400):
            await save(store, chat, "x" * 300)
    data = path.read_bytes()
    half = len(data) // 2
    broken = {
        "not a database": b"words " * 1000,
        "middle": data[: half - 8192] + b"\xff" * 16384 + data[half + 8192 :],
        "cut off": data[:half],
    }
    path.write_bytes(broken[damage])
    with pytest.raises(StoreError, match=r"bot\.sqlite3") as raised:
        await SqliteStore(path).open()
    assert "\n" not in str(raised.value)


async def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """A folder where the file should be gives one clear line."""
    with pytest.raises(StoreError, match="is a folder: name a file in it"):
        await SqliteStore(tmp_path).open()


async def test_use_before_open_is_an_error(tmp_path: Path) -> None:
    """A store that is not open says so."""
    with pytest.raises(StoreError, match="not open"):
        await SqliteStore(tmp_path / "bot.sqlite3").purge(0)


async def test_a_turn_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    """A session is not kept without its update; the error says nothing of either."""
    path = tmp_path / "bot.sqlite3"
    async with opened(path) as store:
        await save(store, ANN, "before", 1)
        beside = sqlite3.connect(path)
        beside.execute("CREATE TRIGGER no BEFORE INSERT ON updates BEGIN SELECT RAISE(FAIL, 'words'); END")
        with pytest.raises(StoreError, match="the database failed") as raised:
            await save(store, ANN, "words", 2)
        assert "words" not in str(raised.value)
        beside.execute("DROP TRIGGER no")
        beside.close()
        assert (await loaded(store, ANN))[0] == "before"
        assert not await answered(store, 2)


async def test_a_file_of_the_first_release_is_brought_up_to_date(tmp_path: Path) -> None:
    """Sessions and updates of a file with the first tables are kept, and nothing stays of the old layout."""
    path = tmp_path / "bot.sqlite3"
    old = sqlite3.connect(path)
    old.executescript("""
        PRAGMA journal_mode=WAL;
        CREATE TABLE sessions (chat INTEGER PRIMARY KEY, session TEXT NOT NULL, saved_at REAL NOT NULL);
        CREATE TABLE updates (update_id INTEGER PRIMARY KEY, at REAL NOT NULL);
        PRAGMA user_version=1;
    """)
    rows = [(number, f"secret-{number:03} \N{BABY} " * 9, number / 2) for number in range(1, 200)]
    old.executemany("INSERT INTO sessions VALUES (?, ?, ?)", rows)
    old.execute("INSERT INTO updates VALUES (7, 1.0)")
    old.execute("DELETE FROM sessions WHERE chat = 100")
    old.commit()
    old.close()
    async with opened(path) as store:
        assert await loaded(store, 101) == ("secret-101 \N{BABY} " * 9, 50.5)
        assert await answered(store, 7)
        assert b"secret-100" not in raw(tmp_path)
        await save(store, 101, "none")
        assert b"secret-101" not in raw(tmp_path)
    async with opened(path) as store:
        assert (await loaded(store, 101))[0] == "none"


async def test_shelves_of_an_earlier_release_are_kept(tmp_path: Path) -> None:
    """What lay on a shelf before things had pages of their own lies there still, and goes whole when it is taken."""
    path = tmp_path / "bot.sqlite3"
    old = sqlite3.connect(path)
    for number, step in enumerate(_STEPS[:3], 1):
        old.executescript(f"{step} PRAGMA user_version={number};")
    rows = [("shelf", str(number), f"secret-{number:03} ".encode() * 9, number) for number in range(50)]
    old.executemany("INSERT INTO items VALUES (?, ?, ?, ?)", rows)
    old.commit()
    old.close()
    async with opened(path) as store:
        assert [(item.key, item.value.encode(), item.at) for item in await store.items("shelf")] == [
            row[1:] for row in rows
        ]
        for number in range(50):
            await store.drop("shelf", key=str(number))
        await until(lambda: b"secret" not in raw(tmp_path))


async def test_a_migration_that_fails_leaves_the_file(tmp_path: Path) -> None:
    """A step is taken whole or not at all: a file that it does not fit stays as it was."""
    path = tmp_path / "bot.sqlite3"
    old = sqlite3.connect(path)
    old.executescript("CREATE TABLE sessions (other); INSERT INTO sessions VALUES (1); PRAGMA user_version=1;")
    with pytest.raises(StoreError, match="the database failed"):
        await SqliteStore(path).open()
    assert old.execute("SELECT other FROM sessions").fetchall() == [(1,)]
    assert old.execute("PRAGMA user_version").fetchone() == (1,)
    old.close()


async def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """A turn that finds no room changes nothing and says so; with room again all goes on."""
    async with opened(tmp_path / "bot.sqlite3") as store:
        await save(store, ANN, "before", 1)
        await store._file.run(lambda connection: connection.execute("PRAGMA max_page_count=20"))
        with pytest.raises(StoreError, match="the disk is full: make room"):
            await save(store, ANN, "words " * 10_000, 2)
        assert (await loaded(store, ANN))[0] == "before"
        await store._file.run(lambda connection: connection.execute("PRAGMA max_page_count=100000"))
        await save(store, ANN, "words " * 10_000, 2)


async def test_a_locked_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another process holds is waited for, then it is one clear line, at start and in a turn."""
    monkeypatch.setattr(sqlite_open, "_BUSY", 0.1)
    path = tmp_path / "bot.sqlite3"
    async with opened(path) as store:
        other = sqlite3.connect(path)
        other.execute("BEGIN EXCLUSIVE")
        for attempt in (save(store, ANN, "ann"), SqliteStore(path).open()):
            with pytest.raises(StoreError, match="another process holds the database locked"):
                await attempt
        other.rollback()
        other.close()
        await save(store, ANN, "ann")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
async def test_a_folder_that_may_only_be_read_is_told() -> None:
    """A file in a folder without the right to write gives one clear line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with opened(folder / "bot.sqlite3"):
            pass
        os.chmod(folder / "bot.sqlite3", 0o444)
        os.chmod(folder, 0o555)
        root = os.geteuid() == 0
        if root:  # who may write anywhere
            os.seteuid(65534)
        try:
            for path in (folder / "bot.sqlite3", folder / "new.sqlite3", folder / "new" / "bot.sqlite3"):
                with pytest.raises(StoreError, match="cannot be written: check the rights"):
                    await SqliteStore(path).open()
        finally:
            if root:
                os.seteuid(0)
            os.chmod(folder, 0o755)
