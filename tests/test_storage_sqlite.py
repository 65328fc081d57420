"""What the SQLite file promises besides: it outlives the process, is private, and says when it cannot be used."""

import os
import random
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from textwrap import dedent, indent

import pytest

from bot.core.flows.machine import Progress
from bot.core.session import Session, to_json
from bot.storage import sqlite_open
from bot.storage.sqlite import SqliteStore
from tests.conftest import until
from tests.test_storage import ANN, BOB, answered, loaded, save

ROOT = Path(__file__).parent.parent


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


def raw(folder: Path) -> bytes:
    """All their bytes."""
    return b"".join(file.read_bytes() for file in files(folder))


def python(code: str, path: Path) -> None:
    """Runs statements with an open store in a process of its own, which is to kill itself."""
    script = f"""
import asyncio, os, sys
from pathlib import Path
from bot.storage import sqlite_open
from bot.storage.sqlite import SqliteStore
from tests.test_storage import ANN, BOB, save
async def main():
    store = SqliteStore(Path(sys.argv[1]))
    await store.open()
{indent(dedent(code), "    ")}
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


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
        assert await answered(store, 5, BOB)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
async def test_only_the_owner_reads_the_files(tmp_path: Path) -> None:
    """The database and its log can be read and written by their owner only, also when a backup was put in place."""
    async with opened(tmp_path / "bot.sqlite3"):
        pass
    os.chmod(tmp_path / "bot.sqlite3", 0o664)
    async with opened(tmp_path / "bot.sqlite3") as store:
        await save(store, ANN, "ann")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files(tmp_path)}
        assert modes == {"bot.sqlite3": 0o600, "bot.sqlite3-shm": 0o600, "bot.sqlite3-wal": 0o600}


async def test_a_forgotten_chat_leaves_no_bytes(tmp_path: Path) -> None:
    """After a chat is forgotten, neither its words nor its number stand in the file or its log."""
    async with opened(tmp_path / "bot.sqlite3") as store:
        for turn in range(4):
            for number in range(120):
                await save(store, ANN + number, f"secret-{number:03}-{turn} " * (1 + number * turn), number)
        for number in range(0, 120, 2):
            await save(store, ANN + number, None)
        found = raw(tmp_path)
        left = {number for number in range(120) if f"secret-{number:03}".encode() in found}
        assert left == set(range(1, 120, 2))
        named = {number for number in range(120) if stored(ANN + number) in found}
        assert named == set(range(1, 120, 2))


async def test_old_chats_leave_no_bytes(tmp_path: Path) -> None:
    """Chats that a purge forgets leave neither words nor number, either."""
    async with opened(tmp_path / "bot.sqlite3") as store:
        await save(store, ANN, "secret", at=10)
        await save(store, BOB, "bob", at=20)
        await store.purge(0, chats_before=20)
        assert b"secret" not in raw(tmp_path)
        assert stored(ANN) not in raw(tmp_path)
        assert await loaded(store, BOB) == ("bob", 20)


async def test_an_ended_check_leaves_no_answers(tmp_path: Path) -> None:
    """Once a session is saved without its answers they stand nowhere, whatever moved in the file before."""
    lot = random.Random(2)  # where SQLite leaves copies behind, unless the rows are padded
    checks: dict[int, str] = {}
    async with opened(tmp_path / "bot.sqlite3") as store:
        for number in range(1000):
            chat = lot.choice(list(checks)) if checks and lot.random() < 0.5 else lot.randrange(10**10)
            if chat in checks and lot.random() < 0.4:
                del checks[chat]
                await save(store, chat, "-" * lot.choice([10, 30]))
                if number % 5 == 0:
                    left = set(re.findall(r"secret-\d{4}", raw(tmp_path).decode("latin-1")))
                    assert left == set(checks.values())
            else:
                secret = checks.setdefault(chat, f"secret-{number:04}")
                await save(store, chat, "-" * 20 + secret * lot.choice([1, 2, 5, 20]))


async def test_answers_go_soon_also_when_many_checks_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is not emptied for each check that ends, but soon, whether anything else is saved or not."""
    cleanings: list[float] = []
    clean = sqlite_open._clean

    def noting(connection: sqlite3.Connection) -> None:
        cleanings.append(time.monotonic())
        clean(connection)

    monkeypatch.setattr(sqlite_open, "SOON", 0.3)
    monkeypatch.setattr(sqlite_open, "_clean", noting)
    async with opened(tmp_path / "bot.sqlite3") as store:
        cleanings.clear()  # the one of the opening
        for round_ in range(2):
            for number in range(20):
                await save(store, ANN + number, f"secret-{round_}-{number:02} " * 9, 1000 + number)
            for number in range(20):
                await save(store, ANN + number, "none", 2000 + number)
            await until(lambda: b"secret" not in raw(tmp_path))
        assert len(cleanings) < 20


