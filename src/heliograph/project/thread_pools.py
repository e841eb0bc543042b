"""Thread pools that refuse work, instead of queuing it endlessly, while all of their threads are blocked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from heliograph.project.refusals import RequestRefused

P = ParamSpec("P")
T = TypeVar("T")


class ThreadPool:
    """Runs functions in at most `threads` threads, which start when they are needed: a fork takes none along.

    A call waits at most `turn_seconds` for a free thread; where no call has begun or ended for that long, all
    threads are blocked and it is refused at once. It is answered within `answer_seconds`. A thread that is
    blocked is lost until its call ends.
    """

    def __init__(self, name: str, *, threads: int, turn_seconds: float, answer_seconds: float) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = asyncio.Semaphore(threads)
        self._turn_seconds = turn_seconds
        self._answer_seconds = answer_seconds
        self._moved_at = time.monotonic()

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, or what it raises. Raises RequestRefused when there is none in time."""
        await self._take_turn()
        self._moved_at = time.monotonic()
        work = asyncio.wrap_future(self._executor.submit(function, *args, **kwargs))
        work.add_done_callback(self._release)
        try:
            return await asyncio.wait_for(asyncio.shield(work), self._answer_seconds)
        except TimeoutError as late:
            raise RequestRefused(HTTPStatus.SERVICE_UNAVAILABLE) from late

    async def _take_turn(self) -> None:
        waits_until = self._moved_at + self._turn_seconds
        try:
            async with asyncio.timeout(max(waits_until - time.monotonic(), 0.0)):
                await self._free.acquire()
        except TimeoutError as blocked:
            raise RequestRefused(HTTPStatus.SERVICE_UNAVAILABLE) from blocked

    def _release(self, work: asyncio.Future[T]) -> None:
        self._moved_at = time.monotonic()
        self._free.release()
        if not work.cancelled():
            work.exception()  # marks it as seen: a call that was given up may fail later
