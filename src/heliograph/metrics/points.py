"""Points: told one by one or many at once, under one rule."""

from __future__ import annotations

import math
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest, Least

from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import MetricPointCreated, MetricPointDeleted, MetricPointUpdated
from heliograph.lib import clock
from heliograph.lib.unset import UNSET, given
from heliograph.metrics.drafts import PointDraft
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.vocabulary import MAX_POINTS, Counting, finite, rounded
from heliograph.status.steps import locked, row_of, save_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heliograph.metrics.drafts import PointChanges, PointsDraft


_HALF = sys.float_info.max / 2


@transaction.atomic(durable=True)
def record_points(draft: PointsDraft, *, actor: Actor) -> list[MetricPoint]:
    """Returns the point that each value was added to: one of its own, or the metric's last if it is near.

    Raises Invalid, on `3.value` for the fourth's.
    """
    actor.require(Ability.METRIC_POINTS_MANAGE)
    _require_sound(draft.points)
    # One caller at a time: of two who find no point near enough, each would make one.
    metric = locked(Metric.objects.all(), draft.metric_id)
    last = _last_of(metric, draft)
    points = _counted(metric, last, draft)
    MetricPoint.objects.bulk_create(_each_once(point for point in points if point is not last))
    if last is not None:
        added = [one.value for one, point in zip(draft.points, points, strict=True) if point is last]
        _add(last, added)
    log.record(_created(metric, points, last), actor=actor)
    return points


@transaction.atomic(durable=True)
def change_point(metric_id: int, point_id: int, changes: PointChanges, *, actor: Actor) -> MetricPoint:
    actor.require(Ability.METRIC_POINTS_MANAGE)
    metric = locked(Metric.objects.all(), metric_id)
    point = locked(metric.points.all(), point_id)
    values = given(changes)
    if changes.value is not UNSET:
        _require_sound([PointDraft(value=changes.value)])
        values["total"] = finite(changes.value * point.counter)
    if changes.at is not UNSET:
        del values["at"]
        values["created_at"] = rounded(changes.at)
    before = save_changes(point, values)
    if before:
        log.record(MetricPointUpdated(subject_id=metric.pk, row=row_of(point), before=before), actor=actor)
    return point


@transaction.atomic(durable=True)
def delete_point(metric_id: int, point_id: int, *, actor: Actor) -> None:
    actor.require(Ability.METRIC_POINTS_DELETE)
    metric = locked(Metric.objects.all(), metric_id)
    point = locked(metric.points.all(), point_id)
    deleted = MetricPointDeleted(subject_id=metric.pk, row=row_of(point))
    point.delete()
    log.record(deleted, actor=actor)


def _require_sound(points: Sequence[PointDraft]) -> None:
    if not 1 <= len(points) <= MAX_POINTS:
        raise Invalid({"points": [f"From 1 to {MAX_POINTS} points can be recorded at once."]})
    endless = [index for index, one in enumerate(points) if not math.isfinite(one.value)]
    if endless:
        raise Invalid({f"{index}.value": ["The value field must be a number."] for index in endless})


def _last_of(metric: Metric, draft: PointsDraft) -> MetricPoint | None:
    points = metric.points.order_by("created_at", "id")
    if draft.counting is Counting.SAME_VALUE:
        first, near = draft.points[0], timedelta(minutes=metric.threshold)
        points = points.filter(value=first.value, created_at__range=(first.at - near, first.at + near))
    return points.last()


def _counted(metric: Metric, last: MetricPoint | None, draft: PointsDraft) -> list[MetricPoint]:
    """The point that each is counted in. Those that are new are not saved yet."""
    near, points = timedelta(minutes=metric.threshold), []
    any_value = draft.counting is Counting.NEAR
    for one in draft.points:
        at = rounded(one.at)
        is_near = last is not None and abs(at - last.created_at) < near
        if last is not None and is_near and (any_value or last.value == one.value):
            point = last
        else:
            point = MetricPoint(metric=metric, value=one.value, counter=0, total=0.0, created_at=at)
            last = point if last is None or at >= last.created_at else last
        point.counter += 1
        point.total = finite(point.total + one.value)
        points.append(point)
    return points


def _each_once(points: Iterable[MetricPoint]) -> list[MetricPoint]:
    """By identity: a point that is not saved yet has no other."""
    return list({id(point): point for point in points}.values())


def _add(point: MetricPoint, values: Sequence[float]) -> None:
    """Added by the database in one statement, so that concurrent values are all counted.

    Both sides of the sum are held at half of the largest double: PostgreSQL refuses a sum that overflows.
    """
    if values:
        point.updated_at = clock.now()
        held = Least(Greatest(F("total"), Value(-_HALF)), Value(_HALF))
        amount = max(-_HALF, min(sum(values), _HALF))
        MetricPoint.objects.filter(pk=point.pk).update(
            counter=F("counter") + len(values), total=held + Value(amount), updated_at=point.updated_at
        )


def _created(metric: Metric, points: Sequence[MetricPoint], last: MetricPoint | None) -> MetricPointCreated:
    told = _each_once(points)
    return MetricPointCreated(
        subject_id=metric.pk,
        row=row_of(points[-1]),
        ids=tuple(point.pk for point in told),
        new=tuple(point.pk for point in told if point is not last),
    )
