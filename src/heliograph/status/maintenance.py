from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.events import log
from heliograph.events.kinds import (
    Impact,
    ScheduleCreated,
    ScheduleDeleted,
    ScheduleRestored,
    ScheduleUpdated,
)
from heliograph.lib import clock
from heliograph.lib.unset import UNSET, given
from heliograph.status.checks import require_end_after_beginning, require_lengths
from heliograph.status.models import Schedule, ScheduleImpact
from heliograph.status.queries import known_schedules
from heliograph.status.steps import author_of, locked, require_impacts, row_of, save_changes, touch
from heliograph.status.vocabulary import ScheduleStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from heliograph.status.drafts import ImpactDraft, ScheduleChanges, ScheduleDraft


@transaction.atomic(durable=True)
def create_schedule(draft: ScheduleDraft, *, actor: Actor) -> Schedule:
    actor.require(Ability.SCHEDULES_MANAGE)
    require_impacts(draft.impacts)
    require_lengths({"name": draft.name, "message": draft.message})
    require_end_after_beginning(draft.scheduled_at, draft.completed_at)
    schedule = Schedule(
        name=draft.name,
        message=draft.message,
        scheduled_at=draft.scheduled_at,
        completed_at=draft.completed_at,
        told_as_incident=draft.told_as_incident,
        published_at=draft.published_at or clock.this_second(),
        notifications=draft.notifications,
        user_id=author_of(actor),
        meta=dict(draft.meta),
    )
    for name, value in _dates_for(draft.status, schedule, said={"scheduled_at"}).items():
        setattr(schedule, name, value)
    schedule.save(force_insert=True)
    impacts = _attach(schedule, draft.impacts)
    log.record(ScheduleCreated(subject_id=schedule.pk, row=row_of(schedule), impacts=impacts), actor=actor)
    return schedule


@transaction.atomic(durable=True)
def update_schedule(schedule_id: int, changes: ScheduleChanges, *, actor: Actor) -> Schedule:
    """A window's status follows the clock. One that is asserted brings the dates to where it is so.

    Then it has begun, or has ended, now; but dates that are said themselves stay as they are said.
    """
    actor.require(Ability.SCHEDULES_MANAGE)
    schedule = locked(Schedule.objects.existing(), schedule_id)
    values = given(changes)
    impacts = cast("Sequence[ImpactDraft] | None", values.pop("impacts", None))
    asserted = cast("ScheduleStatus | None", values.pop("status", None))
    moved = {name for name, value in values.items() if getattr(schedule, name) != value}
    require_lengths(values)
    _require_dates(schedule, changes)
    before = save_changes(schedule, values)
    before = save_changes(schedule, _dates_for(asserted, schedule, said=moved)) | before
    if impacts is not None:
        require_impacts(impacts)
        before |= _replace_impacts(schedule, impacts)
    if before:
        log.record(ScheduleUpdated(subject_id=schedule.pk, row=row_of(schedule), before=before), actor=actor)
    return schedule


@transaction.atomic(durable=True)
def delete_schedule(schedule_id: int, *, actor: Actor) -> None:
    """It is kept as a deleted row with its updates, and never shown."""
    actor.require(Ability.SCHEDULES_DELETE)
    schedule = locked(known_schedules(actor, at=clock.now()), schedule_id)
    schedule.deleted_at = clock.now()
    schedule.save(update_fields=["deleted_at"])
    log.record(ScheduleDeleted(subject_id=schedule.pk, row=row_of(schedule)), actor=actor)


@transaction.atomic(durable=True)
def restore_schedule(schedule_id: int, *, actor: Actor) -> Schedule:
    """As it was, with its updates. Nobody is told a second time."""
    actor.require(Ability.SCHEDULES_DELETE)
    schedule = locked(Schedule.objects.exclude(deleted_at=None), schedule_id)
    schedule.deleted_at = None
    schedule.save(update_fields=["deleted_at"])
    log.record(ScheduleRestored(subject_id=schedule.pk, row=row_of(schedule)), actor=actor)
    return schedule


def _require_dates(schedule: Schedule, changes: ScheduleChanges) -> None:
    """Only where they change: cancelled maintenance ends when it was to begin, and stays editable."""
    begins = schedule.scheduled_at if changes.scheduled_at is UNSET else changes.scheduled_at
    ends = schedule.completed_at if changes.completed_at is UNSET else changes.completed_at
    if (begins, ends) != (schedule.scheduled_at, schedule.completed_at):
        field = "scheduled_at" if changes.completed_at is UNSET else "completed_at"
        require_end_after_beginning(begins, ends, field=field)


def _dates_for(
    status: ScheduleStatus | None, window: Schedule, *, said: Collection[str]
) -> dict[str, datetime | None]:
    """What must change for the window to have the status; nothing can make one that has begun upcoming."""
    now = clock.now()
    if status in {None, ScheduleStatus.UPCOMING, window.status_at(now)}:
        return {}
    dates: dict[str, datetime | None] = {"completed_at": now if status is ScheduleStatus.COMPLETE else None}
    if window.scheduled_at > now:
        if "scheduled_at" in said:
            return {}
        dates["scheduled_at"] = now
    return {name: moment for name, moment in dates.items() if name not in said}


def _attach(schedule: Schedule, drafts: Sequence[ImpactDraft]) -> tuple[Impact, ...]:
    impacts = tuple(Impact(component_id=one.component_id, status=one.status) for one in drafts)
    ScheduleImpact.objects.bulk_create(
        ScheduleImpact(schedule=schedule, component_id=one.component_id, status=one.status) for one in impacts
    )
    return impacts


def _replace_impacts(schedule: Schedule, drafts: Sequence[ImpactDraft]) -> dict[str, object]:
    """What the window affected before; nothing where that stays as it is."""
    old = dict(schedule.impacts.values_list("component_id", "status"))
    if old == {one.component_id: one.status for one in drafts}:
        return {}
    schedule.impacts.all().delete()
    _attach(schedule, drafts)
    touch(schedule)
    return {"impacts": [{"component_id": pk, "status": status} for pk, status in old.items()]}
