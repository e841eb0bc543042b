from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.status.vocabulary import IncidentStatus
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.cards import (
    Affected,
    Note,
    affected_by,
    incident_notes,
    mark_of_incident,
)

if TYPE_CHECKING:
    from heliograph.status.models import Incident
    from heliograph.surfaces.public.presenters.moments import Calendar, Moment
    from heliograph.surfaces.public.presenters.paint import Mark


@dataclass(frozen=True, kw_only=True)
class IncidentPage:
    """Newest note first. `follow_url` is empty once it is over."""

    name: str
    mark: Mark
    begins: Moment
    affected: tuple[Affected, ...]
    notes: tuple[Note, ...]
    follow_url: str


def incident_shown(incident: Incident, calendar: Calendar) -> IncidentPage:
    is_over = IncidentStatus(incident.status).is_resolved
    return IncidentPage(
        name=incident.name,
        mark=mark_of_incident(incident),
        begins=calendar.moment(incident.began_at),
        affected=affected_by(incident.impacts.all()),
        notes=incident_notes(incident, calendar),
        follow_url="" if is_over else link_to("follow-incident", incident.guid),
    )
