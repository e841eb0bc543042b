"""Updates of incidents and of maintenance windows: one table, one set of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.errors import Conflict
from heliograph.events import log
from heliograph.events.kinds import (
    IncidentUpdated,
    IncidentUpdateDeleted,
    IncidentUpdateEdited,
    IncidentUpdateRecorded,
    ScheduleUpdateDeleted,
    ScheduleUpdateEdited,
    ScheduleUpdateRecorded,
)
from heliograph.lib import clock
from heliograph.lib.unset import UNSET, given
from heliograph.lib.wire import timestamp
from heliograph.status.checks import require_end_after_beginning, require_lengths
from heliograph.status.component_recovery import report_status
from heliograph.status.models import Update
from heliograph.status.queries import known_incidents, known_schedules
from heliograph.status.steps import (
    author_of,
    follow_updates,
    locked,
    require_impacts,
    row_of,
    save_changes,
)
from heliograph.status.vocabulary import ScheduleStatus

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.lib.unset import Unset
    from heliograph.status.drafts import (
        IncidentUpdateChanges,
        IncidentUpdateDraft,
        ScheduleUpdateChanges,
        ScheduleUpdateDraft,
        StatusReport,
    )
    from heliograph.status.models import Incident, Schedule


@transaction.atomic(durable=True)
def record_incident_update(draft: IncidentUpdateDraft, *, actor: Actor) -> Update:
    actor.require(Ability.INCIDENT_UPDATES_MANAGE)
    incident = locked(known_incidents(actor, at=clock.now()), draft.incident_id)
    _require_newest(incident, draft.after)
    require_lengths({"message": draft.message})
    update = Update.objects.create(
        incident=incident, status=draft.status, message=draft.message, user_id=author_of(actor)
    )
    status = follow_updates(incident)
    if draft.assertion is not None:
        _assert(incident, draft.assertion, actor)
    recorded = IncidentUpdateRecorded(subject_id=incident.pk, row=row_of(update), incident_status=status)
    log.record(recorded, actor=actor)
    return update


@transaction.atomic(durable=True)
def edit_incident_update(
    incident_id: int, update_id: int, changes: IncidentUpdateChanges, *, actor: Actor
) -> Update:
    actor.require(Ability.INCIDENT_UPDATES_MANAGE)
    incident = locked(known_incidents(actor, at=clock.now()), incident_id)
    update = locked(incident.updates.all(), update_id)
    require_lengths(given(changes))
    before = save_changes(update, given(changes))
    if before:
        status = follow_updates(incident)
        edited = IncidentUpdateEdited(
            subject_id=incident.pk, row=row_of(update), before=before, incident_status=status
        )
        log.record(edited, actor=actor)
    return update


@transaction.atomic(durable=True)
def delete_incident_update(incident_id: int, update_id: int, *, actor: Actor) -> None:
    actor.require(Ability.INCIDENT_UPDATES_DELETE)
    incident = locked(known_incidents(actor, at=clock.now()), incident_id)
    update = locked(incident.updates.all(), update_id)
    row = row_of(update)
    update.delete()
    status = follow_updates(incident)
    log.record(IncidentUpdateDeleted(subject_id=incident.pk, row=row, incident_status=status), actor=actor)


@transaction.atomic(durable=True)
def record_schedule_update(draft: ScheduleUpdateDraft, *, actor: Actor) -> Update:
    """Record an update. With `completed_at` it ends maintenance, or cancels what has not begun."""
    actor.require(Ability.SCHEDULE_UPDATES_MANAGE)
    schedule = locked(known_schedules(actor, at=clock.now()), draft.schedule_id)
    require_lengths({"message": draft.message})
    update = Update.objects.create(schedule=schedule, message=draft.message, user_id=author_of(actor))
    ended = None if draft.completed_at is None else _end(schedule, draft.completed_at)
    recorded = ScheduleUpdateRecorded(
        subject_id=schedule.pk, row=row_of(update), completed_at=None if ended is None else timestamp(ended)
    )
    log.record(recorded, actor=actor)
    return update


@transaction.atomic(durable=True)
def edit_schedule_update(
    schedule_id: int, update_id: int, changes: ScheduleUpdateChanges, *, actor: Actor
) -> Update:
    actor.require(Ability.SCHEDULE_UPDATES_MANAGE)
    schedule = locked(known_schedules(actor, at=clock.now()), schedule_id)
    update = locked(schedule.updates.all(), update_id)
    require_lengths(given(changes))
    before = save_changes(update, given(changes))
    if before:
        edited = ScheduleUpdateEdited(subject_id=schedule.pk, row=row_of(update), before=before)
        log.record(edited, actor=actor)
    return update


@transaction.atomic(durable=True)
def delete_schedule_update(schedule_id: int, update_id: int, *, actor: Actor) -> None:
    actor.require(Ability.SCHEDULE_UPDATES_DELETE)
    schedule = locked(known_schedules(actor, at=clock.now()), schedule_id)
    update = locked(schedule.updates.all(), update_id)
    row = row_of(update)
    update.delete()
    log.record(ScheduleUpdateDeleted(subject_id=schedule.pk, row=row), actor=actor)


def _require_newest(incident: Incident, seen: int | Unset | None) -> None:
    """The incident is locked: what is the newest now is so until ours is written. Raises Conflict."""
    newest = incident.updates.order_by("-created_at", "-id").values_list("pk", flat=True).first()
    if seen is not UNSET and newest != seen:
        raise Conflict("Somebody else has said something about this incident meanwhile.")


def _end(schedule: Schedule, completed_at: datetime) -> datetime:
    """Save the end and return it. One before a beginning that is still to come cancels the maintenance."""
    if schedule.is_cancelled or schedule.status_at(clock.now()) is ScheduleStatus.UPCOMING:
        completed_at = max(completed_at, schedule.scheduled_at)
    elif completed_at < schedule.scheduled_at:
        require_end_after_beginning(schedule.scheduled_at, completed_at)
    save_changes(schedule, {"completed_at": completed_at})
    return completed_at


def _assert(incident: Incident, said: StatusReport, actor: Actor) -> None:
    """What it changes of the incident is an event of its own."""
    require_impacts([said])
    before = save_changes(incident, {"component_id": said.component_id})
    before |= report_status(incident, said, actor)
    if before:
        log.record(IncidentUpdated(subject_id=incident.pk, row=row_of(incident), before=before), actor=actor)
