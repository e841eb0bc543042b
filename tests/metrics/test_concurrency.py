"""Points that are told at once are all counted, on SQLite as on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import Sum

from heliograph.actors import Actor, Door
from heliograph.events.models import Event
from heliograph.metrics.drafts import PointDraft, PointsDraft
from heliograph.metrics.models import MetricPoint
from heliograph.metrics.points import record_points
from tests.metrics.factories import NOON, a_metric

THREADS = 8
ROUNDS = 10

system = Actor.system(door=Door.REST)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("apart", [timedelta(0), timedelta(minutes=5)])
def test_no_count_is_lost_and_no_point_is_made_twice(apart: timedelta) -> None:
    metric = a_metric()

    def rounds(thread: int) -> None:
        try:
            for number in range(ROUNDS):
                points = [PointDraft(value=thread, at=NOON + number * apart)]
                record_points(PointsDraft(metric_id=metric.pk, points=points), actor=system)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(rounds, range(THREADS)))

    points = MetricPoint.objects.all()
    assert points.aggregate(all=Sum("counter"))["all"] == Event.objects.count() == THREADS * ROUNDS
    assert points.aggregate(all=Sum("total"))["all"] == sum(range(THREADS)) * ROUNDS
    if not apart:
        assert points.count() == 1
