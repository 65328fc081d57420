"""The thread that waits for the disk."""

import asyncio
import threading
from functools import partial

import pytest

from bot.storage.one_thread import OneThread


async def test_works_are_done_in_their_order_and_in_one_thread() -> None:
    """Each who asked gets the result or the error of her own work, however many ask at once."""
    thread, order = OneThread("one"), list[int]()

    def work(number: int) -> tuple[int, int]:
        order.append(number)
        if number % 10 == 7:
            raise ValueError(str(number))
        return number, threading.get_ident()

    asked = [thread.do(partial(work, number)) for number in range(100)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert order == list(range(100))
    results = [one for one in found if isinstance(one, tuple)]
    assert [number for number, _ in results] == [number for number in range(100) if number % 10 != 7]
    assert len({thread for _, thread in results}) == 1
    assert {str(one) for one in found if isinstance(one, ValueError)} == {f"{ten}7" for ten in ["", *range(1, 10)]}
    thread.end()


async def test_who_gives_up_waiting_stops_nobody() -> None:
    """Work that nobody waits for any more is done all the same, and what was asked for after it."""
    thread, let_go, done = OneThread("one"), threading.Event(), list[str]()
    first = asyncio.create_task(thread.do(let_go.wait))
    await asyncio.sleep(0)
    given_up = asyncio.create_task(thread.do(lambda: done.append("given up")))
    last = asyncio.create_task(thread.do(lambda: done.append("last")))
    await asyncio.sleep(0)
    given_up.cancel()
    let_go.set()
    await asyncio.gather(first, last)
    assert done == ["given up", "last"]
    with pytest.raises(asyncio.CancelledError):
        await given_up
    thread.end()
