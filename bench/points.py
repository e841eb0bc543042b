"""Metric points: what charts and writers cost when there are many (BENCH_POINTS, 1,000,000 by default).

On a SQLite of its own, or on the empty PostgreSQL that BENCH_DATABASE_URL names.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import django

_FOLDER = tempfile.mkdtemp(prefix="heliograph-bench-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
# The shell's installation is not for filling.
os.environ["HELIOGRAPH_DATA"] = _FOLDER
os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{_FOLDER}/points.sqlite")
os.environ["DJANGO_SETTINGS_MODULE"] = "heliograph.project.settings"
django.setup()

# ruff: noqa: E402 - models can be imported once Django is set up
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.figure import Figure
from heliograph.actors import Actor, Door
from heliograph.metrics.drafts import MetricDraft, PointDraft, PointsDraft
from heliograph.metrics.metrics import create_metric
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.points import record_points

POINTS = int(os.environ.get("BENCH_POINTS", "1000000"))
METRICS = 10
END = datetime(2026, 11, 23, 12, tzinfo=UTC)
SYSTEM = Actor.system(door=Door.COMMAND)

_MOMENT = {
    "sqlite": "datetime({end} - 60 * (i / {metrics}), 'unixepoch')",
    "postgresql": "to_timestamp({end} - 60 * (i / {metrics}))",
}


def measure() -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    metrics = [create_metric(_metric(number), actor=SYSTEM) for number in range(METRICS)]
    yield Figure(name=f"points: fill {POINTS:,} points", value=_seconds(lambda: _fill(metrics)), unit="s")
    one = metrics[0]
    reads: dict[str, Callable[[], object]] = {
        "last hour of 10 metrics": lambda: _values(metrics, timedelta(hours=1)),
        "last day of 1 metric": lambda: _values([one], timedelta(days=1)),
        "GET points": lambda: _get(f"/api/metrics/{one.pk}/points"),
        "GET points?sort=-created_at": lambda: _get(f"/api/metrics/{one.pk}/points?sort=-created_at"),
        "GET metric?include=points": lambda: _get(f"/api/metrics/{one.pk}?include=points"),
    }
    for name, read in reads.items():
        yield Figure(name=f"points: {name}", value=_milliseconds(read), unit="ms", at_most=100)
    for number in (1, 1_000):
        value = _milliseconds(lambda many=number: _record(one, many))  # type: ignore[misc]
        yield Figure(name=f"points: add {number:,}", value=value, unit="ms", at_most=10 + number / 5)


def _metric(number: int) -> MetricDraft:
    return MetricDraft(name=f"Metric {number}", suffix="ms", threshold=1)


def _fill(metrics: list[Metric]) -> None:
    """A point a minute and metric, backwards from the end."""
    moment = _MOMENT[connection.vendor].format(end=int(END.timestamp()), metrics=METRICS)
    first = metrics[0].pk
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO metrics_metricpoint (metric_id, value, counter, total, created_at, updated_at) "  # noqa: S608 - numbers of ours
            f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {POINTS} - 1) "
            f"SELECT {first} + i % {METRICS}, i % 997, 1, i % 997, {moment}, {moment} FROM n"
        )
        cursor.execute("ANALYZE")


def _values(metrics: list[Metric], span: timedelta) -> object:
    points = MetricPoint.objects.filter(metric__in=metrics, created_at__gt=END - span, created_at__lte=END)
    return list(points.order_by("created_at").values_list("metric_id", "created_at", "value", "counter"))


def _get(path: str) -> None:
    assert Client().get(path, headers={"host": "localhost"}).status_code == 200, path  # noqa: PLR2004


def _record(metric: Metric, number: int) -> None:
    """After all others, each far enough from the one before."""
    newest = metric.points.latest("created_at").created_at
    minutes = range(1, number + 1)
    points = [PointDraft(value=1, at=newest + timedelta(minutes=minute)) for minute in minutes]
    assert len(record_points(PointsDraft(metric_id=metric.pk, points=points), actor=SYSTEM)) == number


def _milliseconds(work: Callable[[], object]) -> float:
    return median(_seconds(work) for _ in range(5)) * 1_000


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
