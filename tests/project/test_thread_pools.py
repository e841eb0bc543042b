"""Thread pools of a web process, and what happens to further calls while all of their threads are blocked."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from heliograph.project.refusals import RequestRefused
from heliograph.project.thread_pools import ThreadPool

T = TypeVar("T")

_SOON = 0.05


class Database:
    """Answers while it is up, and blocks while it is not."""

    def __init__(self) -> None:
        self.is_up = threading.Event()
        self.is_up.set()
        self.threads: list[str] = []
        self.was_asked = threading.Semaphore(0)

    def query(self, text: str) -> str:
        self.threads.append(threading.current_thread().name)
        self.was_asked.release()
        self.is_up.wait()
        if text == "broken":
            raise LookupError(text)
        return text.upper()


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database()
    yield database
    database.is_up.set()


def run_in_own_thread(main: Coroutine[object, object, T]) -> T:
    """Run a coroutine: the thread of the test may have Playwright's event loop running."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, main).result()


def _pool(threads: int, *, turn_seconds: float = _SOON, answer_seconds: float = 20) -> ThreadPool:
    return ThreadPool("query", threads=threads, turn_seconds=turn_seconds, answer_seconds=answer_seconds)


def test_calls_run_in_the_threads_of_the_pool(database: Database) -> None:
    async def scenario() -> list[str]:
        pool = _pool(2, turn_seconds=20)
        return await asyncio.gather(*(pool.run(database.query, text) for text in "abcde"))

    assert run_in_own_thread(scenario()) == ["A", "B", "C", "D", "E"]
    assert set(database.threads) <= {"query_0", "query_1"}


def test_an_exception_reaches_the_caller_and_frees_the_thread(database: Database) -> None:
    async def scenario() -> str:
        pool = _pool(1)
        with pytest.raises(LookupError, match="broken"):
            await pool.run(database.query, "broken")
        return await pool.run(database.query, "next")

    assert run_in_own_thread(scenario()) == "NEXT"


def test_while_all_threads_are_blocked_further_calls_are_refused_until_one_is_free(
    database: Database,
) -> None:
    async def scenario() -> list[str]:
        pool = _pool(2)
        database.is_up.clear()
        blocked = [asyncio.create_task(pool.run(database.query, text)) for text in "ab"]
        for _ in blocked:
            await asyncio.to_thread(database.was_asked.acquire)
        with pytest.raises(RequestRefused) as refusal:
            await pool.run(database.query, "c")
        assert refusal.value.status == 503
        database.is_up.set()
        return [*await asyncio.gather(*blocked), await pool.run(database.query, "d")]

    assert run_in_own_thread(scenario()) == ["A", "B", "D"]


def test_a_call_that_takes_too_long_is_refused_and_may_fail_afterwards(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> str:
        pool = _pool(1, turn_seconds=20, answer_seconds=_SOON)
        database.is_up.clear()
        with pytest.raises(RequestRefused) as refusal:
            await pool.run(database.query, "broken")
        assert refusal.value.status == 503
        database.is_up.set()
        return await pool.run(database.query, "next")

    assert run_in_own_thread(scenario()) == "NEXT"
    assert caplog.messages == []
