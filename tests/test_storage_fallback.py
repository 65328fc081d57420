"""While the database is down the bot goes on without a memory, and afterwards the database knows what was said."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.storage import fallback
from bot.storage.fallback import FallbackStore
from bot.storage.held import UPDATES, HeldChats
from bot.storage.opening import store_for
from bot.storage.postgres import PostgresStore
from bot.storage.sqlite import SqliteStore
from bot.storage.store import SessionStore, StoreBusyError, StoreError
from tests.conftest import until
from tests.test_storage import ANN, BOB, answered, loaded, save

if TYPE_CHECKING:
    from tests.storage.postgres import Server

pytest_plugins = ["tests.storage.postgres"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is tried again soon."""
    monkeypatch.setattr(fallback, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(fallback, "LONGEST_PAUSE", 0.2)


@asynccontextmanager
async def opened(store: SessionStore, notes: list[str] | None = None) -> AsyncIterator[FallbackStore]:
    said = [] if notes is None else notes
    around = FallbackStore(store, lambda failing, why: said.append(f"down: {why}" if failing else f"up: {why}"))
    await around.open()
    try:
        yield around
    finally:
        await around.close()


@contextmanager
def full(path: Path) -> Iterator[None]:
    """The file takes no new turn: its table of updates refuses them."""
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TRIGGER no BEFORE INSERT ON updates BEGIN SELECT RAISE(FAIL, 'no'); END")
    yield
    connection.executescript("DROP TRIGGER no")
    connection.close()


def raw(folder: Path) -> bytes:
    """All bytes of the database and what belongs to it."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


async def test_an_outage_is_noted_once(tmp_path: Path) -> None:
    """A database that cannot be opened is one note; turns go on, and once it works that is one note, too."""
    path, notes = tmp_path / "bot.sqlite3", list[str]()
    path.mkdir()
    async with opened(SqliteStore(path), notes) as store:
        assert not store.healthy
        assert store.failing_since
        for number in range(5):
            await save(store, ANN, f"turn {number}", number)
        await asyncio.sleep(0.3)
        assert notes == [f"down: {path}: is a folder: name a file in it"]
        path.rmdir()
        await until(lambda: store.healthy)
        assert notes[1:] == ["up: the database is back"]
        assert store.failing_since is None
    async with opened(SqliteStore(path)) as store:
        assert (await loaded(store, ANN))[0] == "turn 4"
        assert all([await answered(store, number) for number in range(5)])


async def test_a_save_that_fails_counts_as_answered(tmp_path: Path) -> None:
    """An update whose replies are out is not answered again because the database failed; the session is not lost."""
    path, notes = tmp_path / "bot.sqlite3", list[str]()
    async with opened(SqliteStore(path), notes) as store:
        await save(store, ANN, "before", 1)
        with full(path):
            await save(store, ANN, "after", 2)
            assert not store.healthy
            assert await answered(store, 2)
            assert (await loaded(store, ANN))[0] == "after"
            assert (await loaded(store, BOB))[0] is None
        await until(lambda: store.healthy)
        assert len(notes) == 2
        assert (await loaded(store, ANN))[0] == "after"
        assert await answered(store, 1)
        assert await answered(store, 2)


async def test_no_attempt_ends_an_outage_that_goes_on(tmp_path: Path) -> None:
    """A file that opens but takes no turn stays noted as down: the held turn is tried, not the opening alone."""
    path, notes = tmp_path / "bot.sqlite3", list[str]()
    async with opened(SqliteStore(path), notes) as store:
        with full(path):
            await save(store, ANN, "after", 2)
            await asyncio.sleep(0.4)
            assert not store.healthy
            assert len(notes) == 1
        await until(lambda: store.healthy)


async def test_who_is_forgotten_in_an_outage_is_forgotten_after_it(tmp_path: Path) -> None:
    """A chat deleted while the database was down does not come back with it, nor do its bytes."""
    path = tmp_path / "bot.sqlite3"
    async with opened(SqliteStore(path)) as store:
        await save(store, ANN, "secret", 1)
        with full(path):
            await save(store, ANN, None, 2)
            assert (await loaded(store, ANN))[0] is None
        await until(lambda: store.healthy)
        assert (await loaded(store, ANN))[0] is None
        assert b"secret" not in raw(tmp_path)


async def test_a_broken_connection_is_no_outage(postgres: "Server") -> None:
    """When only a turn's connection broke, the turn is saved through another, and nothing is noted."""
    notes = list[str]()
    url = postgres.database()
    async with opened(PostgresStore(url), notes) as store:
        async with store.slot(ANN) as slot:
            postgres.disconnect()
            await slot.save("after", 1, 1.0)
        assert notes == []
        assert not store.held
    assert postgres.ask(url, "SELECT session, update_id FROM sessions, updates") == [(b"after", 1)]


async def test_replicas_go_on_without_their_database(postgres: "Server") -> None:
    """A PostgreSQL that is killed and started again: turns during it are answered, and the last one is kept."""
    notes, url = list[str](), postgres.database()
    async with opened(PostgresStore(url, wait=1), notes) as one, opened(PostgresStore(url, wait=1), notes) as two:
        await save(one, ANN, "before", 1, at=1)
        postgres.crash()
        await save(one, ANN, "on one", 2, at=2)
        await save(two, ANN, "on two", 3, at=3)
        assert [store.healthy for store in (one, two)] == [False, False]
        postgres.start()
        await until(lambda: one.healthy and two.healthy and not one.held and not two.held, 10)
        for store in (one, two):
            assert await loaded(store, ANN) == ("on two", 3)
            assert [await answered(store, number) for number in (1, 2, 3)] == [True, True, True]
    assert [note.partition(":")[0] for note in notes] == ["down", "down", "up", "up"]


async def test_a_database_made_later_is_found(postgres: "Server") -> None:
    """A bot that started before its database exists uses it as soon as it does."""
    url = postgres.database()
    name = url.partition("?")[0].rpartition("/")[2]
    postgres.ask("postgres", f"DROP DATABASE {name}")
    async with opened(PostgresStore(url)) as store:
        await save(store, ANN, "ann", 1)
        assert not store.healthy
        postgres.ask("postgres", f"CREATE DATABASE {name}")
        await until(lambda: store.healthy)
        assert (await loaded(store, ANN))[0] == "ann"


async def test_busy_is_passed_on(postgres: "Server") -> None:
    """A database that has no connection left for a turn is not down, and the turn is not answered without it."""
    notes = list[str]()
    async with opened(PostgresStore(postgres.database(), connections=1, wait=0.2), notes) as store:
        async with store.slot(ANN):
            with pytest.raises(StoreBusyError):
                await loaded(store, BOB)
        assert store.healthy
        assert notes == []


async def test_a_turn_across_the_end_of_an_outage_is_kept(tmp_path: Path) -> None:
    """A turn that began without the database is written when it ends, if the database is back by then."""
    path = tmp_path / "bot.sqlite3"
    path.mkdir()
    async with opened(SqliteStore(path)) as store:
        async with store.slot(ANN) as slot:
            path.rmdir()
            await until(lambda: store.healthy)
            await slot.save("ann", 1, 1.0)
        assert not store.held
        assert (await loaded(store, ANN))[0] == "ann"


async def test_a_turn_that_fails_by_itself_fails(tmp_path: Path) -> None:
    """What goes wrong in a turn besides the database is passed on, also in an outage, and saves nothing."""
    path = tmp_path / "bot.sqlite3"
    path.mkdir()
    async with opened(SqliteStore(path)) as store:
        for _ in range(2):
            with pytest.raises(ConnectionError):
                async with store.slot(ANN):
                    raise ConnectionError
            if path.is_dir():
                path.rmdir()
            await until(lambda: store.healthy)


async def test_a_sweep_in_an_outage_does_what_it_can(tmp_path: Path) -> None:
    """Idle chats are those held, and a purge forgets the old among them."""
    async with opened(SqliteStore(tmp_path)) as store:
        await save(store, BOB, "bob", 1, at=20)
        await save(store, ANN, "ann", 2, at=10)
        assert await store.idle(21) == [ANN, BOB]
        await store.purge(20, chats_before=20)
        assert await store.idle(21) == [BOB]
        assert [await answered(store, number) for number in (1, 2)] == [True, False]


def test_memory_is_bounded() -> None:
    """However long an outage lasts, only so many chats and updates are held, the last ones."""
    held = HeldChats(limit=3)
    for number in range(500):
        held.hold(number % 5, "words", number, number)
    assert list(held) == [2, 3, 4]
    for number in range(500, 1000):
        held.hold(ANN, "words", number, number)
    assert len(held) == 3
    assert held.answered(999)
    assert held.answered(1000 - UPDATES)
    assert not held.answered(999 - UPDATES)


def test_addresses_name_stores(tmp_path: Path) -> None:
    """An address begins with what kind of store it names; any other is refused without being shown."""
    assert isinstance(store_for(f"sqlite:///{tmp_path}/bot.sqlite3").inner, SqliteStore)
    assert isinstance(store_for("postgresql://bot:hunter2@host/bot").inner, PostgresStore)
    for url in ("mysql://bot:hunter2@host/bot", "sqlite:///", "sqlite://bot", ""):
        with pytest.raises(StoreError, match="should look like") as raised:
            store_for(url)
        assert "hunter2" not in str(raised.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without psycopg the error says what to install."""
    monkeypatch.setitem(sys.modules, "bot.storage.postgres", None)
    with pytest.raises(StoreError, match=r"pip install .*\[postgres\]"):
        store_for("postgresql://host/bot")
