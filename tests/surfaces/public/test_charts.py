"""Metrics on the status page, and what their charts are drawn of."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.lib.line import HEIGHT, WIDTH, line
from heliograph.metrics.vocabulary import MetricCalculation, MetricView
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import Visibility
from tests.metrics.factories import a_metric, a_point

pytestmark = pytest.mark.django_db

HIDDEN = [{"visible": Visibility.SIGNED_IN}, {"visible": Visibility.HIDDEN}, {"display_chart": False}]
METRICS_QUERIES = 2


def shown(client: Client) -> str:
    return client.get("/").content.decode()


def test_a_metric_has_a_line_and_its_newest_value(client: Client) -> None:
    metric = a_metric(suffix="ms", places=1, calc_type=MetricCalculation.AVERAGE, description="From afar.")
    a_point(metric, value=1234.56, created_at=clock.now() - timedelta(minutes=1))
    page = shown(client)
    assert '<p class="chart-value">1,234.6 ms</p>' in page
    assert "From afar." in page
    assert '<path d="M' in page


def test_where_nothing_was_measured_the_page_says_so(client: Client) -> None:
    a_metric()
    assert '<p class="chart-plot chart-empty">Nothing was measured in this time.</p>' in shown(client)


def test_where_nothing_was_measured_a_default_value_holds(client: Client) -> None:
    a_metric(default_value=7, suffix="jobs", places=0)
    assert '<p class="chart-value">7 jobs</p>' in shown(client)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_metric_that_is_not_for_everyone_is_nowhere(client: Client, hidden: dict[str, object]) -> None:
    metric = a_metric(name="Secret", **hidden)
    assert "Secret" not in shown(client)
    assert client.get(f"/metrics/{metric.pk}.json").status_code == 404


def test_an_owner_who_wants_no_charts_has_none(client: Client, operator: Actor) -> None:
    metric = a_metric(name="Latency")
    change_setting("display_graphs", False, actor=operator)  # noqa: FBT003 - the value is a boolean
    assert "Latency" not in shown(client)
    assert client.get(f"/metrics/{metric.pk}.json").status_code == 404


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (MetricView.LAST_HOUR, "Last hour"),
        (MetricView.TODAY, "Last day"),
        (MetricView.WEEK, "Last week"),
        (MetricView.MONTH, "Last month"),
    ],
)
def test_a_chart_begins_with_the_range_of_its_metric(client: Client, view: MetricView, words: str) -> None:
    a_metric(default_view=view)
    page = shown(client)
    assert f'<p class="chart-range">{words}</p>' in page
    assert f'aria-pressed="true">{words}<' in page
    assert page.count('aria-pressed="true"') == 1


@pytest.mark.parametrize(
    ("chosen", "most", "rows"), [("hour", 61, 13), ("day", 97, 25), ("week", 168, 7), ("month", 180, 30)]
)
def test_each_range_has_its_points_and_its_table(client: Client, chosen: str, most: int, rows: int) -> None:
    metric = a_metric(threshold=1, suffix="ms", places=2)
    a_point(metric, value=2.5, counter=2, created_at=clock.now())
    answer = client.get(f"/metrics/{metric.pk}.json", {"range": chosen})
    points = answer.json()
    assert answer["Cache-Control"] == "public, max-age=15"
    assert len(points["times"]) == len(points["values"]) <= most
    assert points["values"][-1] == 5
    assert points["rows"][0][2] == "5.00 ms"
    assert len(points["rows"]) == rows


def test_an_unknown_range_is_the_default_range_of_the_metric(client: Client) -> None:
    metric = a_metric()
    a_point(metric, created_at=clock.now())

    assert client.get(f"/metrics/{metric.pk}.json?range=year").json() == (
        client.get(f"/metrics/{metric.pk}.json").json()
    )


@pytest.mark.parametrize("path", ["0.json", "01.json", "x.json", "9999999999999999999.json"])
def test_other_addresses_lead_nowhere(client: Client, path: str) -> None:
    a_metric(pk=1)
    assert client.get(f"/metrics/{path}").status_code == 404


@pytest.mark.parametrize("number", [1, 20])
def test_metrics_cost_two_queries_however_many(client: Client, operator: Actor, number: int) -> None:
    for place in range(number):
        a_point(a_metric(default_view=place % 4), created_at=clock.now())
    with_charts = queries_of(client)
    change_setting("display_graphs", False, actor=operator)  # noqa: FBT003 - the value is a boolean
    assert with_charts - queries_of(client) == METRICS_QUERIES


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    return len(asked)


def test_no_more_charts_than_a_page_has_room_for(client: Client) -> None:
    for _ in range(25):
        a_metric()
    assert shown(client).count('class="chart"') == 20


@given(st.lists(st.none() | st.floats(-1e280, 1e280), max_size=200))
def test_a_line_stays_in_its_picture(values: list[float | None]) -> None:
    numbers = [
        float(part) for part in line(values).replace("M", " ").replace("L", " ").replace("h0", "").split()
    ]
    assert len(numbers) == 2 * sum(value is not None for value in values)
    assert all(0 <= x <= WIDTH for x in numbers[::2])
    assert all(0 <= y <= HEIGHT for y in numbers[1::2])


def test_a_line_has_gaps_where_nothing_is_known() -> None:
    assert line([1, 2, None, 3]) == "M0 116h0L200 60M600 4h0"


def test_the_line_is_sound_svg(client: Client) -> None:
    a_point(a_metric(name="a < b & c"), created_at=clock.now())
    page = shown(client)
    drawn = page[page.index('<svg class="chart-line"') :]
    assert ET.fromstring(drawn[: drawn.index("</svg>") + 6]).tag == "svg"  # noqa: S314 - our own
