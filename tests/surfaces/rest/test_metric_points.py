import json

import pytest

from heliograph.metrics.models import MetricPoint
from heliograph.status.vocabulary import Visibility
from tests.ledger import nothing_written
from tests.metrics.factories import NOON, a_metric, a_point
from tests.people import Caller


def test_a_point_looks_as_the_contract_says(as_stranger: Caller) -> None:
    point = a_point(a_metric(), value=120, counter=2, updated_at=NOON)

    answer = as_stranger.get(f"/api/metrics/{point.metric_id}/points/{point.pk}")

    assert answer.headers["Content-Type"] == "application/vnd.api+json"
    assert (answer.body["data"]["type"], answer.body["data"]["id"]) == ("metricPoints", str(point.pk))
    assert answer.row.pop("created")["string"] == "2026-11-23 12:00:00"
    assert answer.row.pop("updated")["string"] == "2026-11-23 12:00:00"
    expected = {
        "id": point.pk,
        "metric_id": point.metric_id,
        "calculated_value": 240,
        "value": 120,
        "counter": 2,
        "total": 240,
    }
    assert answer.row == expected
    assert isinstance(answer.row["value"], int)


@pytest.mark.parametrize(
    ("value", "counter", "calculated"),
    [
        (99.25, 3, 297.75),
        (-1.23456789, 1, -1.23456789),
        (1.7e308, 9, 1.7976931348623157e308),
        (1e300, 1, 1e300),
    ],
)
def test_a_value_times_its_counter_is_always_a_number(
    as_stranger: Caller, value: float, counter: int, calculated: float
) -> None:
    point = a_point(a_metric(), value=value, counter=counter)

    row = as_stranger.get(f"/api/metrics/{point.metric_id}/points/{point.pk}").row

    assert (row["value"], row["calculated_value"]) == (value, calculated)


@pytest.mark.parametrize(
    ("visible", "guests", "readers"),
    [(Visibility.EVERYONE, 200, 200), (Visibility.SIGNED_IN, 404, 200), (Visibility.HIDDEN, 404, 404)],
)
def test_points_are_seen_by_those_who_see_their_metric(
    as_stranger: Caller, as_reader: Caller, visible: Visibility, guests: int, readers: int
) -> None:
    point = a_point(a_metric(visible=visible))
    path = f"/api/metrics/{point.metric_id}/points"

    for one in (path, f"{path}/{point.pk}"):
        assert (as_stranger.get(one).status, as_reader.get(one).status) == (guests, readers)


def test_a_point_is_reached_through_its_own_metric_alone(as_operator: Caller) -> None:
    metric, point = a_metric(), a_point(a_metric())
    path = f"/api/metrics/{metric.pk}/points/{point.pk}"

    with nothing_written():
        assert [as_operator.send(method, path).status for method in ("GET", "DELETE")] == [404, 404]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [3, 1, 2]),
        ({"sort": "-id"}, [2, 1, 3]),
        ({"sort": "value"}, [1, 2, 3]),
        ({"sort": "-created_at"}, [1, 2, 3]),
        ({"filter[value]": "1"}, [3, 1, 2]),
    ],
)
def test_a_list_of_points_is_sorted_and_not_filtered(
    as_stranger: Caller, query: dict[str, str], expected: list[int]
) -> None:
    metric = a_metric()
    for value, hour in ((3, 1), (1, 9), (2, 5)):
        a_point(metric, value=value, created_at=NOON.replace(hour=hour))

    answer = as_stranger.get(f"/api/metrics/{metric.pk}/points", query)

    assert [one["attributes"]["value"] for one in answer.body["data"]] == expected


def test_the_metric_can_be_included(as_stranger: Caller) -> None:
    point = a_point(a_metric())

    answer = as_stranger.get(f"/api/metrics/{point.metric_id}/points", {"include": "metric"})

    (row,) = answer.body["data"]
    assert row["relationships"]["metric"]["data"] == {"type": "metrics", "id": str(point.metric_id)}
    assert [one["type"] for one in answer.body["included"]] == ["metrics"]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (3, 3),
        (1.5, 1.5),
        ("7", 7),
        ("-.5e1", -5),
        ("+1.", 1),
        (0, 0),
        (-1.23456789, -1.23456789),
        (1e300, 1e300),
    ],
)
def test_a_value_is_any_number_also_as_text(as_operator: Caller, value: object, kept: float) -> None:
    metric = a_metric()

    answer = as_operator.post(f"/api/metrics/{metric.pk}/points", {"value": value})

    assert (answer.status, answer.row["value"], answer.row["counter"]) == (201, kept, 1)


