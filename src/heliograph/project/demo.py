"""A living demo: what the page of a middling company looks like in the midst of an incident."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from heliograph.actors import Actor
from heliograph.errors import Conflict
from heliograph.metrics.drafts import MetricDraft, PointDraft, PointsDraft
from heliograph.metrics.metrics import create_metric
from heliograph.metrics.points import record_points
from heliograph.metrics.vocabulary import MetricCalculation
from heliograph.site.models import Setting
from heliograph.site.settings import change_setting
from heliograph.status.components import create_component
from heliograph.status.drafts import (
    ComponentDraft,
    ComponentGroupDraft,
    ImpactDraft,
    IncidentDraft,
    IncidentUpdateDraft,
    ScheduleDraft,
)
from heliograph.status.groups import create_component_group
from heliograph.status.incidents import create_incident
from heliograph.status.maintenance import create_schedule
from heliograph.status.models import Component, ComponentGroup, Incident, Schedule, Update
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import ComponentStatus, GroupDisplay, IncidentStatus, Visibility

GROUPS = {
    "Website": ("Landing pages", "Shop", "Checkout"),
    "Interfaces": ("REST API", "Webhooks", "GraphQL"),
    "Platform": ("Database", "Search", "Mail delivery", "Background jobs"),
}
INTRODUCTION = {
    "name": "Heliograph Demo",
    "about": "A demo: nothing here is real. Change what you like.",
}
AGE = timedelta(days=120)
"""Of all components: a page has a past from its first day."""

ALONE = ("Documentation", "Support desk")


@dataclass(frozen=True, kw_only=True)
class Word:
    """`after` is counted from the incident's beginning."""

    after: timedelta
    status: IncidentStatus
    message: str


@dataclass(frozen=True, kw_only=True)
class Story:
    began: timedelta
    """Before now."""
    name: str
    message: str
    component: str
    impact: ComponentStatus
    words: tuple[Word, ...]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A metric whose points go up and down over the day, by `swing` around `middle`."""

    metric: MetricDraft
    middle: float
    swing: float


CURVES = (
    Curve(
        metric=MetricDraft(
            name="Response time", suffix="ms", calc_type=MetricCalculation.AVERAGE, places=0, threshold=1
        ),
        middle=140,
        swing=45,
    ),
    Curve(metric=MetricDraft(name="Orders", suffix="a minute", places=0, threshold=1), middle=60, swing=40),
)
_EVERY = timedelta(minutes=5)

RUNNING = Story(
    began=timedelta(minutes=50),
    name="Checkout is slow",
    message="Some payments take up to a minute. We are **looking into it**.",
    component="Checkout",
    impact=ComponentStatus.PERFORMANCE_ISSUES,
    words=(
        Word(
            after=timedelta(minutes=12),
            status=IncidentStatus.IDENTIFIED,
            message="Connections to one payment provider pile up. We route around it.",
        ),
        Word(
            after=timedelta(minutes=35),
            status=IncidentStatus.WATCHING,
            message="Payments are quick again for most. We keep watching.",
        ),
    ),
)

_PLOTS = (
    ("Search returns errors", "Search", ComponentStatus.PARTIAL_OUTAGE, "An index was rebuilt."),
    ("Webhooks arrive late", "Webhooks", ComponentStatus.PERFORMANCE_ISSUES, "The queue is empty again."),
    ("The API does not answer", "REST API", ComponentStatus.MAJOR_OUTAGE, "A bad release was taken back."),
    (
        "Mails are held back",
        "Mail delivery",
        ComponentStatus.PARTIAL_OUTAGE,
        "The sender's limit was raised.",
    ),
    ("The shop is slow", "Shop", ComponentStatus.PERFORMANCE_ISSUES, "A missing cache was brought back."),
)
_DAYS_AGO = (2, 5, 11, 19, 24, 38, 47, 61, 75, 88)


def past() -> tuple[Story, ...]:
    return tuple(_resolved(days, turn) for turn, days in enumerate(_DAYS_AGO))


def _resolved(days: int, turn: int) -> Story:
    name, component, impact, end = _PLOTS[turn % len(_PLOTS)]
    lasted = timedelta(minutes=17 * (turn + 1))
    return Story(
        began=timedelta(days=days, hours=turn),
        name=name,
        message="We have seen it too, and are investigating.",
        component=component,
        impact=impact,
        words=(
            Word(after=lasted / 3, status=IncidentStatus.IDENTIFIED, message="We know the cause."),
            Word(after=lasted, status=IncidentStatus.FIXED, message=end),
        ),
    )


def fill(*, actor: Actor, now: datetime) -> dict[str, int]:
    """Add the demo's content, and return the number of each kind. Raises Conflict if anything is there."""
    _require_empty()
    components = _make_components(actor)
    Component.objects.update(created_at=now - AGE)
    for story in (*past(), RUNNING):
        _tell(story, components[story.component], actor=actor, now=now)
    for curve in CURVES:
        _chart(curve, actor=actor, now=now)
    windows = _windows(components["Database"], now)
    for draft in windows:
        create_schedule(draft, actor=actor)
    return {
        "groups": len(GROUPS),
        "components": len(components),
        "incidents": len(past()) + 1,
        "maintenance": len(windows),
        "metrics": len(CURVES),
    }


