import pytest
from pytest_django import DjangoAssertNumQueries

from heliograph.metrics.models import Metric
from heliograph.status.vocabulary import Visibility
from tests.ledger import nothing_written
from tests.metrics.factories import NOON, a_metric, a_point
from tests.people import Caller


def test_a_metric_looks_as_the_contract_says(as_stranger: Caller) -> None:
    metric = a_metric(description="How long it takes", default_value=10.5, created_at=NOON, updated_at=NOON)

    answer = as_stranger.get(f"/api/metrics/{metric.pk}")

    assert answer.headers["Content-Type"] == "application/vnd.api+json"
    assert (answer.body["data"]["type"], answer.body["data"]["id"]) == ("metrics", str(metric.pk))
    assert answer.row.pop("created")["string"] == "2026-11-23 12:00:00"
    assert answer.row.pop("updated")["string"] == "2026-11-23 12:00:00"
    assert answer.row == {
        "id": metric.pk,
        "name": "Response time",
        "suffix": "ms",
        "description": "How long it takes",
        "default_value": 10.5,
        "calc_type": 0,
        "display_chart": True,
        "places": 2,
        "default_view": 1,
        "threshold": 5,
        "order": 0,
        "visible": 1,
    }


@pytest.mark.parametrize(("value", "shown"), [(240.0, "240"), (-1.5, "-1.5"), (0.0, "0"), (None, "null")])
def test_a_value_is_written_as_plainly_as_it_can_be(
    as_stranger: Caller, value: float | None, shown: str
) -> None:
    metric = a_metric(default_value=value)

    default = as_stranger.get(f"/api/metrics/{metric.pk}").row["default_value"]

    assert repr(default).replace("None", "null") == shown


def test_guests_see_public_metrics_and_readers_those_of_signed_in_users_too(
    as_stranger: Caller, as_reader: Caller
) -> None:
    metrics = {one: a_metric(name=one.name, visible=one) for one in Visibility}

    assert as_stranger.get("/api/metrics").names == ["EVERYONE"]
    assert sorted(as_reader.get("/api/metrics").names) == ["EVERYONE", "SIGNED_IN"]
    for one, seen_by in {
        Visibility.EVERYONE: (200, 200),
        Visibility.SIGNED_IN: (404, 200),
        Visibility.HIDDEN: (404, 404),
    }.items():
        path = f"/api/metrics/{metrics[one].pk}"
        assert (as_stranger.get(path).status, as_reader.get(path).status) == seen_by


def test_the_newest_come_first_and_of_the_same_time_the_later_made(as_stranger: Caller) -> None:
    for name in ("first", "second"):
        a_metric(name=name, created_at=NOON)
    a_metric(name="old", created_at=NOON.replace(year=2025))

    assert as_stranger.get("/api/metrics").names == ["second", "first", "old"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"sort": "name"}, ["Errors", "Queue", "Response time"]),
        ({"sort": "-order"}, ["Errors", "Response time", "Queue"]),
        ({"sort": "id"}, ["Response time", "Queue", "Errors"]),
        ({"filter[name]": "QUE,err", "sort": "id"}, ["Queue", "Errors"]),
        ({"filter[calc_type]": "1"}, ["Queue"]),
    ],
)
def test_a_list_is_sorted_and_filtered(
    as_stranger: Caller, query: dict[str, str], expected: list[str]
) -> None:
    a_metric(name="Response time", order=1)
    a_metric(name="Queue", calc_type=1, order=0)
    a_metric(name="Errors", order=2)

    assert as_stranger.get("/api/metrics", query).names == expected


@pytest.mark.parametrize("query", [{"sort": "visible"}, {"filter[visible]": "1"}, {"include": "bogus"}])
def test_what_a_list_does_not_offer_is_a_400(as_stranger: Caller, query: dict[str, str]) -> None:
    assert as_stranger.get("/api/metrics", query).status == 400


