"""What is kept can be read with the operator's keys only, and a change of keys loses nothing."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.storage.fallback import FallbackStore
from bot.storage.opening import items_of
from bot.storage.sealed import SealedStore
from bot.storage.sqlite import SqliteStore
from bot.storage.store import StoreError
from tests.test_storage import ANN, loaded, save

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


async def opened(path: Path, *keys: str) -> SealedStore:
    """The store on a file, with these keys."""
    store = SealedStore(SqliteStore(path), keys)
    await store.open()
    return store


def raw(folder: Path) -> bytes:
    """All bytes of all files in a folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_nothing_readable_is_written(tmp_path: Path) -> None:
    """Neither a session nor what lies on a shelf stands in the files, and both come back."""
    store = await opened(tmp_path / "bot.sqlite3", NEW)
    await save(store, ANN, "spotting since monday")
    await store.put("shelf", "key", "waters broke", 5.0)
    assert b"spotting" not in raw(tmp_path)
    assert b"waters" not in raw(tmp_path)
    assert (await loaded(store, ANN))[0] == "spotting since monday"
    assert [item.value for item in await store.items("shelf")] == ["waters broke"]
    await store.close()


async def test_keys_are_changed(tmp_path: Path) -> None:
    """Behind a new key the old one still reads; what is saved then needs the new one only."""
    file = tmp_path / "bot.sqlite3"
    store = await opened(file, OLD)
    await save(store, ANN, "before")
    await store.close()
    store = await opened(file, NEW, OLD)
    assert (await loaded(store, ANN))[0] == "before"
    await save(store, ANN, "after")
    await store.close()
    store = await opened(file, NEW)
    assert (await loaded(store, ANN))[0] == "after"
    await store.close()


async def test_a_first_key(tmp_path: Path) -> None:
    """What was written before there was a key is read, and encrypted when it is saved again."""
    file = tmp_path / "bot.sqlite3"
    plain = SqliteStore(file)
    await plain.open()
    await save(plain, ANN, '{"topic":"spotting"}')
    await plain.close()
    store = await opened(file, NEW)
    assert (await loaded(store, ANN))[0] == '{"topic":"spotting"}'
    await save(store, ANN, '{"topic":"spotting"}')
    await store.purge(0)
    assert b"spotting" not in raw(tmp_path)
    await store.close()


async def test_a_wrong_key_loses_nothing(tmp_path: Path) -> None:
    """With keys that do not fit, the store is refused in one clear line, and stays as it was."""
    file = tmp_path / "bot.sqlite3"
    store = await opened(file, OLD)
    await save(store, ANN, "words")
    await store.close()
    with pytest.raises(StoreError, match=r"SESSION_KEYS .* after the new one") as raised:
        await opened(file, NEW, OTHER)
    assert NEW not in str(raised.value)
    said: list[str] = []
    fallback = FallbackStore(SealedStore(SqliteStore(file), [NEW]), lambda _failing, why: said.append(why))
    await fallback.open()
    await save(fallback, ANN, None)
    await fallback.close()
    assert len(said) == 1
    store = await opened(file, OLD)
    assert (await loaded(store, ANN))[0] == "words"
    await store.close()


async def test_a_key_that_is_gone_loses_nothing(tmp_path: Path) -> None:
    """Without the key it was written with, a store is refused rather than begun anew and kept readable."""
    file = tmp_path / "bot.sqlite3"
    store = await opened(file, OLD)
    await save(store, ANN, "words")
    await store.put("shelf", "key", "waters broke", 5.0)
    await store.close()
    with pytest.raises(StoreError, match="put it into SESSION_KEYS"):
        await opened(file)
    with pytest.raises(StoreError, match="put it into SESSION_KEYS"):
        await items_of(f"sqlite:///{file}", "shelf")
    assert [item.value for item in await items_of(f"sqlite:///{file}", "shelf", keys=[OLD])] == ["waters broke"]
    store = await opened(file, OLD)
    assert (await loaded(store, ANN))[0] == "words"
    await store.close()


async def test_a_damaged_session_is_nobodys(tmp_path: Path) -> None:
    """What no key fits comes back as it stands, which no session can be."""
    store = await opened(tmp_path / "bot.sqlite3", NEW)
    sealed = store.sealed("words")
    assert store.opened(sealed[:-9] + "AAAAAAAA=") != "words"
    assert store.opened("gAAAA\ud83d") == "gAAAA\ud83d"
    await store.close()
