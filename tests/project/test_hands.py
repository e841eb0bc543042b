"""Requests that wait for the database, and what happens to the others when it hangs."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from typing_extensions import override

from heliograph.project import hands
from heliograph.project.hands import Hands

STATIC = "/static/"


class Database:
    """Answers as soon as it is let, and says which threads asked."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.asked: list[str] = []
        self.closed = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(threading.current_thread().name)
        self.goes_on.wait()
        if environ["PATH_INFO"] == "/broken":
            raise LookupError(environ["PATH_INFO"])
        start_response("200 OK", [("X-Path", environ["PATH_INFO"])])
        return Body(self)


class Body(Iterable[bytes]):
    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def __iter__(self) -> Iterator[bytes]:
        yield from (b"good", b" ", b"day")

    def close(self) -> None:
        self._database.closed += 1


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database()
    database.goes_on.set()
    yield database
    database.goes_on.set()


def asking(application: Hands, path: str = "/") -> tuple[str, dict[str, str], bytes]:
    said: list[tuple[str, dict[str, str]]] = []

    def start(
        status: str, headers: list[tuple[str, str]], _failure: object = None, /
    ) -> Callable[[bytes], object]:
        said.append((status, dict(headers)))
        return len

    body = b"".join(application({"PATH_INFO": path}, start))
    return *said[0], body


def test_an_answer_comes_as_the_application_gave_it(database: Database) -> None:
    application = Hands(database, without=STATIC, at_once=2)

    answers = [asking(application, path) for path in ("/a", "/b", "/c")]

    assert answers == [("200 OK", {"X-Path": path}, b"good day") for path in ("/a", "/b", "/c")]
    assert database.closed == 3
    assert set(database.asked) <= {"hand-1", "hand-2"}


def test_what_the_application_raises_is_raised_where_it_was_asked(database: Database) -> None:
    application = Hands(database, without=STATIC, at_once=1)

    with pytest.raises(LookupError, match="/broken"):
        asking(application, "/broken")
    assert asking(application)[0] == "200 OK"


def test_when_the_database_hangs_those_who_come_are_refused_until_it_answers(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands, "TURN", 0.05)
    application = Hands(database, without=STATIC, at_once=2)
    database.goes_on.clear()
    with ThreadPoolExecutor(2) as threads:
        stuck: list[Future[tuple[str, dict[str, str], bytes]]] = []
        stuck += [threads.submit(asking, application) for _ in range(2)]
        while len(database.asked) < 2:
            threading.Event().wait(0.01)

        refused = asking(application)
        database.goes_on.set()
        late = [one.result() for one in stuck]

    assert refused[0].startswith("503")
    assert refused[1]["Retry-After"] == "1"
    assert [one[0] for one in late] == ["200 OK", "200 OK"]
    assert asking(application)[0] == "200 OK"


def test_who_has_waited_too_long_is_told_to_come_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands, "PATIENCE", 0.05)
    application = Hands(database, without=STATIC, at_once=1)
    database.goes_on.clear()

    assert asking(application)[0].startswith("503")


def test_what_needs_no_database_waits_for_no_hand(database: Database) -> None:
    application = Hands(database, without=STATIC, at_once=1)

    asking(application, f"{STATIC}page.css")

    assert database.asked == [threading.current_thread().name]
