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
from heliograph.status.models import Update
from heliograph.status.queries import known_incidents, known_schedules
from heliograph.status.steps import assert_status, author_of, locked, require_impacts, row_of, save_changes

if TYPE_CHECKING:
    from heliograph.lib.unset import Unset
    from heliograph.status.drafts import (
        ImpactDraft,
        IncidentUpdateChanges,
        IncidentUpdateDraft,
        ScheduleUpdateChanges,
        ScheduleUpdateDraft,
    )
    from heliograph.status.models import Incident


@transaction.atomic(durable=True)
def record_incident_update(draft: IncidentUpdateDraft, *, actor: Actor) -> Update:
    actor.require(Ability.INCIDENT_UPDATES_MANAGE)
    incident = locked(known_incidents(actor, at=clock.now()), draft.incident_id)
    _require_newest(incident, draft.after)
    update = Update.objects.create(
        incident=incident, status=draft.status, message=draft.message, user_id=author_of(actor)
    )
    status = _follow_newest_update(incident)
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
    before = save_changes(update, given(changes))
    if before:
        status = _follow_newest_update(incident)
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
    status = _follow_newest_update(incident)
    log.record(IncidentUpdateDeleted(subject_id=incident.pk, row=row, incident_status=status), actor=actor)


@transaction.atomic(durable=True)
def record_schedule_update(draft: ScheduleUpdateDraft, *, actor: Actor) -> Update:
    """With `completed_at` it ends the window."""
    actor.require(Ability.SCHEDULE_UPDATES_MANAGE)
    schedule = locked(known_schedules(actor, at=clock.now()), draft.schedule_id)
    update = Update.objects.create(schedule=schedule, message=draft.message, user_id=author_of(actor))
    ended = None if draft.completed_at is None else timestamp(draft.completed_at)
    if draft.completed_at is not None:
        save_changes(schedule, {"completed_at": draft.completed_at})
    recorded = ScheduleUpdateRecorded(subject_id=schedule.pk, row=row_of(update), completed_at=ended)
    log.record(recorded, actor=actor)
    return update


@transaction.atomic(durable=True)
def edit_schedule_update(
    schedule_id: int, update_id: int, changes: ScheduleUpdateChanges, *, actor: Actor
) -> Update:
    actor.require(Ability.SCHEDULE_UPDATES_MANAGE)
    schedule = locked(known_schedules(actor, at=clock.now()), schedule_id)
    update = locked(schedule.updates.all(), update_id)
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


def _assert(incident: Incident, said: ImpactDraft, actor: Actor) -> None:
    """What it changes of the incident is an event of its own."""
    require_impacts([said])
    before = save_changes(incident, {"component_id": said.component_id})
    before |= assert_status(incident, said, actor)
    if before:
        log.record(IncidentUpdated(subject_id=incident.pk, row=row_of(incident), before=before), actor=actor)


def _follow_newest_update(incident: Incident) -> int:
    """An incident's status is that of its newest update with a status; without one it stays."""
    newest = incident.updates.exclude(status=None).order_by("-created_at", "-id")
    status = newest.values_list("status", flat=True).first()
    if status is not None:
        save_changes(incident, {"status": status})
    return incident.status
