"""So many requests a minute (contract, section 1): the settings' `api_rate_limit` of them."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from heliograph.site.models import Setting
from tests import factories
from tests.ledger import nothing_written
from tests.people import Answer, Caller
from tests.surfaces.rest.conftest import NOW

NOON = 1_795_435_200
"""`NOW` as a Unix second."""

A_COMPONENT = {"name": "API"}

pytestmark = pytest.mark.usefixtures("now", "two_a_minute")


@pytest.fixture
def two_a_minute(db: None) -> None:
    Setting.objects.create(name="api_rate_limit", value=2)


@pytest.fixture
def somebody_else(db: None) -> Caller:
    return Caller(token=factories.a_key("*").text)


def told(answer: Answer) -> Mapping[str, str]:
    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
    return {name: answer.headers[name] for name in names if name in answer.headers}


def statuses(caller: Caller, path: str = "ping", times: int = 3) -> list[int]:
    return [caller.get(f"/api/{path}").status for _ in range(times)]


def statuses_from(address: str, token: str = "", times: int = 3) -> list[int]:
    client = Client(REMOTE_ADDR=address, headers={"Authorization": f"Bearer {token}"} if token else {})
    return [client.get("/api/ping").status_code for _ in range(times)]


def test_every_answer_says_how_many_are_left_and_a_refusal_when_there_will_be_more(
    as_stranger: Caller,
) -> None:
    answers = [as_stranger.get("/api/ping") for _ in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 429, 429]
    assert [told(answer) for answer in answers] == [
        {"X-RateLimit-Limit": "2", "X-RateLimit-Remaining": "1"},
        {"X-RateLimit-Limit": "2", "X-RateLimit-Remaining": "0"},
        *2
        * [
            {
                "X-RateLimit-Limit": "2",
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": str(NOON + 60),
                "Retry-After": "60",
            }
        ],
    ]
    assert (answers[2].body, answers[2].headers["Content-Type"]) == (
        {"message": "Too Many Attempts."},
        "application/json",
    )


def test_a_minute_ends(as_stranger: Caller, time_machine: TimeMachineFixture) -> None:
    seen: dict[int, list[Answer]] = {}
    for second in (0, 0, 59, 59, 60, 60, 60):
        time_machine.move_to(NOW + timedelta(seconds=second), tick=False)
        seen.setdefault(second, []).append(as_stranger.get("/api/ping"))

    assert [[one.status for one in answers] for answers in seen.values()] == [
        [200, 200],
        [429, 429],
        [200, 200, 429],
    ]
    assert [told(seen[second][-1])["Retry-After"] for second in (59, 60)] == ["1", "60"]


def test_three_hundred_are_the_default(as_stranger: Caller) -> None:
    Setting.objects.all().delete()

    assert told(as_stranger.get("/api/ping")) == {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "299",
    }


@pytest.mark.parametrize("value", [0, None])
def test_nothing_turns_it_off(value: int | None, as_stranger: Caller, as_operator: Caller) -> None:
    Setting.objects.update(value=value)

    assert statuses(as_stranger, times=5) == [200] * 5
    assert told(as_stranger.get("/api/ping")) == {}
    assert told(as_operator.post("/api/components", A_COMPONENT)) == {}


def test_reads_are_counted_by_address_with_a_token_or_without(
    as_stranger: Caller, as_operator: Caller
) -> None:
    assert [caller.get("/api/ping").status for caller in (as_stranger, as_operator, as_stranger)] == [
        200,
        200,
        429,
    ]
    assert as_operator.get("/api/incidents").status == 429
    assert statuses_from("192.0.2.99", as_operator.token) == [200, 200, 429]


def test_writes_are_counted_by_user_whatever_their_address_and_token(
    as_operator: Caller, somebody_else: Caller, operators_key: factories.Key
) -> None:
    second = Caller(token=factories.a_key("*", user=operators_key.token.user).text)

    writes = [caller.post("/api/components", A_COMPONENT) for caller in (as_operator, second, as_operator)]

    assert [answer.status for answer in writes] == [201, 201, 429]
    assert somebody_else.post("/api/components", A_COMPONENT).status == 201
    assert statuses(as_operator) == [200, 200, 429]


def test_a_write_too_many_is_not_done(as_operator: Caller) -> None:
    for _ in range(2):
        as_operator.post("/api/components", {})

    with nothing_written():
        answer = as_operator.post("/api/components", A_COMPONENT)

    assert answer.status == 429


def test_a_protected_api_counts_reads_by_user(as_operator: Caller, somebody_else: Caller) -> None:
    Setting.objects.create(name="api_protected", value=True)

    assert as_operator.get("/api/ping").status == 200
    assert statuses_from("192.0.2.99", as_operator.token, times=2) == [200, 429]
    assert as_operator.post("/api/components", A_COMPONENT).status == 429
    assert statuses(somebody_else) == [200, 200, 429]


def test_subscribers_are_read_by_users(as_operator: Caller, as_stranger: Caller) -> None:
    assert statuses(as_operator, "subscribers") == [200, 200, 429]
    assert statuses(as_stranger) == [200, 200, 429]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("incidents/99999", 404, id="what there is not"),
        pytest.param("incidents?sort=secret", 400, id="what may not be asked"),
    ],
)
def test_what_is_refused_is_counted(path: str, status: int, as_stranger: Caller) -> None:
    assert statuses(as_stranger, path) == [status, status, 429]


def test_a_token_without_the_ability_is_counted(as_reader: Caller) -> None:
    answers = [as_reader.post("/api/components", A_COMPONENT).status for _ in range(3)]

    assert answers == [403, 403, 429]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("POST", "components", 401, id="nobody known"),
        pytest.param("PUT", "ping", 405, id="a wrong method"),
        pytest.param("GET", "nothing", 404, id="no such path"),
    ],
)
def test_what_reaches_nothing_is_not_counted(
    method: str, path: str, status: int, as_stranger: Caller
) -> None:
    answers = [as_stranger.send(method, f"/api/{path}", "{}") for _ in range(4)]

    assert [(answer.status, told(answer)) for answer in answers] == [(status, {})] * 4
    assert as_stranger.get("/api/ping").headers["X-RateLimit-Remaining"] == "1"


def test_who_is_not_known_to_a_protected_api_is_not_counted(as_stranger: Caller) -> None:
    Setting.objects.create(name="api_protected", value=True)

    assert statuses(as_stranger) == [401] * 3


def test_head_counts_as_get_does(as_stranger: Caller) -> None:
    answers = [as_stranger.send("HEAD", "/api/ping") for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 429]
    assert told(answers[0])["X-RateLimit-Remaining"] == "1"


def test_an_answer_that_is_not_sent_again_counts_too(as_stranger: Caller) -> None:
    etag = as_stranger.get("/api/ping").headers["ETag"]

    again = as_stranger.send("GET", "/api/ping", headers={"If-None-Match": etag})

    assert (again.status, as_stranger.get("/api/ping").status) == (304, 429)
