"""A check that was left alone ends, and she is told once."""

import pytest

from bot.app import REPEATS, Send
from bot.core.knowledge import Knowledge
from bot.core.messages import Command, Reply, Text
from tests.test_app import ANN, BOB, DAY, World


@pytest.fixture
def world(knowledge: Knowledge) -> World:
    return World(knowledge)


async def test_an_old_check_is_ended_before_the_next_answer(world: World) -> None:
    """She hears that her check was closed, then gets the answer to what she wrote."""
    await world.handle(1, Command("check"))
    world.now += DAY + 1
    told, answer = await world.handle(2, Command("help"))
    assert told.text == world.knowledge.replies.timed_out.says
    assert answer.title == world.knowledge.replies.help.title
    assert world.session()["progress"] is None


async def test_a_check_is_kept_for_its_time(world: World) -> None:
    """Until the time is over, each answer begins it anew."""
    await world.handle(1, Command("check"))
    for number in (2, 3):
        world.now += DAY - 1
        [reply] = await world.handle(number, Text("no"))
        assert f"{number}" in reply.text.split("\n")[0]


async def test_a_red_flag_comes_before_a_time_out(world: World) -> None:
    """After a long silence a red flag is still the first thing answered."""
    await world.handle(1, Command("check"))
    world.now += DAY + 1
    alarm, told = await world.handle(2, Text("i am bleeding heavily and soaking pads"))
    assert alarm.title == world.knowledge.replies.emergency.title
    assert told.text == world.knowledge.replies.timed_out.says


async def test_the_sweep_ends_what_was_left_alone(world: World) -> None:
    """Old checks are ended and told once; one chat's failure stops no other; old update ids are forgotten."""
    for number, chat in enumerate((ANN, BOB, 3, 4), 1):
        await world.handle(number, Command("check" if chat != 3 else "start"), chat)
    world.now += DAY + 1
    await world.handle(5, Command("check"), 4)
    world.sent.clear()

    def send_to(chat: int) -> Send:
        async def broken(_reply: Reply) -> None:
            raise ConnectionError

        return broken if chat == ANN else world.send_to(chat)

    for _ in range(2):
        await world.bot.sweep(send_to)
    assert {chat: [reply.text for reply in replies] for chat, replies in world.sent.items()} == {
        BOB: [world.knowledge.replies.timed_out.says]
    }
    assert world.session(ANN)["progress"]
    assert world.session(BOB)["progress"] is None
    assert world.store.updates.keys() == {1, 2, 3, 4, 5}
    world.now += REPEATS - DAY
    await world.bot.sweep(world.send_to)
    assert world.store.updates.keys() == {5}