@pytest.mark.parametrize(
    "value", [None, "x", "", [1], {}, True, "nan", "inf", "1_000", "0x1A", "1e999", "\u0661", 10**400, "1 2"]
)
def test_a_value_that_is_no_number_is_refused(as_operator: Caller, value: object) -> None:
    metric = a_metric()

    with nothing_written():
        answer = as_operator.post(f"/api/metrics/{metric.pk}/points", {"value": value})

    assert (answer.status, answer.faults) == (422, {"value"})


@pytest.mark.parametrize("body", ['{"value": NaN}', '{"value": 1e999}', '{"value": Infinity}', '{"value":'])
def test_a_body_that_says_no_number_is_refused(as_operator: Caller, body: str) -> None:
    path = f"/api/metrics/{a_metric().pk}/points"

    with nothing_written():
        assert as_operator.send("POST", path, body).faults == {"value"}


@pytest.mark.parametrize(
    ("timestamp", "created"),
    [
        ("2026-11-23 11:59:00", "2026-11-23 11:59:00"),
        ("2026-11-23T10:00:00+02:00", "2026-11-23 08:00:00"),
        ("2026-11-25", "2026-11-25 00:00:00"),
        (1_763_800_000, "2025-11-22 08:26:30"),
        (0, "1970-01-01 00:00:00"),
        (-1, "1970-01-01 00:00:00"),
        ("9999-12-31 23:59:59", "9999-12-31 23:59:30"),
        (-62_135_596_800, "0001-01-01 00:00:00"),
    ],
)
def test_a_timestamp_is_a_date_or_seconds_and_is_rounded(
    as_operator: Caller, timestamp: object, created: str
) -> None:
    metric = a_metric()

    answer = as_operator.post(f"/api/metrics/{metric.pk}/points", {"value": 1, "timestamp": timestamp})

    assert (answer.status, answer.row["created"]["string"]) == (201, created)


@pytest.mark.parametrize(
    "timestamp",
    ["1763800001", "garbage", [], {}, True, 1.5, 99_999_999_999_999, -99_999_999_999_999, 10**100, "\u0663"],
)
def test_what_is_no_timestamp_is_refused(as_operator: Caller, timestamp: object) -> None:
    metric = a_metric()

    with nothing_written():
        answer = as_operator.post(f"/api/metrics/{metric.pk}/points", {"value": 1, "timestamp": timestamp})

    assert (answer.status, answer.faults) == (422, {"timestamp"})


def test_a_point_within_the_threshold_answers_with_the_last_one_counted_again(as_operator: Caller) -> None:
    metric = a_metric(threshold=60)
    path = f"/api/metrics/{metric.pk}/points"

    first, second = (
        as_operator.post(path, {"value": value, "timestamp": "2026-11-23 12:00"}) for value in (1.5, 2.5)
    )

    assert (first.status, second.status) == (201, 201)
    assert second.row["id"] == first.row["id"]
    assert (second.row["value"], second.row["counter"], second.row["calculated_value"]) == (1.5, 2, 3)
    assert second.row["total"] == 4


def test_who_may_manage_points_writes_to_metrics_that_nobody_sees(as_operator: Caller) -> None:
    metric = a_metric(visible=Visibility.HIDDEN)

    created = as_operator.post(f"/api/metrics/{metric.pk}/points", {"value": 1})
    deleted = as_operator.send("DELETE", f"/api/metrics/{metric.pk}/points/{created.row['id']}")

    assert (created.status, deleted.status) == (201, 204)
    assert not MetricPoint.objects.exists()


def test_a_point_does_not_change(as_operator: Caller) -> None:
    point = a_point(a_metric())

    for method in ("PUT", "PATCH"):
        answer = as_operator.send(method, f"/api/metrics/{point.metric_id}/points/{point.pk}", '{"value": 1}')
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, DELETE")


def test_who_may_not_ask_learns_nothing(as_stranger: Caller, as_reader: Caller) -> None:
    for method, path in (("POST", "/api/metrics/99/points"), ("DELETE", "/api/metrics/99/points/1")):
        assert as_stranger.send(method, path, "{}").status == 401
        assert as_reader.send(method, path, "{}").status == 403


def test_a_metric_that_there_is_not_is_a_404_before_anything_is_said_of_the_body(as_operator: Caller) -> None:
    for body in ("{}", "[]", json.dumps({"value": "x"})):
        assert as_operator.send("POST", "/api/metrics/99/points", body).status == 404
