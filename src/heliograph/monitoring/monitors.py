from __future__ import annotations

from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.errors import Conflict, Invalid
from heliograph.events import log
from heliograph.events.kinds import MonitorCreated, MonitorDeleted, MonitorUpdated
from heliograph.lib import clock
from heliograph.lib.unset import given
from heliograph.metrics.models import Metric
from heliograph.monitoring import limits
from heliograph.monitoring.expected_statuses import ranges
from heliograph.monitoring.models import ComponentCheck, Monitor
from heliograph.monitoring.probes import refusal_of
from heliograph.monitoring.verdict import after, status_of
from heliograph.status.drafts import StatusChange
from heliograph.status.models import Component
from heliograph.status.steps import locked, row_of, save_changes, set_baseline
from heliograph.status.vocabulary import ComponentStatus, StatusSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heliograph.monitoring.drafts import MonitorChanges, MonitorDraft
    from heliograph.monitoring.verdict import Result

KEPT = timedelta(days=7)
"""So long a check is remembered."""

DOWN = (ComponentStatus.PERFORMANCE_ISSUES, ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
"""What may be said of a component that is not up."""

_FORGOTTEN_AT_ONCE = 5_000


@transaction.atomic(durable=True)
def create_monitor(draft: MonitorDraft, *, actor: Actor) -> Monitor:
    """A component has one at most: raises Conflict where there is one. The first check is due at once."""
    actor.require(Ability.COMPONENTS_MANAGE)
    component = Component.objects.existing().select_for_update().filter(pk=draft.component_id).first()
    if component is None:
        raise Invalid({"component_id": ["The selected component id is invalid."]})
    if Monitor.objects.filter(pk=component.pk).exists():
        raise Conflict("This component has a monitor already.")
    monitor = Monitor(**vars(draft))
    monitor.component = component
    _require_sound(monitor)
    monitor.save(force_insert=True)
    log.record(MonitorCreated(subject_id=monitor.pk, row=row_of(monitor)), actor=actor)
    return monitor


@transaction.atomic(durable=True)
def update_monitor(component_id: int, changes: MonitorChanges, *, actor: Actor) -> Monitor:
    """It is checked anew at once. What was said of the component stands until checks say otherwise."""
    actor.require(Ability.COMPONENTS_MANAGE)
    monitor = locked(Monitor.objects.all(), component_id)
    values = given(changes)
    would_be = copy(monitor)
    for name, value in values.items():
        setattr(would_be, name, value)
    _require_sound(would_be)
    before = save_changes(monitor, values)
    if before:
        monitor.worse = monitor.better = 0
        monitor.certificate_until = monitor.due_at = None
        monitor.save(update_fields=["worse", "better", "certificate_until", "due_at"])
        log.record(MonitorUpdated(subject_id=monitor.pk, row=row_of(monitor), before=before), actor=actor)
    return monitor


@transaction.atomic(durable=True)
def delete_monitor(component_id: int, *, actor: Actor) -> None:
    """The component stays as it was last said to be; what was found is forgotten in its time."""
    actor.require(Ability.COMPONENTS_MANAGE)
    monitor = locked(Monitor.objects.all(), component_id)
    row = row_of(monitor)
    monitor.delete()
    log.record(MonitorDeleted(subject_id=component_id, row=row), actor=actor)


@transaction.atomic(durable=True)
def check_soon(component_id: int, *, actor: Actor) -> None:
    """By the next worker that has a moment, whenever it would have been due. No event: nothing is changed."""
    actor.require(Ability.COMPONENTS_MANAGE)
    monitor = locked(Monitor.objects.all(), component_id)
    monitor.due_at = None
    monitor.save(update_fields=["due_at"])


@transaction.atomic(durable=True)
def record_check(component_id: int, result: Result, *, actor: Actor) -> ComponentCheck | None:
    """What was found, and what follows from it, together. None where there is no such monitor by now.

    A component's status is changed where the verdict changes, and left alone otherwise: what people said
    meanwhile stands.
    """
    actor.require(Ability.COMPONENTS_MANAGE)
    component = Component.objects.existing().select_for_update().filter(pk=component_id).first()
    monitor = Monitor.objects.select_for_update().filter(pk=component_id, is_active=True).first()
    if component is None or monitor is None:
        return None
    now = clock.now()
    status = status_of(result, monitor.rule)
    check = ComponentCheck.objects.create(
        component=component,
        status=status,
        is_successful=result.is_up is True,
        response_code=result.code,
        response_time=result.milliseconds,
        error=result.error[: limits.LONGEST_ERROR],
        checked_at=now,
    )
    standing = after(monitor.standing, status, monitor.rule)
    if standing.said is not None and standing.said is not monitor.standing.said:
        change = StatusChange(status=standing.said, source=StatusSource.MONITOR, reason=result.error)
        set_baseline(component, change, actor)
    monitor.checked_at = now
    monitor.certificate_until = result.certificate_until or monitor.certificate_until
    monitor.said, monitor.worse, monitor.better = standing.said, standing.worse, standing.better
    monitor.save(update_fields=["checked_at", "certificate_until", "said", "worse", "better"])
    return check


@transaction.atomic(durable=True)
def forget_old_checks(*, actor: Actor) -> bool:
    """Some of them, so that nobody waits for long; whether there may be more."""
    actor.require(Ability.COMPONENTS_MANAGE)
    old = ComponentCheck.objects.filter(checked_at__lt=clock.now() - KEPT).order_by("checked_at")
    numbers = list(old.values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE])
    ComponentCheck.objects.filter(pk__in=numbers).delete()
    return len(numbers) == _FORGOTTEN_AT_ONCE


def _require_sound(monitor: Monitor) -> None:
    """Raises Invalid, with all that is wrong."""
    wrong = dict(_what_is_wrong(monitor))
    if wrong:
        raise Invalid({field: [text] for field, text in wrong.items()})


def _what_is_wrong(monitor: Monitor) -> Iterator[tuple[str, str]]:
    refusal = refusal_of(monitor.target)
    if refusal is not None:
        yield "address", refusal
    try:
        ranges(monitor.expected_statuses)
    except ValueError as error:
        yield "expected_statuses", str(error)
    for field, text, most in (
        ("expected_statuses", monitor.expected_statuses, limits.LONGEST_STATUSES),
        ("keyword", monitor.keyword, limits.LONGEST_KEYWORD),
    ):
        if len(text) > most or not text.isprintable():
            yield field, f"The {field} has to be one line of {most} characters at most."
    yield from _what_is_out_of_range(monitor)
    if monitor.timeout > monitor.interval:
        yield "timeout", "It must not be longer than the interval."
    if monitor.status_when_down not in DOWN:
        yield "status_when_down", "What is down has performance issues, a partial outage or a major outage."
    if monitor.metric_id is not None and not Metric.objects.filter(pk=monitor.metric_id).exists():
        yield "metric_id", "The selected metric id is invalid."


def _what_is_out_of_range(monitor: Monitor) -> Iterator[tuple[str, str]]:
    for field, value, least, most in (
        ("interval", monitor.interval, limits.SHORTEST_INTERVAL, limits.LONGEST_INTERVAL),
        ("timeout", monitor.timeout, 1, limits.LONGEST_TIMEOUT),
        ("slow_after", monitor.slow_after, 1, limits.SLOWEST),
        ("failure_threshold", monitor.failure_threshold, 1, limits.LARGEST_THRESHOLD),
        ("success_threshold", monitor.success_threshold, 1, limits.LARGEST_THRESHOLD),
    ):
        if value is not None and not least <= value <= most:
            yield field, f"It has to be from {least:,} to {most:,}."
