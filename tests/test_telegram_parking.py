"""A chat that Telegram makes wait hides nobody behind it, also when a hundred updates wait with it."""

import asyncio

from bot.channels.telegram.parking import MOST, SHELF, Parking
from bot.core.knowledge import Knowledge
from bot.storage.memory import MemoryStore
from bot.storage.store import StoreError
from tests.botapi import BotAPI
from tests.conftest import talking, until


async def test_a_chat_that_waits_hides_nobody(server: BotAPI, knowledge: Knowledge) -> None:
    """Others are answered while more than a hundred updates of one chat are stuck; then those are, in their order."""
    ann, bob = server.user(first_name="Ann"), server.user(first_name="Bob")
    server.fault("sendMessage", "429", chat=ann.id, chance=1.0)
    for number in range(105):
        await ann.says("/help" if number % 2 else "/privacy")
    await bob.says("/start")
    async with talking(server, knowledge) as store:
        reply = await bob.reply()
        assert store.shelves[SHELF]
        assert not ann.chat.screen()
        server.faults.clear()
        told = await ann.replies(105, 20)
        await until(lambda: not store.shelves[SHELF])
    says = knowledge.replies
    assert reply.text.startswith(str(says.start.title))
    heads = [says.help.title if number % 2 else says.privacy.title for number in range(105)]
    assert [reply.text.split("\n")[0] for reply in told] == heads


async def test_what_was_parked_is_answered_after_a_restart(server: BotAPI, knowledge: Knowledge) -> None:
    """A parked update that Telegram no longer has is answered by the next run of the program."""
    ann = server.user(first_name="Ann")
    server.fault("sendMessage", "429", chat=ann.id, times=1, retry_after=60)
    for _ in range(101):
        await ann.says("/help")
    async with talking(server, knowledge, drain=0.1) as store:
        await until(lambda: len(store.shelves.get(SHELF, {})) >= 100, 5)
    server.faults.clear()
    async with talking(server, knowledge, store=store):
        await ann.replies(101, 20)
        await until(lambda: not store.shelves[SHELF])
    assert len(server.sent) == 101


async def test_an_update_that_ends_while_it_is_parked(server: BotAPI, knowledge: Knowledge) -> None:
    """Updates that are finished while others are being parked neither stop the polling nor stay on the shelf."""

    class Slow(MemoryStore):
        async def put(self, shelf: str, key: str, value: str, at: float) -> None:
            await asyncio.sleep(0.02)
            await super().put(shelf, key, value, at)

    users = [server.user(first_name=f"U{number}") for number in range(110)]
    server.fault("sendMessage", "429", times=100, retry_after=1)
    for user in users:
        await user.says("/help")
    async with talking(server, knowledge, store=Slow()) as store:
        for user in users:
            await user.reply(20)
        await until(lambda: not store.shelves.get(SHELF))


async def test_parking_has_a_limit_and_needs_a_database() -> None:
    """When there is no room, or the database fails, an update is not parked, and nothing is raised."""

    class Failing(MemoryStore):
        async def put(self, shelf: str, key: str, value: str, at: float) -> None:
            raise StoreError("down")

    parking = Parking(Failing())
    await parking.park(1, {})
    assert not parking.numbers
    parking = Parking(MemoryStore())
    await asyncio.gather(*(parking.park(number, {}) for number in range(MOST + 5)))
    assert len(parking.numbers) == MOST
