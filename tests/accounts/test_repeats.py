from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections
from time_machine import TimeMachineFixture

from heliograph.accounts import repeats
from heliograph.accounts.models import AnsweredRequest
from heliograph.accounts.repeats import Answer, Repeatable
from heliograph.errors import Conflict, Invalid
from heliograph.lib import clock
from tests.ledger import everything, nothing_written

ASKED = Repeatable(key="a key", token_id=1, method="POST", path="/api/incidents", body=b'{"name": "x"}')
ANSWER = Answer(status=201, content=b'{"data": "\xc3\xbc"}', content_type="application/vnd.api+json")

pytestmark = pytest.mark.django_db


def answered(request: Repeatable = ASKED) -> None:
    assert repeats.claim(request) is None
    repeats.keep(request, ANSWER)


def test_the_first_is_the_callers_to_do_and_the_second_has_its_answer() -> None:
    answered()

    with nothing_written():
        assert repeats.claim(ASKED) == ANSWER
        assert repeats.claim(ASKED) == ANSWER


@pytest.mark.parametrize(
    "other",
    [
        {"body": b'{"name": "y"}'},
        {"body": b""},
        {"path": "/api/incidents?include=components"},
        {"path": "/api/components"},
        {"method": "PUT"},
    ],
)
def test_the_key_of_another_request_is_refused(other: dict[str, object]) -> None:
    answered()

    with nothing_written(), pytest.raises(Invalid) as refused:
        repeats.claim(replace(ASKED, **other))  # type: ignore[arg-type]

    assert set(refused.value.errors) == {"Idempotency-Key"}


def test_the_key_of_another_request_is_refused_while_that_is_unanswered() -> None:
    repeats.claim(ASKED)

    with nothing_written(), pytest.raises(Invalid):
        repeats.claim(replace(ASKED, body=b"{}"))


@pytest.mark.parametrize("other", [{"token_id": 2}, {"token_id": None}, {"key": "another key"}])
def test_another_tokens_key_is_another_one(other: dict[str, object]) -> None:
    answered()

    assert repeats.claim(replace(ASKED, **other)) is None  # type: ignore[arg-type]
    assert AnsweredRequest.objects.count() == 2


def test_an_unanswered_claim_is_nobody_elses() -> None:
    repeats.claim(ASKED)

    with nothing_written(), pytest.raises(Conflict):
        repeats.claim(ASKED)


def test_what_made_nothing_frees_its_key_and_no_other() -> None:
    other = replace(ASKED, key="another key")
    answered(other)
    repeats.claim(ASKED)

    repeats.forget(ASKED)

    assert repeats.claim(replace(ASKED, body=b"{}")) is None
    assert repeats.claim(other) == ANSWER


@pytest.mark.parametrize(
    ("age", "is_kept"),
    [
        (timedelta(hours=23, minutes=59), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
    ],
)
def test_an_answer_is_kept_for_a_day(
    age: timedelta, *, is_kept: bool, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(now := clock.now(), tick=False)
    answered()

    time_machine.move_to(now + age, tick=False)

    assert repeats.claim(ASKED) == (ANSWER if is_kept else None)


def test_whoever_comes_clears_away_what_is_old(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(now := clock.now(), tick=False)
    for number in range(3):
        answered(replace(ASKED, key=f"key {number}"))

    time_machine.move_to(now + timedelta(days=2), tick=False)
    repeats.claim(ASKED)

    assert AnsweredRequest.objects.get().key_hash == ASKED.key_hash


@pytest.mark.parametrize(("length", "is_right"), [(0, False), (1, True), (255, True), (256, False)])
def test_a_key_has_so_many_characters(length: int, *, is_right: bool) -> None:
    asked = replace(ASKED, key="k" * length)

    if is_right:
        assert repeats.claim(asked) is None
    else:
        with nothing_written(), pytest.raises(Invalid):
            repeats.claim(asked)


def test_neither_key_nor_body_is_kept_as_it_was_sent() -> None:
    repeats.claim(replace(ASKED, key="a-key-like-a-secret", body=b"a-body-like-a-secret"))

    assert "like-a-secret" not in str(everything())


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_at_once_one_is_let_in() -> None:
    def claim(_: int) -> str:
        try:
            return "let in" if repeats.claim(ASKED) is None else "answered"
        except Conflict:
            return "sent away"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        said = list(threads.map(claim, range(16)))

    assert (said.count("let in"), said.count("sent away")) == (1, 15)
