"""What operators have in hand now, whatever guests may see of it, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Prefetch
from django.db.models.functions import Coalesce, Greatest

from heliograph.status.models import Component, Incident, IncidentImpact, Schedule, is_unfinished
from heliograph.status.queries import effective_statuses, known_incidents, known_schedules
from heliograph.status.truth import ComponentSeen, Doubtful, IncidentSeen, WindowSeen, doubts
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from heliograph.actors import Actor

_MOST = 100
"""Of each: whoever has more in hand than that reads no list."""


@dataclass(frozen=True, kw_only=True)
class IncidentInHand:
    incident: Incident
    last_word: datetime
    is_public: bool
    """Published, and for everyone to see: it counts."""


@dataclass(frozen=True, kw_only=True)
class WindowInHand:
    window: Schedule
    last_word: datetime
    is_in_progress: bool


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """`ailing` are the components that are not shown as operational, the worst first."""

    incidents: tuple[IncidentInHand, ...]
    windows: tuple[WindowInHand, ...]
    ailing: tuple[tuple[Component, ComponentStatus], ...]
    doubts: tuple[Doubtful, ...]


def at_work(actor: Actor, *, at: datetime, silent_after: timedelta) -> AtWork:
    incidents, windows = _incidents(actor, at), _windows(actor, at)
    components = list(Component.objects.existing().filter(enabled=True).order_by("id"))
    statuses = effective_statuses(components, at=at)
    ailing = [(one, statuses[one.pk]) for one in components]
    seen = _components_seen(ailing, incidents, windows)
    found = doubts(
        seen,
        [
            IncidentSeen(id=one.incident.pk, name=one.incident.name, last_word=one.last_word)
            for one in incidents
            if one.is_public
        ],
        [_window_seen(one) for one in windows if one.is_in_progress],
        at=at,
        silent_after=silent_after,
    )
    return AtWork(
        incidents=tuple(incidents),
        windows=tuple(windows),
        ailing=tuple(
            sorted(
                (pair for pair in ailing if pair[1] is not ComponentStatus.OPERATIONAL),
                key=lambda pair: (-pair[1].severity, pair[0].name),
            )
        ),
        doubts=tuple(found),
    )


def _incidents(actor: Actor, at: datetime) -> list[IncidentInHand]:
    known = known_incidents(actor, at=at).exclude(status=IncidentStatus.FIXED)
    rows = known.annotate(newest=Max("updates__created_at")).order_by("-stickied", "-created_at", "-id")[
        :_MOST
    ]
    named = rows.prefetch_related(Prefetch("impacts", IncidentImpact.objects.order_by("id")))
    return [
        IncidentInHand(
            incident=one,
            last_word=max(one.newest or one.created_at, one.created_at),
            is_public=one.visible == Visibility.EVERYONE
            and (one.published_at is None or one.published_at <= at),
        )
        for one in named
    ]


def _windows(actor: Actor, at: datetime) -> list[WindowInHand]:
    """In progress and to come."""
    rows = known_schedules(actor, at=at).filter(is_unfinished(at=at))
    word = Greatest("scheduled_at", Coalesce(Max("updates__created_at"), "scheduled_at"))
    rows = rows.annotate(newest=word).order_by("scheduled_at", "id")[:_MOST]
    return [
        WindowInHand(window=one, last_word=one.newest, is_in_progress=one.scheduled_at <= at)
        for one in rows.prefetch_related("impacts")
    ]


def _components_seen(
    shown: list[tuple[Component, ComponentStatus]],
    incidents: list[IncidentInHand],
    windows: list[WindowInHand],
) -> list[ComponentSeen]:
    named: dict[int, list[int]] = defaultdict(list)
    for one in incidents:
        for impact in one.incident.impacts.all() if one.is_public else ():
            named[impact.component_id].append(one.incident.pk)
    worked_on = {
        impact.component_id for one in windows if one.is_in_progress for impact in one.window.impacts.all()
    }
    return [
        ComponentSeen(
            id=component.pk,
            name=component.name,
            status=status,
            incidents=named[component.pk],
            is_in_window=component.pk in worked_on,
        )
        for component, status in shown
    ]


def _window_seen(one: WindowInHand) -> WindowSeen:
    return WindowSeen(
        id=one.window.pk,
        name=one.window.name,
        began_at=one.window.scheduled_at,
        ends_at=one.window.completed_at,
        last_word=one.last_word,
    )
