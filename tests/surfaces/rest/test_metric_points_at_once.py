"""A list of points in one request: ours, the original takes one at a time."""

import json

import pytest

from heliograph.events.models import Event
from tests.ledger import nothing_written, the_event
from tests.metrics.factories import a_metric
from tests.people import Answer, Caller


def path() -> str:
    return f"/api/metrics/{a_metric(threshold=1).pk}/points"


def points(number: int) -> list[dict[str, object]]:
    """Each an hour after the one before."""
    return [{"value": index, "timestamp": index * 3_600} for index in range(number)]


def values(answer: Answer) -> list[float]:
    return [one["attributes"]["value"] for one in answer.body["data"]]


@pytest.mark.parametrize("number", [1, 3, 1_000])
def test_a_list_is_answered_with_a_list_in_its_order(as_operator: Caller, number: int) -> None:
    answer = as_operator.post(path(), points(number))

    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/vnd.api+json"
    assert set(answer.body) == {"data"}
    assert values(answer) == list(range(number))


def test_it_is_one_event(as_operator: Caller) -> None:
    answer = as_operator.post(path(), points(3))

    assert the_event().payload["ids"] == [int(one["id"]) for one in answer.body["data"]]


def test_points_near_each_other_are_counted_in_one(as_operator: Caller) -> None:
    said = [{"value": value, "timestamp": seconds} for value, seconds in ((1, 0), (2, 31), (3, 90))]

    answer = as_operator.post(path(), said)

    rows = [(one["attributes"]["value"], one["attributes"]["counter"]) for one in answer.body["data"]]
    assert rows == [(1, 2), (1, 2), (3, 1)]


def test_the_metric_is_included_once(as_operator: Caller) -> None:
    answer = as_operator.post(f"{path()}?include=metric", points(3))

    assert len(answer.body["included"]) == 1


@pytest.mark.parametrize(
    ("members", "faults"),
    [
        pytest.param([{"value": 1}, {"value": "x"}], {"1.value"}, id="one value"),
        pytest.param(
            [{}, {"value": 1}, {"value": 1, "timestamp": "7"}], {"0.value", "2.timestamp"}, id="two"
        ),
        pytest.param([{"value": 1}, 5, None, [1]], {"1", "2", "3"}, id="no objects"),
        pytest.param([], {"points"}, id="none at all"),
        pytest.param(points(1_001), {"points"}, id="too many"),
        pytest.param([[[[[]]]]] * 3, {"0", "1", "2"}, id="lists of lists"),
    ],
)
def test_all_are_recorded_or_none(as_operator: Caller, members: list[object], faults: set[str]) -> None:
    where = path()

    with nothing_written():
        answer = as_operator.post(where, members)

    assert (answer.status, answer.faults) == (422, faults)


@pytest.mark.parametrize("body", ['[{"value": 1}, {"value":', '[{"value": NaN}]', "[" * 100_000])
def test_a_list_that_cannot_be_read_is_refused(as_operator: Caller, body: str) -> None:
    where = path()

    with nothing_written():
        assert as_operator.send("POST", where, body).status == 422


def test_a_body_that_is_too_large_is_refused(as_operator: Caller) -> None:
    where = path()

    with nothing_written():
        assert as_operator.send("POST", where, json.dumps(points(1)).ljust(1_048_577)).status == 413


def test_who_may_not_ask_learns_nothing(as_stranger: Caller, as_reader: Caller) -> None:
    where = path()

    assert (as_stranger.post(where, points(1)).status, as_reader.post(where, points(1)).status) == (401, 403)
    assert not Event.objects.exists()
