from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.events import log
from heliograph.events.kinds import (
    Impact,
    IncidentCreated,
    IncidentDeleted,
    IncidentRestored,
    IncidentUpdated,
)
from heliograph.lib import clock
from heliograph.lib.unset import UNSET, given
from heliograph.status.checks import allowed_occurrence, require_lengths
from heliograph.status.component_recovery import report_status
from heliograph.status.drafts import StatusReport
from heliograph.status.models import Incident, IncidentImpact
from heliograph.status.queries import known_incidents
from heliograph.status.steps import (
    author_of,
    impacts_of,
    locked,
    require_impacts,
    row_of,
    save_changes,
    touch,
)
from heliograph.status.wording import message_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heliograph.status.drafts import ImpactDraft, IncidentChanges, IncidentDraft


@transaction.atomic(durable=True)
def create_incident(draft: IncidentDraft, *, actor: Actor) -> Incident:
    actor.require(Ability.INCIDENTS_MANAGE)
    single = draft.component or draft.assertion
    require_impacts(draft.impacts, single)
    message = message_of(draft)
    require_lengths({"name": draft.name, "message": message})
    incident = Incident.objects.create(
        name=draft.name,
        status=draft.status,
        initial_status=draft.status,
        message=message,
        visible=draft.visible,
        stickied=draft.stickied,
        notifications=draft.notifications,
        occurred_at=allowed_occurrence(draft.occurred_at, published_at=draft.published_at),
        published_at=draft.published_at or clock.this_second(),
        component_id=single.component_id if single else None,
        user_id=author_of(actor),
        meta=dict(draft.meta),
    )
    impacts = _attach(incident, impacts_of(draft))
    log.record(IncidentCreated(subject_id=incident.pk, row=row_of(incident), impacts=impacts), actor=actor)
    if draft.assertion is not None:
        report_status(incident, draft.assertion, actor)
    return incident


@transaction.atomic(durable=True)
def update_incident(incident_id: int, changes: IncidentChanges, *, actor: Actor) -> Incident:
    actor.require(Ability.INCIDENTS_MANAGE)
    incident = locked(Incident.objects.existing(), incident_id)
    values = given(changes)
    impacts = cast("Sequence[ImpactDraft] | None", values.pop("impacts", None))
    assertion = values.pop("assertion", None)
    if isinstance(assertion, StatusReport):
        require_impacts([assertion])
        values["component_id"] = assertion.component_id
    require_lengths(values)
    values["occurred_at"] = _occurrence(incident, changes)
    before = _save(incident, values)
    if impacts is not None:
        require_impacts(impacts)
        before |= _replace_impacts(incident, impacts)
    if isinstance(assertion, StatusReport):
        before |= report_status(incident, assertion, actor)
    if before:
        log.record(IncidentUpdated(subject_id=incident.pk, row=row_of(incident), before=before), actor=actor)
    return incident


@transaction.atomic(durable=True)
def delete_incident(incident_id: int, *, actor: Actor) -> None:
    """It is kept as a deleted row with its updates, and never shown."""
    actor.require(Ability.INCIDENTS_DELETE)
    incident = locked(known_incidents(actor, at=clock.now()), incident_id)
    incident.deleted_at = clock.now()
    incident.save(update_fields=["deleted_at"])
    log.record(IncidentDeleted(subject_id=incident.pk, row=row_of(incident)), actor=actor)


@transaction.atomic(durable=True)
def restore_incident(incident_id: int, *, actor: Actor) -> Incident:
    """As it was, with its updates. Nobody is told a second time."""
    actor.require(Ability.INCIDENTS_DELETE)
    incident = locked(Incident.objects.exclude(deleted_at=None), incident_id)
    incident.deleted_at = None
    incident.save(update_fields=["deleted_at"])
    log.record(IncidentRestored(subject_id=incident.pk, row=row_of(incident)), actor=actor)
    return incident


def _occurrence(incident: Incident, changes: IncidentChanges) -> datetime | None:
    """Checked only where it changes: an imported incident may begin in the future, and stays editable."""
    occurred_at = incident.occurred_at if changes.occurred_at is UNSET else changes.occurred_at
    published_at = incident.published_at if changes.published_at is UNSET else changes.published_at
    if (occurred_at, published_at) == (incident.occurred_at, incident.published_at):
        return occurred_at
    return allowed_occurrence(occurred_at, published_at=published_at)


def _save(incident: Incident, values: dict[str, object]) -> dict[str, object]:
    """Save what differs and return what it was. A changed status is remembered as a direct edit."""
    status = values.get("status", incident.status)
    if status == incident.status:
        return save_changes(incident, values)
    before = save_changes(incident, values | {"set_status": status, "status_set_at": clock.now()})
    return {name: value for name, value in before.items() if name in values}


def _attach(incident: Incident, drafts: Sequence[ImpactDraft]) -> tuple[Impact, ...]:
    impacts = tuple(Impact(component_id=one.component_id, status=one.status) for one in drafts)
    IncidentImpact.objects.bulk_create(
        IncidentImpact(incident=incident, component_id=one.component_id, status=one.status) for one in impacts
    )
    return impacts


def _replace_impacts(incident: Incident, drafts: Sequence[ImpactDraft]) -> dict[str, object]:
    """What the incident affected before; nothing where that stays as it is."""
    old = dict(incident.impacts.values_list("component_id", "status"))
    if old == {one.component_id: one.status for one in drafts}:
        return {}
    incident.impacts.all().delete()
    _attach(incident, drafts)
    touch(incident)
    return {"impacts": [{"component_id": pk, "status": status} for pk, status in old.items()]}
