"""Every store keeps the same promises."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from bot.storage.store import SessionStore

Make = Callable[[Path], SessionStore]
ANN, BOB = 7_000_000_001, -5
HOUR = 3600.0


@pytest.fixture(params=[lambda _path: MemoryStore(), SqliteStore], ids=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SessionStore]:
    """One open store of each kind."""
    make: Make = request.param
    store = make(tmp_path / "bot.sqlite3")
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
        async with store.slot(BOB) as slot:
            assert [await slot.answered(number) for number in (97, 98, 99, 100)] == [False, True, True, True]

    async def test_a_save_without_an_update_marks_none(self, store: SessionStore) -> None:
        """A time-out answers no update."""
        await save(store, ANN, "ann", None)
        async with store.slot(ANN) as slot:
            assert not await slot.answered(0)

    async def test_idle_chats_are_found(self, store: SessionStore) -> None:
        """Chats saved before a time are idle; one saved at that time is not."""
        await save(store, ANN, "ann", at=10)
        await save(store, BOB, "bob", at=20)
        assert await store.idle(10) == []
        assert await store.idle(20) == [ANN]
        assert sorted(await store.idle(21)) == [BOB, ANN]

    async def test_old_updates_are_purged(self, store: SessionStore) -> None:
        """Update ids older than a time are forgotten, younger ones and the sessions stay."""
        await save(store, ANN, "ann", 1, at=10)
        await save(store, ANN, "ann", 2, at=20)
        await store.purge(20)
        async with store.slot(ANN) as slot:
            assert slot.session == "ann"
            assert not await slot.answered(1)
            assert await slot.answered(2)

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
        async with store.slot(ANN) as slot:
            assert all([await slot.answered(chat * 10 + number) for chat in range(1, 41) for number in range(5)])

    async def test_a_turn_that_fails_saves_nothing(self, store: SessionStore) -> None:
        """Leaving a slot by an error keeps what was there before."""
        await save(store, ANN, "before", 1)
        with pytest.raises(ConnectionError):
            async with store.slot(ANN):
                raise ConnectionError
        assert (await loaded(store, ANN))[0] == "before"
