"""What an incident would do, were it created now. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.actors import Ability
from heliograph.status.checks import allowed_occurrence, require_lengths
from heliograph.status.impact import most_severe, system_status
from heliograph.status.models import Component, Incident
from heliograph.status.queries import EVERYONE, effective_statuses
from heliograph.status.steps import impacts_of, require_impacts
from heliograph.status.vocabulary import SystemStatus, Visibility
from heliograph.status.wording import message_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from heliograph.actors import Actor
    from heliograph.status.drafts import IncidentDraft
    from heliograph.status.vocabulary import ComponentStatus


@dataclass(frozen=True, kw_only=True)
class IncidentPreview:
    """`incident` is not saved. `counts`: guests would see it at once. `statuses` are of what it affects."""

    incident: Incident
    counts: bool
    statuses: Mapping[Component, ComponentStatus]
    system: SystemStatus


def preview_of(
    draft: IncidentDraft, *, actor: Actor, at: datetime, major_outage_threshold: int
) -> IncidentPreview:
    """Raises what creating it would raise."""
    actor.require(Ability.INCIDENTS_MANAGE)
    require_impacts(draft.impacts, draft.component)
    message = message_of(draft)
    require_lengths({"name": draft.name, "message": message})
    allowed_occurrence(draft.occurred_at, published_at=draft.published_at)
    incident = Incident(
        name=draft.name,
        status=draft.status,
        message=message,
        visible=draft.visible,
        notifications=draft.notifications,
        published_at=draft.published_at,
    )
    is_published = draft.published_at is None or draft.published_at <= at
    counts = draft.visible is Visibility.EVERYONE and is_published and not draft.status.is_resolved
    components = list(Component.objects.visible_to(EVERYONE))
    given = {one.component_id: one.status for one in impacts_of(draft)} if counts else {}
    then = {
        pk: most_severe([now, given.get(pk, now)])
        for pk, now in effective_statuses(components, at=at).items()
    }
    has_open = counts or Incident.objects.counting(at=at).exists()
    return IncidentPreview(
        incident=incident,
        counts=counts,
        statuses={one: then[one.pk] for one in components if one.pk in _affected(draft)},
        system=system_status(
            then.values(), has_open_incident=has_open, major_outage_threshold=major_outage_threshold
        ),
    )


def _affected(draft: IncidentDraft) -> set[int]:
    return {one.component_id for one in impacts_of(draft)}
