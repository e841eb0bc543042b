"""Metrics and their points at the dashboard."""

from datetime import timedelta

from django.test import Client

from heliograph.lib import clock
from heliograph.metrics.models import Metric, MetricPoint
from tests.ledger import nothing_written, the_event
from tests.metrics.factories import a_metric, a_point

ADD = "/dashboard/metrics/metric/add/"
FORM = {
    "name": "Latency",
    "suffix": "ms",
    "description": "",
    "calc_type": "1",
    "default_value": "",
    "threshold": "5",
    "places": "1",
    "default_view": "1",
    "display_chart": "on",
    "visible": "1",
    "order": "0",
}


def points_of(metric: Metric) -> str:
    return f"/dashboard/metrics/{metric.pk}/points/"


def test_a_metric_is_made(operator_at_desk: Client) -> None:
    assert operator_at_desk.post(ADD, FORM).status_code == 302

    metric = Metric.objects.get()
    assert (metric.name, metric.calc_type, metric.places, metric.default_value) == ("Latency", 1, 1, None)
    assert the_event().kind == "metric_created"


def test_what_nobody_touched_is_not_said(operator_at_desk: Client) -> None:
    metric = a_metric(name="Old", suffix="ms", calc_type=1, places=1)
    operator_at_desk.post(f"/dashboard/metrics/metric/{metric.pk}/change/", FORM)

    assert the_event().payload["before"] == {"name": "Old"}


def test_a_point_is_recorded_and_deleted_by_hand(operator_at_desk: Client) -> None:
    metric, measured = a_metric(), (clock.now() - timedelta(days=2)).replace(second=0, microsecond=0)
    operator_at_desk.post(points_of(metric), {"value": "12.5", "at": f"{measured:%Y-%m-%dT%H:%M}"})
    point = MetricPoint.objects.get()
    page = operator_at_desk.get(points_of(metric))

    assert (point.value, point.created_at) == (12.5, measured)
    assert page.context["points"] == [point]
    assert [bool(one["path"]) for one in page.context["lines"]] == [False, False, True, True]

    operator_at_desk.post(f"{points_of(metric)}{point.pk}/delete/")
    assert not MetricPoint.objects.exists()


def test_what_is_no_number_is_refused_at_its_field(operator_at_desk: Client) -> None:
    metric = a_metric()
    with nothing_written():
        answer = operator_at_desk.post(points_of(metric), {"value": "much"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"value"}


def test_a_viewer_looks_and_changes_nothing(viewer_at_desk: Client) -> None:
    point = a_point(a_metric())
    page = viewer_at_desk.get(points_of(point.metric))

    assert b"Record the point" not in page.content
    assert b"/delete/" not in page.content
    with nothing_written():
        assert viewer_at_desk.post(points_of(point.metric), {"value": "1"}).status_code == 403
        assert viewer_at_desk.post(f"{points_of(point.metric)}{point.pk}/delete/").status_code == 403
        assert viewer_at_desk.post(ADD, FORM).status_code == 403


def test_there_is_no_page_of_a_metric_that_there_is_not(operator_at_desk: Client) -> None:
    assert operator_at_desk.get("/dashboard/metrics/1/points/").status_code == 404