def introduce(*, actor: Actor) -> None:
    """Name the page a demo, where the owner has not chosen a name or a description."""
    chosen = set(Setting.objects.filter(name__in=INTRODUCTION).values_list("name", flat=True))
    for name, value in INTRODUCTION.items():
        if name not in chosen:
            change_setting(name, value, actor=actor)


def _require_empty() -> None:
    for kind in (Component, ComponentGroup, Incident, Schedule):
        if kind.objects.exists():
            raise Conflict("This installation is not empty. Choose another folder with HELIOGRAPH_DATA.")


def _make_components(actor: Actor) -> dict[str, int]:
    ids: dict[str, int] = {}
    for order, (group_name, names) in enumerate(GROUPS.items()):
        display, visible = GroupDisplay.EXPANDED, Visibility.EVERYONE
        group = ComponentGroupDraft(name=group_name, order=order, collapsed=display, visible=visible)
        group_id = create_component_group(group, actor=actor).pk
        ids |= {name: _make_component(name, group_id, actor) for name in names}
    return ids | {name: _make_component(name, None, actor) for name in ALONE}


def _make_component(name: str, group_id: int | None, actor: Actor) -> int:
    draft = ComponentDraft(name=name, status=ComponentStatus.OPERATIONAL, component_group_id=group_id)
    return create_component(draft, actor=actor).pk


def _tell(story: Story, component_id: int, *, actor: Actor, now: datetime) -> None:
    began = now - story.began
    draft = IncidentDraft(
        name=story.name,
        status=IncidentStatus.INVESTIGATING,
        message=story.message,
        visible=Visibility.EVERYONE,
        occurred_at=began,
        published_at=began,
        impacts=(ImpactDraft(component_id=component_id, status=story.impact),),
    )
    incident = create_incident(draft, actor=actor)
    _backdate(incident, began)
    for word in story.words:
        said = IncidentUpdateDraft(incident_id=incident.pk, status=word.status, message=word.message)
        _backdate(record_incident_update(said, actor=actor), began + word.after)
        Incident.objects.filter(pk=incident.pk).update(updated_at=began + word.after)


def _chart(curve: Curve, *, actor: Actor, now: datetime) -> None:
    """A day and a half of points: the quiet of the night, the rush of noon, and some noise."""
    metric = create_metric(curve.metric, actor=actor)
    moments = [now - _EVERY * step for step in reversed(range(36 * 12))]
    points = [PointDraft(value=_value(curve, at), at=at) for at in moments]
    record_points(PointsDraft(metric_id=metric.pk, points=points), actor=actor)


def _value(curve: Curve, at: datetime) -> float:
    hour = at.hour + at.minute / 60
    noise = math.sin(at.timestamp() / 700) + math.sin(at.timestamp() / 230)
    return round(curve.middle - curve.swing * math.cos(math.tau * hour / 24) + noise * curve.swing / 8, 1)


def _backdate(row: Incident | Update, at: datetime) -> None:
    """No verb can say when something was said: only a demo needs a past that did not happen."""
    type(row).objects.filter(pk=row.pk).update(created_at=at, updated_at=at)


def _windows(component_id: int, now: datetime) -> tuple[ScheduleDraft, ...]:
    impacts = (ImpactDraft(component_id=component_id, status=ComponentStatus.UNDER_MAINTENANCE),)
    day = now.replace(hour=2, minute=0, second=0, microsecond=0)
    coming, gone = day + timedelta(days=3), day - timedelta(days=16)
    return tuple(
        ScheduleDraft(
            name="Database upgrade",
            message="The database moves to a newer version. Pages may be slow for some minutes.",
            scheduled_at=start,
            completed_at=start + timedelta(hours=2),
            published_at=min(now, start - timedelta(days=7)),
            impacts=impacts,
        )
        for start in (coming, gone)
    )
