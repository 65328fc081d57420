"""What the SQLite file promises besides: it outlives the process, is private, and says when it cannot be used."""

import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.storage.sqlite import VERSION, SqliteStore
from bot.storage.store import StoreError
from tests.test_storage import ANN, BOB, loaded, save


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(path)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def files(folder: Path) -> list[Path]:
    """The database with all that belongs to it."""
    return sorted(folder.iterdir())


def stored(number: int) -> bytes:
    """A chat's number as SQLite writes it: seven bits a byte, the highest bit set in all but the last."""
    low = number & 0x7F
    high = number >> 7
    ahead = b""
    while high:
        ahead = bytes([0x80 | high & 0x7F]) + ahead
        high >>= 7
    return ahead + bytes([low])


async def test_a_reopened_file_keeps_all(tmp_path: Path) -> None:
    """Sessions and answered updates outlive the process."""
    path = tmp_path / "new" / "folder" / "bot.sqlite3"
    async with opened(path) as store:
        await save(store, ANN, "ann", 5, at=1.25)
    async with opened(path) as store:
        assert await loaded(store, ANN) == ("ann", 1.25)
        async with store.slot(BOB) as slot:
            assert await slot.answered(5)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
async def test_only_the_owner_reads_the_files(tmp_path: Path) -> None:
    """The database and its log can be read and written by their owner only."""
    async with opened(tmp_path / "bot.sqlite3") as store:
        await save(store, ANN, "ann")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files(tmp_path)}
        assert modes == {"bot.sqlite3": 0o600, "bot.sqlite3-shm": 0o600, "bot.sqlite3-wal": 0o600}


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
    with pytest.raises(StoreError, match="check path and disk"):
        await SqliteStore(tmp_path).open()


async def test_use_before_open_is_an_error(tmp_path: Path) -> None:
    """A store that is not open says so."""
    with pytest.raises(StoreError, match="not open"):
        await SqliteStore(tmp_path / "bot.sqlite3").purge(0)


async def test_a_forgotten_chat_leaves_no_bytes(tmp_path: Path) -> None:
    """After a chat is forgotten, neither its words nor its number stand in the file or its log."""
    path = tmp_path / "bot.sqlite3"
    async with opened(path) as store:
        for turn in range(4):
            for number in range(120):
                await save(store, ANN + number, f"secret-{number:03}-{turn} " * (1 + number * turn), number)
        for number in range(0, 120, 2):
            await save(store, ANN + number, None)
        raw = b"".join(file.read_bytes() for file in files(tmp_path))
        left = {number for number in range(120) if f"secret-{number:03}".encode() in raw}
        assert left == set(range(1, 120, 2))
        named = {number for number in range(120) if stored(ANN + number) in raw}
        assert named == set(range(1, 120, 2))


async def test_an_ended_check_leaves_no_answers(tmp_path: Path) -> None:
    """Once a session is saved without its answers and the log is purged, they stand nowhere any more."""
    async with opened(tmp_path / "bot.sqlite3") as store:
        await save(store, ANN, "secret answers")
        await save(store, ANN, "none")
        await store.purge(0)
        assert not any(b"secret" in file.read_bytes() for file in files(tmp_path))
