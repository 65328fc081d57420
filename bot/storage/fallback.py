"""A store that goes on without its database: questions are answered and red flags heard while it is down."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from bot.storage.held import LIMIT, HeldChats
from bot.storage.store import Item, SessionStore, Slot, StoreBusyError, StoreError

Noted = Callable[[bool, str], None]
"""Told once when an outage begins (True, and what is wrong) and once when it ends (False)."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two tries to get the database back; doubled each time."""


class FallbackStore:
    """Wraps a store. `open`, `slot` and `save` never fail because the database is down.

    Meanwhile a chat begins without a memory, and what is saved is held here: the next turn of the chat finds it, and an
    update that was answered is not answered again. The database is tried again and again; when it is back, what is held
    is written to it (the newer session wins, so also among replicas; what was forgotten is forgotten there), each chat
    before its next turn, and the rest one by one. If the process is killed during an outage, that is lost: an update
    that it had answered but not confirmed to Telegram is answered twice then, and none is lost.

    Replicas without their shared database do not know of each other's turns: answering beats silence. A database that
    works but is busy (StoreBusyError) is no outage: that error is passed on, and the update comes again.
    """

    def __init__(
        self, store: SessionStore, noted: Noted, *, limit: int = LIMIT, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._noted = noted
        self._clock = clock
        self._restoring = asyncio.Lock()
        self._retrying: asyncio.Task[None] | None = None
        self._pause = FIRST_PAUSE
        self._worked_at = 0.0
        self.held = HeldChats(limit)
        self.failing_since: float | None = None

    @property
    def healthy(self) -> bool:
        """Whether the database works, as far as is known; `failing_since` says since when not (Unix seconds)."""
        return self.failing_since is None

    async def open(self) -> None:
        """Opens the database, or begins without it."""
        try:
            await self._store.open()
        except StoreError as error:
            self._failed(error)

    async def close(self) -> None:
        """Writes what can still be written, and closes the database."""
        if self._retrying:
            self._retrying.cancel()
            await asyncio.wait((self._retrying,))
        with suppress(StoreError):
            while self.held and self.healthy:
                await self._restore(next(iter(self.held)))
        await self._store.close()

    @asynccontextmanager
    async def slot(self, chat: int, update_id: int | None = None) -> AsyncIterator["FallbackSlot"]:
        """The chat's slot in the database, or in memory while that is down."""
        async with AsyncExitStack() as stack:
            inner: Slot | None = None
            if self.healthy:
                try:
                    await self._restore(chat)
                    inner = await stack.enter_async_context(self._store.slot(chat, update_id))
                except StoreBusyError:
                    raise
                except StoreError as error:
                    self._failed(error)
            known = inner or self.held.get(chat)
            session, saved_at = (known.session, known.saved_at) if known else (None, 0.0)
            answered = (inner is not None and inner.answered) or self.held.answered(update_id)
            yield FallbackSlot(self.held, chat, inner, session, saved_at, answered)
        if self.healthy:
            # A save that failed is tried once more at once: often it was only its connection that broke.
            try:
                await self._restore(chat)
            except StoreError as error:
                self._failed(error)

    async def idle(self, before: float) -> list[int]:
        """The chats saved before a time, as far as can be known."""
        if self.healthy:
            try:
                return await self._store.idle(before)
            except StoreError as error:
                self._failed(error)
        return self.held.idle(before)

    async def purge(self, before: float, *, chats_before: float = 0.0) -> None:
        """Forgets what is old, in memory and in the database."""
        self.held.purge(before, chats_before)
        if self.healthy:
            try:
                await self._store.purge(before, chats_before=chats_before)
            except StoreError as error:
                self._failed(error)

    async def put(self, shelf: str, key: str, value: str, at: float) -> None:
        """Lays a thing on a shelf of the database; raises StoreError while that is down."""
        await self._database.put(shelf, key, value, at)

    async def items(self, shelf: str) -> list[Item]:
        """All that lies on a shelf of the database; raises StoreError while that is down."""
        return await self._database.items(shelf)

    async def drop(self, shelf: str, *, key: str | None = None, before: float = 0.0) -> None:
        """Takes things off a shelf of the database; raises StoreError while that is down."""
        await self._database.drop(shelf, key=key, before=before)

    @property
    def _database(self) -> SessionStore:
        """The database, when it works: nobody is to wait for one that is down."""
        if not self.healthy:
            raise StoreError("the database is down")
        return self._store

    async def _restore(self, chat: int) -> None:
        """Writes to the database what is held of a chat, if anything is; the newer session wins."""
        if self.held.get(chat) is None:
            return
        async with self._restoring:
            held = self.held.get(chat)
            if held is None:
                return
            updates: list[int | None] = [number for number, _ in held.updates]
            for number in updates or [None]:
                with suppress(OverflowError):  # no database can hold such a number
                    async with self._store.slot(chat) as slot:
                        last = held if held.saved_at >= slot.saved_at else slot
                        await slot.save(last.session, number, last.saved_at)
            self.held.release(chat, held)

    def _failed(self, error: StoreError) -> None:
        """Notes that the database is down, unless it is only busy, and begins to try it again."""
        if self.healthy and not isinstance(error, StoreBusyError):
            self.failing_since = self._clock()
            if self.failing_since - self._worked_at > LONGEST_PAUSE:
                self._pause = FIRST_PAUSE
            self._noted(True, str(error))
        if self._retrying is None or self._retrying.done():
            self._retrying = asyncio.create_task(self._retry())

    async def _retry(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            try:
                if not self.healthy:
                    await self._store.open()
                while self.held:
                    await self._restore(next(iter(self.held)))
                    self._works()
                self._works()
                return
            except StoreError as error:
                self._failed(error)

    def _works(self) -> None:
        """Notes that the database is back: it was opened, and one chat, if any is held, was written."""
        if not self.healthy:
            self.failing_since, self._worked_at = None, self._clock()
            self._noted(False, "the database is back")


@dataclass
class FallbackSlot:
    """One chat's place in the database, if it has one there; what cannot be saved is held."""

    held: HeldChats
    chat: int
    inner: Slot | None
    session: str | None
    saved_at: float
    answered: bool

    async def save(self, session: str | None, update_id: int | None, at: float) -> None:
        """Keeps or forgets the session, and that the update was answered."""
        if self.inner is not None:
            with suppress(StoreError):
                await self.inner.save(session, update_id, at)
                return
        self.held.hold(self.chat, session, update_id, at)
