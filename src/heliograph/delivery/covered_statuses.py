"""Status changes of components as visitors see them.

Notifications report effective statuses. A change of the baseline that an incident or maintenance covers is
reported to nobody; it is stored, and reported once it is what visitors see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from heliograph.delivery.models import CoveredStatus
from heliograph.delivery.steps import CLOCK
from heliograph.events import log
from heliograph.events.kinds import ComponentStatusChanged, ComponentStatusUncovered
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.status.models import Component
from heliograph.status.queries import effective_statuses
from heliograph.status.steps import row_of
from heliograph.status.vocabulary import ComponentStatus, StatusSource

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class StatusChange:
    """A change that visitors see."""

    old: int
    new: int


def visible_change(event: Event) -> StatusChange | None:
    """The change of a component that an event reports; None where visitors see none."""
    payload = event.payload
    match event.kind:
        case ComponentStatusUncovered.kind:
            return StatusChange(old=payload["old_status"], new=payload["new_status"])
        case ComponentStatusChanged.kind:
            old = payload.get("old_effective_status", payload["old_status"])
            new = payload.get("new_effective_status", payload["new_status"])
            return None if old == new else StatusChange(old=old, new=new)
        case _:
            return None


def follow(event: Event) -> None:
    """Stores a covered change, and records an event for each stored one that visitors see by now.

    Runs in the transaction that looks at the event, in the order of events.
    """
    if event.kind == ComponentStatusChanged.kind:
        _store(event)
    elif event.subject_type not in {"incident", "schedule"}:
        return
    for one in _uncovered():
        _record(one, event)


def _store(event: Event) -> None:
    """Keeps a row for as long as the baseline is not what was last reported."""
    row = CoveredStatus.objects.filter(component=event.subject_id).first()
    change = visible_change(event)
    if change is not None:
        reported = change.new
    else:
        reported = event.payload["old_status"] if row is None else row.reported
    baseline = event.payload["new_status"]
    if reported == baseline:
        CoveredStatus.objects.filter(component=event.subject_id).delete()
    else:
        values = {"baseline": baseline, "reported": reported}
        CoveredStatus.objects.update_or_create(component_id=event.subject_id, defaults=values)


def _uncovered() -> list[CoveredStatus]:
    """Those whose baseline is what visitors see, and nothing else would make it so."""
    rows = list(CoveredStatus.objects.filter(component__deleted_at=None).order_by("pk"))
    if not rows:
        return []
    baselines = {one.pk: ComponentStatus(one.baseline) for one in rows}
    effective = _effective(baselines.items())
    without_baseline = _effective((pk, ComponentStatus.OPERATIONAL) for pk in baselines)
    return [
        one
        for one in rows
        if effective[one.pk] == baselines[one.pk]
        and (one.baseline == ComponentStatus.OPERATIONAL or without_baseline[one.pk] != one.baseline)
    ]


def _effective(baselines: Iterable[tuple[int, ComponentStatus]]) -> dict[int, ComponentStatus]:
    # Statuses are those of the beginning of a second, when maintenance that has just ended was in progress.
    at = clock.now() + _SECOND
    return effective_statuses([Component(pk=pk, status=status) for pk, status in baselines], at=at)


def _record(uncovered: CoveredStatus, event: Event) -> None:
    """Leaves it to a later change of the baseline if there is one: that one is looked at next.

    The component is locked, so that a change that commits later has a later event.
    """
    component = Component.objects.select_for_update().get(pk=uncovered.pk)
    later = Event.objects.filter(kind=ComponentStatusChanged.kind, subject_type="component")
    if later.filter(subject_id=component.pk, pk__gt=event.pk).exists():
        return
    uncovered.delete()
    happening = ComponentStatusUncovered(
        subject_id=component.pk,
        row=row_of(component),
        old_status=uncovered.reported,
        new_status=uncovered.baseline,
        source=StatusSource.SYSTEM,
    )
    log.record(happening, actor=CLOCK)