@pytest.mark.parametrize("update", [None, 7])
async def test_a_time_out_and_a_deletion_leave_nothing_at_once(tmp_path: Path, update: int | None) -> None:
    """What a check that timed out and what a forgotten chat had said is gone when the save is done."""
    async with opened(tmp_path / "bot.sqlite3") as store:
        await save(store, ANN, "secret " * 9, 1)
        await save(store, ANN, None if update else "none", update)
        assert b"secret" not in raw(tmp_path)


async def test_what_lay_on_a_shelf_leaves_no_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Soon after things were taken off a shelf they stand nowhere in the files, and the others still do."""
    monkeypatch.setattr(sqlite_open, "SOON", 0.05)
    async with opened(tmp_path / "bot.sqlite3") as store:
        for turn in (1, 2, 5):
            for number in range(100):
                await store.put("shelf", str(number), f"secret-{number:03} " * turn * (1 + number % 7), number)
        for number in range(0, 50, 2):
            await store.drop("shelf", key=str(number))
        left = {f"secret-{number:03}" for number in range(100) if number % 2 or number >= 50}
        await until(lambda: set(re.findall(r"secret-\d{3}", raw(tmp_path).decode("latin-1"))) == left)


def test_a_session_gets_shorter_when_its_check_ends() -> None:
    """What tells the store to clean up: a session without answers is shorter than any with some."""
    least = Session(progress=Progress("a", (("a", ("b",)),)))
    assert len(to_json(Session(run=10**10, topic="x" * 50, lost=99))) < len(to_json(least))


async def test_a_kill_before_the_cleaning_is_made_good(tmp_path: Path) -> None:
    """A process killed after a save and before the old bytes are gone: they are gone once the file is opened again."""
    path = tmp_path / "bot.sqlite3"
    code = """
    for number in range(300):
        await save(store, ANN + number, f"secret-{number:03} " * 9)
    sqlite_open._clean = lambda connection: os.kill(os.getpid(), 9)
    await save(store, ANN + 150, CHANGE)
    """
    for change in ("'none'", "None"):
        python(code.replace("CHANGE", change), path)
        assert b"secret-150" in raw(tmp_path)
        async with opened(path) as store:
            assert (await loaded(store, ANN + 150))[0] == ("none" if change == "'none'" else None)
            assert b"secret-150" not in raw(tmp_path)
            assert b"secret-151" in raw(tmp_path)
        assert (stored(ANN + 150) in raw(tmp_path)) == (change != "None")


async def test_a_kill_in_a_turn_leaves_what_was_before(tmp_path: Path) -> None:
    """A process killed between load and save has not saved, and one killed after it has, session and update."""
    path = tmp_path / "bot.sqlite3"
    python(
        """
        await save(store, ANN, "saved", 1)
        async with store.slot(ANN) as slot:
            os.kill(os.getpid(), 9)
        """,
        path,
    )
    async with opened(path) as store:
        assert (await loaded(store, ANN))[0] == "saved"
        assert [await answered(store, number) for number in (1, 2)] == [True, False]


async def test_a_reader_delays_the_cleaning_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process reads the file (a backup) turns are saved; what it reads goes with the next purge."""
    monkeypatch.setattr(sqlite_open, "_BUSY", 0.1)
    async with opened(tmp_path / "bot.sqlite3") as store:
        await save(store, ANN, "secret")
        reader = sqlite3.connect(tmp_path / "bot.sqlite3")
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM sessions").fetchone() == (1,)
        await save(store, ANN, None)
        assert (await loaded(store, ANN))[0] is None
        reader.close()
        await store.purge(0)
        assert b"secret" not in raw(tmp_path)
