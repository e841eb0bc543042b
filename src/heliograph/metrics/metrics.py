from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import MetricCreated, MetricDeleted, MetricUpdated
from heliograph.lib.unset import given
from heliograph.metrics.models import Metric
from heliograph.metrics.vocabulary import MAX_PLACES, THRESHOLDS
from heliograph.status.steps import locked, row_of, save_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.metrics.drafts import MetricChanges, MetricDraft


@transaction.atomic(durable=True)
def create_metric(draft: MetricDraft, *, actor: Actor) -> Metric:
    actor.require(Ability.METRICS_MANAGE)
    columns = asdict(draft)
    _require_sound(columns)
    metric = Metric.objects.create(**columns)
    log.record(MetricCreated(subject_id=metric.pk, row=row_of(metric)), actor=actor)
    return metric


@transaction.atomic(durable=True)
def update_metric(metric_id: int, changes: MetricChanges, *, actor: Actor) -> Metric:
    actor.require(Ability.METRICS_MANAGE)
    metric = locked(Metric.objects.all(), metric_id)
    values = given(changes)
    _require_sound(values)
    before = save_changes(metric, values)
    if before:
        log.record(MetricUpdated(subject_id=metric.pk, row=row_of(metric), before=before), actor=actor)
    return metric


@transaction.atomic(durable=True)
def delete_metric(metric_id: int, *, actor: Actor) -> None:
    """It takes its points along."""
    actor.require(Ability.METRICS_DELETE)
    metric = locked(Metric.objects.all(), metric_id)
    row = row_of(metric)
    metric.delete()
    log.record(MetricDeleted(subject_id=metric_id, row=row), actor=actor)


def _require_sound(columns: Mapping[str, object]) -> None:
    """Those that were said. Raises Invalid."""
    wrong = {field: [f"The {field.replace('_', ' ')} field {rule}."] for field, rule in _faults(columns)}
    if wrong:
        raise Invalid(wrong)


def _faults(columns: Mapping[str, object]) -> list[tuple[str, str]]:
    found = []
    if "threshold" in columns and columns["threshold"] not in THRESHOLDS:
        found.append(("threshold", "must be a divisor of 60"))
    if isinstance(places := columns.get("places"), int) and not 0 <= places <= MAX_PLACES:
        found.append(("places", f"must be between 0 and {MAX_PLACES}"))
    if isinstance(value := columns.get("default_value"), float) and not math.isfinite(value):
        found.append(("default_value", "must be a number"))
    return found
