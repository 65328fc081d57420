"""What PostgreSQL promises besides: replicas share it, and it comes back by itself after an outage."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.storage.postgres import PostgresStore
from bot.storage.postgres_server import VERSION
from bot.storage.store import StoreBusyError, StoreError
from tests.test_storage import ANN, BOB, answered, loaded, save

if TYPE_CHECKING:
    from tests.storage.postgres import Server

pytest_plugins = ["tests.storage.postgres"]
ROOT = Path(__file__).parent.parent
REPLICA = """
import asyncio, json, sys, time
from bot.storage.postgres import PostgresStore
async def main(url, chat, name, die):
    store, turns = PostgresStore(url), []
    await store.open()
    for number in range(25):
        async with store.slot(chat) as slot:
            began = time.monotonic()
            await asyncio.sleep(0.001)
            if die and number == 10:
                print("dying", flush=True)
                await asyncio.sleep(60)
            turns.append((began, time.monotonic()))
            await slot.save(str(int(slot.session or 0) + 1), None, 1.0)
    await store.close()
    print(json.dumps(turns))
asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[3] == "dies"))
"""


@asynccontextmanager
async def opened(url: str, *, connections: int = 20, wait: float = 10.0) -> AsyncIterator[PostgresStore]:
    store = PostgresStore(url, connections=connections, wait=wait)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def replica(url: str, name: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", REPLICA, url, str(ANN), name, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )


async def fails(store: PostgresStore, update_id: int) -> str:
    """What a turn says that cannot be saved; never what it was to save."""
    with pytest.raises(StoreError) as raised:
        await save(store, ANN, "secret words", update_id)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    assert "secret" not in str(raised.value)
    return str(raised.value)


async def test_two_processes_take_turns(postgres: "Server") -> None:
    """Turns of one chat in two processes never overlap, and each sees what the one before has saved."""
    url = postgres.database()
    both = [await replica(url, name) for name in ("one", "two")]
    turns = []
    for process in both:
        said, _ = await process.communicate()
        turns += json.loads(said)
    turns.sort()
    assert len(turns) == 50
    assert all(ended <= began for (_, ended), (began, _) in pairwise(turns))
    async with opened(url) as store:
        assert (await loaded(store, ANN))[0] == "50"


async def test_a_killed_process_gives_up_its_chat(postgres: "Server") -> None:
    """A replica killed between load and save leaves nothing of that turn, and the next has the chat at once."""
    url = postgres.database()
    process = await replica(url, "dies")
    assert process.stdout
    assert await process.stdout.readline() == b"dying\n"
    async with opened(url) as store:
        waiting = asyncio.create_task(loaded(store, ANN))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        process.kill()
        began = time.monotonic()
        assert (await waiting)[0] == "10"
        assert time.monotonic() - began < 1
        await process.wait()


async def test_two_stores_of_one_process_take_turns(postgres: "Server") -> None:
    """A second store waits for the first one's turn of the chat, and not for other chats."""
    url = postgres.database()
    async with opened(url) as one, opened(url) as two:
        async with one.slot(ANN) as slot:
            waiting = asyncio.create_task(loaded(two, ANN))
            assert (await loaded(two, BOB))[0] is None
            await asyncio.sleep(0.05)
            assert not waiting.done()
            await slot.save("first", 1, 2.0)
        assert await waiting == ("first", 2.0)


async def test_a_turn_is_saved_whole_or_not_at_all(postgres: "Server") -> None:
    """A session is not kept without its update."""
    url = postgres.database()
    async with opened(url) as store:
        await save(store, ANN, "before", 1)
        postgres.ask(url, "ALTER TABLE updates ADD CONSTRAINT low CHECK (update_id < 2)")
        assert "CheckViolation" in await fails(store, 2)
        assert (await loaded(store, ANN))[0] == "before"
        assert not await answered(store, 2)


async def test_replicas_may_start_at_once(postgres: "Server") -> None:
    """Several replicas that open a new database at the same time all find it ready."""
    url = postgres.database()
    stores = [PostgresStore(url, connections=2) for _ in range(6)]
    await asyncio.gather(*(store.open() for store in stores))
    await save(stores[0], ANN, "ann")
    assert [(await loaded(store, ANN))[0] for store in stores] == ["ann"] * 6
    for store in stores:
        await store.close()
    assert postgres.ask(url, "SELECT version FROM schema_version") == [(VERSION,)]


async def test_a_newer_database_is_refused(postgres: "Server") -> None:
    """Tables that a newer release made are left as they are, and the error says what to do."""
    url = postgres.database()
    async with opened(url) as store:
        await save(store, ANN, "ann")
    postgres.ask(url, f"UPDATE schema_version SET version = {VERSION + 1}")
    with pytest.raises(StoreError, match="newer release: upgrade the bot"):
        await PostgresStore(url).open()
    assert postgres.ask(url, "SELECT version FROM schema_version") == [(VERSION + 1,)]


