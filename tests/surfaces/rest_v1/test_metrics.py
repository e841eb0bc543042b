from datetime import datetime

from heliograph.events.models import Event
from heliograph.metrics.models import MetricPoint
from tests.ledger import nothing_written
from tests.surfaces.rest_v1.caller import V1, details

LATENCY = {"name": "Latency", "suffix": "ms", "default_value": 0}


def test_one_is_made_with_the_defaults_and_numbers_are_whole(v1: V1, v1_guest: V1, now: datetime) -> None:
    row = v1.made("/metrics", **LATENCY)

    assert row == {
        "id": row["id"],
        "name": "Latency",
        "suffix": "ms",
        "description": "",
        "default_value": 0,
        "calc_type": 0,
        "display_chart": True,
        "places": 2,
        "default_view": 1,
        "threshold": 5,
        "order": 0,
        "visible": 1,
        "created_at": "2026-11-23 12:00:00",
        "updated_at": "2026-11-23 12:00:00",
        "default_view_name": "Last 12 Hours",
    }
    assert isinstance(row["default_value"], int)
    assert v1_guest.get("/metrics").body["data"] == [row]
    with nothing_written():
        assert v1.put(f"/metrics/{row['id']}", row).body["data"] == row


def test_everything_may_be_changed_and_hidden_ones_are_known_to_who_manages_them(
    v1: V1, v1_reader: V1, v1_guest: V1
) -> None:
    path = f"/metrics/{v1.made('/metrics', **LATENCY)['id']}"
    said = {"places": 4, "view": 3, "threshold": 60, "visible": 2, "calc_type": 1, "default_value": 1.5}

    row = v1.put(path, said | {"display_chart": "0"}).body["data"]

    assert row.items() >= (said | {"default_view": 3, "display_chart": False}).items() - {("view", 3)}
    assert [one.get(path).status for one in (v1, v1_reader, v1_guest)] == [200, 404, 404]
    assert v1.delete(path).status == 204


def test_what_is_wrong_is_told(v1: V1) -> None:
    assert details(v1.post("/metrics", {"threshold": 7, "places": 5, "default_value": "1.5"})) == [
        "The name field is required.",
        "The suffix field is required.",
        "The default value must be an integer.",
        "The places must be between 0 and 4.",
        "Threshold must divide by 60.",
    ]


def test_only_the_same_value_is_counted_in_a_point_that_there_is(v1: V1, now: datetime) -> None:
    path = f"/metrics/{v1.made('/metrics', **LATENCY)['id']}/points"

    first = v1.made(path, value="31.5")
    other = v1.made(path, value=7, timestamp=str(int(now.timestamp())))
    again = v1.made(path, value=31.5)

    assert first == {
        "id": first["id"],
        "metric_id": first["metric_id"],
        "value": 31.5,
        "counter": 1,
        "created_at": "2026-11-23 12:00:00",
        "updated_at": "2026-11-23 12:00:00",
        "calculated_value": 31.5,
    }
    assert again == first | {"counter": 2, "calculated_value": 63}
    assert isinstance(other["value"], int)
    assert [one["id"] for one in v1.get(path).body["data"]] == [other["id"], again["id"]]
    assert v1.made(path, value=31.5, timestamp=int(now.timestamp()) - 3600)["counter"] == 1


def test_a_point_is_changed_and_deleted_below_its_metric_alone(v1: V1, now: datetime) -> None:
    metrics = [v1.made("/metrics", **LATENCY)["id"] for _ in range(2)]
    point = v1.made(f"/metrics/{metrics[0]}/points", value=1)["id"]
    own, others = (f"/metrics/{metric}/points/{point}" for metric in metrics)

    changed = v1.put(own, {"value": 2, "timestamp": int(now.timestamp()) - 100}).body["data"]

    assert (changed["value"], changed["created_at"]) == (2, "2026-11-23 11:58:30")
    assert Event.objects.filter(kind="metric_point_updated").count() == 1
    assert [v1.send(method, others).status for method in ("PUT", "DELETE")] == [404, 404]
    assert v1.get(own).status == 405
    assert details(v1.put(own, {"value": "1e999", "timestamp": 10**17})) == [
        "The value must be a number.",
        "The timestamp must be an integer.",
    ]
    assert v1.delete(own).status == 204
    assert not MetricPoint.objects.exists()
