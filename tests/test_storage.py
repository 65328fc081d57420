"""Every store keeps the same promises."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.storage.fallback import FallbackStore
from bot.storage.memory import MemoryStore
from bot.storage.postgres import PostgresStore
from bot.storage.sealed import SealedStore
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Item, SessionStore, StoreError

pytest_plugins = ["tests.storage.postgres"]
ANN, BOB = 7_000_000_001, -5
SESSIONS = [
    "",
    "words " * 17_000,
    "Grüße \N{BABY} שלום مرحبا",
    "null \0 byte \\u0000",
    "half \ud83d",
    "'); DROP TABLE sessions; --",
]
STORES = ["memory", "sqlite", "postgres", "sealed sqlite", "fallback on sqlite", "fallback without a database"]


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SessionStore]:
    """One open store of each kind."""
    file = tmp_path / "bot.sqlite3"
    stores: dict[str, Callable[[], SessionStore]] = {
        "memory": MemoryStore,
        "sqlite": lambda: SqliteStore(file),
        "postgres": lambda: PostgresStore(request.getfixturevalue("postgres").database()),
        "sealed sqlite": lambda: SealedStore(SqliteStore(file), [Fernet.generate_key().decode()]),
        "fallback on sqlite": lambda: FallbackStore(SqliteStore(file), lambda _failing, _why: None),
        "fallback without a database": lambda: FallbackStore(SqliteStore(tmp_path), lambda _failing, _why: None),
    }
    store = stores[request.param]()
    await store.open()
    yield store
    await store.close()


async def save(
    store: SessionStore, chat: int, session: str | None, update_id: int | None = None, at: float = 1
) -> None:
    async with store.slot(chat) as slot:
        await slot.save(session, update_id, at)


async def loaded(store: SessionStore, chat: int) -> tuple[str | None, float]:
    async with store.slot(chat) as slot:
        return slot.session, slot.saved_at


async def answered(store: SessionStore, number: int, chat: int = ANN) -> bool:
    async with store.slot(chat, number) as slot:
        return slot.answered


class TestEveryStore:
    """What the app relies on."""

    async def test_a_new_chat_has_no_session(self, store: SessionStore) -> None:
        """Nothing is known of a chat that never wrote."""
        assert (await loaded(store, ANN))[0] is None

    async def test_what_was_saved_is_loaded(self, store: SessionStore) -> None:
        """A session comes back as it was saved, with its time; the last one counts, and chats are apart."""
        await save(store, ANN, "first", at=1.5)
        await save(store, ANN, '{"words": "Grüße \N{BABY} \\u0000"}', at=2.5)
        await save(store, BOB, "other", at=3.5)
        assert await loaded(store, ANN) == ('{"words": "Grüße \N{BABY} \\u0000"}', 2.5)
        assert await loaded(store, BOB) == ("other", 3.5)

    async def test_a_forgotten_chat_is_gone(self, store: SessionStore) -> None:
        """Saving nothing forgets the chat and no other; forgetting twice is no error."""
        await save(store, ANN, "ann")
        await save(store, BOB, "bob")
        for _ in range(2):
            await save(store, ANN, None)
        assert (await loaded(store, ANN))[0] is None
        assert (await loaded(store, BOB))[0] == "bob"

    async def test_answered_updates_are_known(self, store: SessionStore) -> None:
        """An update saved with a turn is known as answered from every chat, in any order, also when the chat goes."""
        await save(store, ANN, "ann", 100)
        await save(store, ANN, "ann", 98)
        await save(store, ANN, None, 99)
        await save(store, ANN, "ann", 98)
        assert [await answered(store, number, BOB) for number in (97, 98, 99, 100)] == [False, True, True, True]

    async def test_a_save_without_an_update_marks_none(self, store: SessionStore) -> None:
        """A time-out answers no update."""
        await save(store, ANN, "ann", None)
        assert not await answered(store, 0)
        async with store.slot(ANN) as slot:
            assert not slot.answered

    async def test_idle_chats_are_found(self, store: SessionStore) -> None:
        """Chats saved before a time are idle, the longest first; one saved at that time is not."""
        await save(store, BOB, "bob", at=20)
        await save(store, ANN, "ann", at=10)
        assert await store.idle(10) == []
        assert await store.idle(20) == [ANN]
        assert await store.idle(21) == [ANN, BOB]

    async def test_old_updates_are_purged(self, store: SessionStore) -> None:
        """Update ids older than a time are forgotten, younger ones and the sessions stay."""
        await save(store, ANN, "ann", 1, at=10)
        await save(store, ANN, "ann", 2, at=20)
        await store.purge(20)
        assert (await loaded(store, ANN))[0] == "ann"
        assert [await answered(store, number) for number in (1, 2)] == [False, True]

    async def test_old_chats_are_purged(self, store: SessionStore) -> None:
        """Chats saved before a time are forgotten when that is asked for, younger ones stay."""
        await save(store, ANN, "ann", at=10)
        await save(store, BOB, "bob", at=20)
        await store.purge(0, chats_before=20)
        assert [(await loaded(store, chat))[0] for chat in (ANN, BOB)] == [None, "bob"]
        assert await store.idle(21) == [BOB]

    @pytest.mark.parametrize("session", SESSIONS, ids=range(len(SESSIONS)))
    async def test_any_text_is_kept(self, store: SessionStore, session: str) -> None:
        """A session comes back to the letter: 100 kB, emoji, from right to left, null bytes, half a character."""
        await save(store, ANN, "before")
        await save(store, ANN, session)
        assert (await loaded(store, ANN))[0] == session

    @pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
    async def test_a_number_out_of_range_harms_nobody(self, store: SessionStore, number: int) -> None:
        """A chat or an update with a number that no database holds is kept or refused, and the store goes on."""
        with suppress(OverflowError):
            await save(store, number, "words", 1)
        with suppress(OverflowError):
            await save(store, ANN, "words", number)
        await save(store, ANN, "ann", 2)
        assert (await loaded(store, ANN))[0] == "ann"
        assert not isinstance(store, FallbackStore) or store.healthy != bool(store.held)

    @pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 0])
    async def test_the_largest_numbers_are_kept(self, store: SessionStore, number: int) -> None:
        """Numbers of 64 bits, more than Telegram has, are kept."""
        await save(store, number, "words", number)
        async with store.slot(number, number) as slot:
            assert slot.session == "words"
            assert slot.answered

    async def test_many_chats_at_once(self, store: SessionStore) -> None:
        """Turns of different chats side by side do not mix."""

        async def talk(chat: int) -> None:
            for number in range(5):
                async with store.slot(chat) as slot:
                    assert slot.session == (f"{chat}:{number - 1}" if number else None)
                    await asyncio.sleep(0)
                    await slot.save(f"{chat}:{number}", chat * 10 + number, 1)

        await asyncio.gather(*(talk(chat) for chat in range(1, 41)))
        assert [(await loaded(store, chat))[0] for chat in range(1, 41)] == [f"{chat}:4" for chat in range(1, 41)]
        assert all([await answered(store, chat * 10 + number) for chat in range(1, 41) for number in range(5)])

    async def test_a_turn_that_fails_saves_nothing(self, store: SessionStore) -> None:
        """Leaving a slot by an error keeps what was there before."""
        await save(store, ANN, "before", 1)
        with pytest.raises(ConnectionError):
            async with store.slot(ANN):
                raise ConnectionError
        assert (await loaded(store, ANN))[0] == "before"

    async def test_shelves(self, store: SessionStore) -> None:
        """A thing lies on its shelf until it is replaced, dropped or too old; a store without its database says so."""
        if not store.healthy:
            with pytest.raises(StoreError):
                await store.put("a", "1", "one", 1)
            return
        for shelf, key, value, at in (("a", "2", "two", 2), ("a", "1", "one", 1), ("b", "1", "other", 1)):
            await store.put(shelf, key, value, at)
        await store.put("a", "1", "half \ud83d", 3)
        assert await store.items("a") == [Item("2", "two", 2), Item("1", "half \ud83d", 3)]
        await store.drop("a", before=3)
        assert [item.key for item in await store.items("a")] == ["1"]
        await store.drop("a", key="1")
        assert await store.items("a") == []
        assert [item.value for item in await store.items("b")] == ["other"]