async def test_all_connections_in_use_is_no_outage(postgres: "Server") -> None:
    """One turn more than there are connections waits, and is told apart from a database that is down."""
    async with opened(postgres.database(), connections=2, wait=0.3) as store:
        async with store.slot(1), store.slot(2):
            with pytest.raises(StoreBusyError):
                await loaded(store, 3)
            waiting = asyncio.create_task(loaded(store, 3))
            await asyncio.sleep(0.05)
        assert (await waiting)[0] is None


@pytest.mark.parametrize("what", ["disconnect", "stop", "crash"])
async def test_an_outage_passes(postgres: "Server", what: str) -> None:
    """A turn during an outage is a StoreError that names no words, the next one after it works by itself."""
    url = postgres.database()
    async with opened(url, wait=2) as store:
        await save(store, ANN, "before", 1)
        async with store.slot(ANN) as slot:
            getattr(postgres, what)()
            with pytest.raises(StoreError, match="cannot be reached"):
                await slot.save("secret words", 2, 1.0)
        if what != "disconnect":
            assert "cannot be reached" in await fails(store, 3)
            postgres.start()
        began = time.monotonic()
        assert (await loaded(store, ANN))[0] == "before"
        await save(store, ANN, "after", 2)
        assert (await loaded(store, ANN))[0] == "after"
        assert time.monotonic() - began < 3


async def test_old_connections_are_replaced_at_once(postgres: "Server") -> None:
    """After the server was restarted between two turns, the next works without an error or a long wait."""
    async with opened(postgres.database()) as store:
        async with AsyncExitStack() as turns:
            for chat in range(10):
                slot = await turns.enter_async_context(store.slot(chat))
                await slot.save("before", chat, 1.0)
        postgres.stop()
        postgres.start()
        began = time.monotonic()
        assert (await loaded(store, 1))[0] == "before"
        assert time.monotonic() - began < 2
        await asyncio.gather(*(save(store, chat, "after") for chat in range(30)))
        assert time.monotonic() - began < 4


async def test_a_store_can_be_opened_again(postgres: "Server") -> None:
    """Opening once more begins with new connections, while a turn under way keeps its own."""
    async with opened(postgres.database()) as store, store.slot(ANN) as slot:
        await store.open()
        await save(store, BOB, "bob")
        await slot.save("ann", 1, 1.0)
    async with opened(store._url) as store:
        assert (await loaded(store, ANN))[0] == "ann"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://bot:hunter2@127.0.0.1:1/bot", "cannot be reached"),
        ("postgresql://bot:hunter2@no-such-host.invalid/bot", "cannot be reached"),
        ("postgresql://bot:hun/ter2@x@host/bot", "check DATABASE_URL"),
        ("postgresql://bot:hunter2@127.0.0.1:hunter2/bot", "check DATABASE_URL"),
        ("postgresql://bot:%zzhunter2@host/bot", "cannot be read"),
    ],
)
async def test_a_wrong_address_is_one_clear_line(url: str, said: str) -> None:
    """A database that cannot be opened gives one line that says what to check and never shows the password."""
    with pytest.raises(StoreError, match=said) as raised:
        await PostgresStore(url, wait=5).open()
    assert "hun" not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_who_is_refused_is_told_so(postgres: "Server") -> None:
    """A wrong password, a missing database and missing rights are told apart from a server that is down."""
    url = postgres.database()
    rules = postgres.folder / "pg_hba.conf"
    before = rules.read_text()
    postgres.ask(url, "CREATE ROLE stranger LOGIN PASSWORD 'right'", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    stranger = url.replace("postgres:@", "stranger:wrong@")
    with pytest.raises(StoreError, match="may not make or write"):
        await PostgresStore(stranger).open()
    try:
        rules.write_text("local all stranger scram-sha-256\n" + before)
        postgres.ask(url, "SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)")
        with pytest.raises(StoreError, match="refused user, password or database name"):
            await PostgresStore(stranger).open()
    finally:
        rules.write_text(before)
        postgres.ask(url, "SELECT pg_reload_conf()")
    with pytest.raises(StoreError, match="refused user, password or database name"):
        await PostgresStore(url.replace("/test", "/missing")).open()


async def test_a_database_that_may_only_be_read_is_refused(postgres: "Server") -> None:
    """A standby that answers but does not write is no store."""
    url = postgres.database()
    async with opened(url):
        pass
    name = url.partition("?")[0].rpartition("/")[2]
    postgres.ask(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(StoreError, match="may only be read"):
        await PostgresStore(url).open()


async def test_purge_frees_what_was_replaced(postgres: "Server") -> None:
    """Replaced and forgotten sessions take no room any more after a purge."""
    url = postgres.database()
    async with opened(url) as store:
        for number in range(20):
            await save(store, ANN, f"secret {number}", number)
        await save(store, ANN, None, 20)
        assert postgres.ask(url, "SELECT pg_relation_size('sessions') > 0") == [(True,)]
        await store.purge(0)
        assert postgres.ask(url, "SELECT pg_relation_size('sessions')") == [(0,)]
