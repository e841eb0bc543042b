"""A create that is sent again with the same `Idempotency-Key` makes nothing twice (contract, section 6)."""

import json
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from time_machine import TimeMachineFixture

from heliograph.accounts.models import AnsweredRequest
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.site.models import Setting
from heliograph.status.models import Incident
from tests import factories
from tests.ledger import nothing_written
from tests.people import Answer, Caller
from tests.surfaces.rest.resources import RESOURCES, Resource, named

AN_INCIDENT = {"name": "Disk full", "status": 1, "message": "We look."}
INCIDENTS = "/api/incidents"


def sent(
    caller: Caller, body: Mapping[str, object] = AN_INCIDENT, *, key: str = "k", path: str = INCIDENTS
) -> Answer:
    return caller.send("POST", path, json.dumps(body), headers={"Idempotency-Key": key})


def is_replayed(answer: Answer) -> bool:
    return answer.headers.get("Idempotency-Replayed") == "true"


@pytest.mark.parametrize("resource", RESOURCES, ids=named)
def test_the_same_again_has_the_first_answer_and_makes_nothing(
    resource: Resource, as_operator: Caller
) -> None:
    path = resource.all(resource.make())
    first = sent(as_operator, resource.body, path=path)

    with nothing_written():
        again = sent(as_operator, resource.body, path=path)

    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert (is_replayed(first), is_replayed(again)) == (False, True)
    assert Event.objects.count() == 1


def test_it_is_the_first_answer_byte_for_byte_though_the_thing_has_changed_since(
    operators_key: factories.Key, as_operator: Caller, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(now := clock.now(), tick=False)
    headers = {"Authorization": f"Bearer {operators_key.text}", "Idempotency-Key": "k"}
    answers = []
    for hours in (0, 23):
        time_machine.move_to(now + timedelta(hours=hours), tick=False)
        answers.append(
            Client().post(INCIDENTS, AN_INCIDENT, content_type="application/json", headers=headers)
        )
        as_operator.send("PUT", f"{INCIDENTS}/{Incident.objects.get().pk}", '{"name": "Other"}')

    first, again = answers
    assert (again.content, again.headers["Content-Type"]) == (first.content, first.headers["Content-Type"])
    assert again.headers["Content-Type"] == "application/vnd.api+json"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (AN_INCIDENT | {"name": "Other"}, INCIDENTS),
        ({}, INCIDENTS),
        (AN_INCIDENT, f"{INCIDENTS}?include=components"),
        (AN_INCIDENT, "/api/components"),
    ],
)
def test_the_key_of_another_request_is_refused(
    body: Mapping[str, object], path: str, as_operator: Caller
) -> None:
    sent(as_operator)

    with nothing_written():
        answer = sent(as_operator, body, path=path)

    assert (answer.status, answer.faults) == (422, {"Idempotency-Key"})


def test_another_tokens_same_key_is_another_key(as_operator: Caller, operators_key: factories.Key) -> None:
    others = [factories.a_key("*"), factories.a_key("*", user=operators_key.token.user)]

    answers = [sent(caller) for caller in (as_operator, *(Caller(token=one.text) for one in others))]

    assert [(answer.status, is_replayed(answer)) for answer in answers] == [(201, False)] * 3
    assert Incident.objects.count() == 3


@pytest.mark.parametrize(
    ("body", "path", "status"),
    [
        (AN_INCIDENT | {"status": 9}, INCIDENTS, 422),
        (AN_INCIDENT, f"{INCIDENTS}?include=secrets", 400),
        (AN_INCIDENT, f"{INCIDENTS}/99999/updates", 404),
    ],
)
def test_what_is_refused_frees_the_key(
    body: Mapping[str, object], path: str, status: int, as_operator: Caller
) -> None:
    with nothing_written():
        assert sent(as_operator, body, path=path).status == status

    assert sent(as_operator).status == 201


@pytest.mark.parametrize(("who", "status"), [("as_stranger", 401), ("as_reader", 403)])
def test_who_may_not_ask_claims_no_key(who: str, status: int, request: pytest.FixtureRequest) -> None:
    caller: Caller = request.getfixturevalue(who)

    with nothing_written():
        assert sent(caller).status == status


def test_what_is_too_often_claims_no_key(as_operator: Caller) -> None:
    Setting.objects.create(name="api_rate_limit", value=1)
    sent(as_operator)

    with nothing_written():
        assert sent(as_operator, key="another").status == 429


def test_a_claim_that_was_cut_off_is_a_conflict_until_a_day_has_gone(
    as_operator: Caller, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(now := clock.now(), tick=False)
    sent(as_operator)
    AnsweredRequest.objects.update(status=None)

    with nothing_written():
        answer = sent(as_operator)
    assert (answer.status, set(answer.body)) == (409, {"message"})

    time_machine.move_to(now + timedelta(hours=24, seconds=1), tick=False)
    assert (sent(as_operator).status, Incident.objects.count()) == (201, 2)


def test_without_a_key_the_same_again_is_another_one(as_operator: Caller) -> None:
    answers = [as_operator.post(INCIDENTS, AN_INCIDENT) for _ in range(2)]

    assert [answer.status for answer in answers] == [201, 201]
    assert Incident.objects.count() == Event.objects.count() == 2
    assert not AnsweredRequest.objects.exists()


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_that_is_none_is_refused(key: str, as_operator: Caller) -> None:
    with nothing_written():
        answer = sent(as_operator, key=key)

    assert (answer.status, answer.faults) == (422, {"Idempotency-Key"})


def test_changes_and_deletions_need_no_key_and_take_no_notice_of_one(as_operator: Caller) -> None:
    path = f"{INCIDENTS}/{factories.an_incident().pk}"
    headers = {"Idempotency-Key": "k"}

    for method, status in (("PUT", 200), ("PUT", 200), ("DELETE", 204), ("DELETE", 404)):
        assert as_operator.send(method, path, '{"name": "x"}', headers=headers).status == status
    assert not AnsweredRequest.objects.exists()


def test_a_body_that_is_too_large_is_refused_as_without_a_key(as_operator: Caller) -> None:
    with nothing_written():
        assert sent(as_operator, AN_INCIDENT | {"message": "x" * 2_000_000}).status == 413


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_make_one(as_operator: Caller) -> None:
    def send(_: int) -> Answer:
        try:
            return sent(as_operator)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(send, range(16)))

    statuses = Counter((answer.status, is_replayed(answer)) for answer in answers)
    assert statuses[201, False] == 1
    assert set(statuses) <= {(201, False), (201, True), (409, False)}
    assert Incident.objects.count() == Event.objects.count() == 1
    assert is_replayed(sent(as_operator))
