"""A thread of its own for calls that wait for a disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
Work = Callable[[], Any]


class OneThread:
    """Does one work after the other, in the order in which they were asked for.

    The way into the thread and back costs more than most works: in a rush it is made once for all that wait for it.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._busy = False

    async def do(self, work: Callable[[], T]) -> T:
        """The result of some work, or its error."""
        told: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, told))
        if not self._busy:
            self._next()
        return await told

    def end(self) -> None:
        """Ends the thread when its work is done."""
        self._thread.shutdown()

    def _next(self) -> None:
        waiting, self._waiting, self._busy = self._waiting, [], True
        works = [work for work, _ in waiting]
        done = asyncio.get_running_loop().run_in_executor(self._thread, lambda: [_outcome(work) for work in works])
        done.add_done_callback(lambda done: self._tell([told for _, told in waiting], done.result()))

    def _tell(self, waiting: list[asyncio.Future[Any]], outcomes: list[tuple[Any, Exception | None]]) -> None:
        for told, (result, error) in zip(waiting, outcomes, strict=True):
            if told.done():
                continue  # who asked is gone
            if error:
                told.set_exception(error)
            else:
                told.set_result(result)
        self._busy = False
        if self._waiting:
            self._next()


def _outcome(work: Work) -> tuple[Any, Exception | None]:
    """What came of some work: its result, or its error."""
    try:
        return work(), None
    except Exception as error:
        return None, error