def test_points_are_included_in_the_order_of_their_ids_the_newest_alone(
    as_stranger: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.surfaces.rest.resources_metrics.MOST_POINTS", 2)
    metric = a_metric()
    late, _, middle = (a_point(metric, created_at=NOON.replace(hour=hour)) for hour in (9, 1, 5))

    answer = as_stranger.get(f"/api/metrics/{metric.pk}", {"include": "points"})

    linked = answer.body["data"]["relationships"]["points"]["data"]
    assert linked == [{"type": "metricPoints", "id": str(one.pk)} for one in (late, middle)]
    assert [one["id"] for one in answer.body["included"]] == [str(late.pk), str(middle.pk)]


def test_points_can_be_counted_without_being_included(as_stranger: Caller) -> None:
    metric = a_metric()
    a_point(metric)

    answer = as_stranger.get(f"/api/metrics/{metric.pk}", {"include": "pointsCount,pointsExists"})

    assert (answer.row["pointsCount"], answer.row["pointsExists"]) == (1, True)
    assert "included" not in answer.body


@pytest.mark.parametrize(("query", "queries"), [({}, 2), ({"include": "points"}, 4)])
@pytest.mark.parametrize("number", [1, 50])
def test_a_list_costs_the_same_queries_however_long_it_is(
    as_stranger: Caller,
    number: int,
    query: dict[str, str],
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(number):
        a_point(a_metric())

    with django_assert_num_queries(queries):
        answer = as_stranger.get("/api/metrics", {"per_page": "100"} | query)

    assert len(answer.names) == number


def test_a_metric_is_created_and_shown(as_operator: Caller) -> None:
    said = {"name": "Queue", "suffix": "jobs", "calc_type": 1, "default_value": "2.50", "threshold": "30"}

    answer = as_operator.post("/api/metrics", said)

    assert answer.status == 201
    expected = {"name": "Queue", "suffix": "jobs", "calc_type": 1, "default_value": 2.5, "threshold": 30}
    assert answer.row.items() >= expected.items()
    assert answer.row.items() >= {"places": 2, "visible": 1, "display_chart": True}.items()


@pytest.mark.parametrize("value", ["10.5", '"2.50"', "-0.5", '".25"', '"+1.0"', "0.01", "null"])
def test_a_default_value_has_one_or_two_decimals(as_operator: Caller, value: str) -> None:
    body = f'{{"name": "Queue", "suffix": "jobs", "default_value": {value}}}'
    assert as_operator.send("POST", "/api/metrics", body).status == 201


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", [None, 5, "n" * 256]),
        ("suffix", [None, 6, [], "s" * 256]),
        ("description", [[], 5]),
        ("calc_type", [9, -1, "sum"]),
        ("display_chart", ["x", 2]),
        ("threshold", [0, 7, 61, 120, -5, "x", 2.5]),
        ("places", [-1, 5, "x"]),
        (
            "default_value",
            [5, 1.0, "1.234", 0.125, "5", "1.5e3", "nan", "inf", "9" * 400 + ".5", True, [], 1e22, 1e-7],
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    as_operator: Caller, field: str, values: list[object]
) -> None:
    for value in values:
        with nothing_written():
            answer = as_operator.post("/api/metrics", {"name": "Queue", "suffix": "jobs"} | {field: value})
        assert (answer.status, answer.faults) == (422, {field}), value


def test_all_that_is_wrong_is_said_at_once(as_operator: Caller) -> None:
    answer = as_operator.post("/api/metrics", {"threshold": 7, "places": 9})

    assert answer.faults == {"name", "suffix", "threshold", "places"}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_six_fields_change_and_the_others_are_ignored(as_operator: Caller, method: str) -> None:
    metric = a_metric(visible=Visibility.HIDDEN)
    body = """{"name": "Latency", "suffix": "s", "description": "d", "default_value": 0.5, "threshold": 10,
               "places": 1, "calc_type": 1, "display_chart": false, "visible": 1, "order": 9}"""

    answer = as_operator.send(method, f"/api/metrics/{metric.pk}", body)

    assert answer.status == 200
    changed = {
        "name": "Latency",
        "suffix": "s",
        "description": "d",
        "default_value": 0.5,
        "threshold": 10,
        "visible": 1,
    }
    kept = {"places": 2, "calc_type": 0, "display_chart": True, "order": 0}
    assert answer.row.items() >= (changed | kept).items()


def test_an_empty_update_changes_nothing(as_operator: Caller) -> None:
    metric = a_metric()

    with nothing_written():
        assert as_operator.send("PUT", f"/api/metrics/{metric.pk}", "{}").status == 200


def test_a_metric_is_deleted_once(as_operator: Caller) -> None:
    metric = a_metric()

    answers = [as_operator.send("DELETE", f"/api/metrics/{metric.pk}").status for _ in range(2)]

    assert answers == [204, 404]
    assert not Metric.objects.exists()


@pytest.mark.parametrize(
    ("method", "body", "path"),
    [("POST", "{}", "/api/metrics"), ("PUT", "{}", "/api/metrics/99"), ("DELETE", "", "/api/metrics/99")],
)
def test_who_may_not_ask_learns_nothing(
    as_stranger: Caller, as_reader: Caller, method: str, body: str, path: str
) -> None:
    assert as_stranger.send(method, path, body).status == 401
    assert as_reader.send(method, path, body).status == 403


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("number", ["99", "abc", "9" * 40])
def test_a_metric_that_there_is_not_is_a_404(as_operator: Caller, method: str, number: str) -> None:
    assert as_operator.send(method, f"/api/metrics/{number}").status == 404
