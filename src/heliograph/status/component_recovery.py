"""Recovery of a component that Cachet 2's API reports as operational.

Clients of Cachet 2 open an incident for each event and close one of them at most: there, the last component
status that was sent is the component's. Here an open incident holds its component, so a report that the
component is operational also ends what the same user's tokens reported through that API before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.actors import Ability
from heliograph.events import log
from heliograph.events.kinds import (
    IncidentCreated,
    IncidentPublished,
    IncidentRanLong,
    IncidentUpdated,
    IncidentUpdateRecorded,
)
from heliograph.events.origins import origins_of
from heliograph.lib.claims import free
from heliograph.status.models import Incident, IncidentImpact, Update
from heliograph.status.steps import assert_status, author_of, follow_updates, row_of, touch
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heliograph.actors import Actor
    from heliograph.events.origins import Origin
    from heliograph.status.drafts import StatusReport

CLOSING_MESSAGE = "Closed: the component was reported operational."

_CHANGES_NOTHING = frozenset({IncidentPublished.kind, IncidentRanLong.kind})
"""Kinds that the clock records about an incident without changing it."""


def report_status(incident: Incident, report: StatusReport, actor: Actor) -> dict[str, object]:
    """Applies the component status that Cachet 2's API sends with an incident; returns the old impact.

    A fixed incident that reports its component as operational also ends the earlier reports.
    """
    before = assert_status(incident, report, actor)
    if incident.status == IncidentStatus.FIXED and report.status is ComponentStatus.OPERATIONAL:
        end_reported_impacts(report.component_id, actor, notify=report.notify)
    return before


def end_reported_impacts(component_id: int, actor: Actor, *, notify: bool = False) -> None:
    """Ends the impacts that the actor's user put on the component through the actor's interface.

    An incident that this user created there, that names this component alone and that nothing else changed
    is closed. Any other incident stays open. An actor that may not manage incidents ends nothing.

    The caller has locked the component, so of two reports the second finds what the first has left. An
    incident that another transaction holds is skipped instead of waited for: that transaction may be
    waiting for the component.
    """
    if not actor.may(Ability.INCIDENTS_MANAGE):
        return
    impacts = IncidentImpact.objects.filter(component=component_id).exclude(status=None)
    holding = impacts.exclude(status=ComponentStatus.OPERATIONAL).values("incident")
    incidents = free(Incident.objects.existing().open().filter(pk__in=holding).order_by("pk")).in_bulk()
    origins = origins_of(IncidentCreated.subject_type, incidents) if incidents else []
    for pk, incident in incidents.items():
        history = [one for one in origins if one.subject_id == pk and one.kind not in _CHANGES_NOTHING]
        if _is_closable(incident, history, component_id, actor):
            _close(incident, actor, notify=notify)
        elif _is_impact_reported(history, actor):
            _end_impact(incident, component_id, actor)


def _is_closable(incident: Incident, history: Sequence[Origin], component_id: int, actor: Actor) -> bool:
    names = set(incident.impacts.values_list("component_id", flat=True)) | {incident.component_id}
    is_own = _is_created_by(history, actor) and all(_is_by(one, actor) for one in history)
    return is_own and names - {None} == {component_id}


def _is_impact_reported(history: Sequence[Origin], actor: Actor) -> bool:
    """Whether the actor's user created the incident and no other user or interface changed its impacts."""
    foreign = [one for one in history if not _is_by(one, actor)]
    return _is_created_by(history, actor) and not any("impacts" in one.changed for one in foreign)


def _is_created_by(history: Sequence[Origin], actor: Actor) -> bool:
    return any(one.kind == IncidentCreated.kind and _is_by(one, actor) for one in history)


def _is_by(origin: Origin, actor: Actor) -> bool:
    return (origin.door, origin.user_id) == (actor.door, actor.user_id)


def _close(incident: Incident, actor: Actor, *, notify: bool) -> None:
    update = Update.objects.create(
        incident=incident,
        status=IncidentStatus.FIXED,
        message=CLOSING_MESSAGE,
        user_id=author_of(actor),
    )
    recorded = IncidentUpdateRecorded(
        subject_id=incident.pk,
        row=row_of(update),
        incident_status=follow_updates(incident),
        notify=notify,
    )
    log.record(recorded, actor=actor)


def _end_impact(incident: Incident, component_id: int, actor: Actor) -> None:
    """The incident goes on and still names the component, which counts as operational in it."""
    impact = incident.impacts.get(component=component_id)
    before = {"impacts": [{"component_id": component_id, "status": impact.status}]}
    impact.status = ComponentStatus.OPERATIONAL
    impact.save(update_fields=["status"])
    touch(incident)
    log.record(IncidentUpdated(subject_id=incident.pk, row=row_of(incident), before=before), actor=actor)
