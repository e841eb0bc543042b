"""What the ninety days of components need: three queries that read what lasted into them and no more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import CharField, ExpressionWrapper, Q, Value
from django.db.models.functions import Cast

from heliograph.errors import NotFound
from heliograph.lib.instants import Instant
from heliograph.status.history import DOWN, Change, Impact, Interval, Past, by_day, days_touched, intervals
from heliograph.status.models import IS_CANCELLED, Component, ComponentStatusChange, Incident, Schedule
from heliograph.status.queries import BEGAN, ENDED, EVERYONE
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from heliograph.status.history import Day
    from heliograph.status.queries import Span

    HappenedRow = tuple[int | None, int | None, int, str | None, str, datetime, datetime | None]


class Happened(NamedTuple):
    """An incident or a maintenance window, which has no guid, and what it did to a component."""

    id: int
    guid: str | None
    name: str
    impact: Impact


@dataclass(frozen=True, kw_only=True)
class Availability:
    """Of one component: day by day, the oldest first, and without a break.

    Each day of `dates` begins at one of `midnights`. `days` holds None for those on which the component was
    not there yet, `happened` what began or lasted on each, newest first.
    """

    midnights: Sequence[datetime]
    dates: Sequence[date]
    days: Sequence[Day | None]
    happened: Sequence[Sequence[Happened]]
    intervals: Sequence[Interval]


@dataclass(frozen=True, kw_only=True)
class Availabilities:
    """`of` by component id; `incidents` hit any component or none, once for each that they hit."""

    of: Mapping[int, Availability]
    incidents: Sequence[Impact]


class _Given(NamedTuple):
    """All that a component's availability comes from, but the moment. `days` are told by zone and bounds."""

    days: tuple[str, datetime, datetime]
    created_at: datetime
    baseline: int
    changes: Sequence[Change]
    incidents: Sequence[Happened]
    windows: Sequence[Happened]


@dataclass(frozen=True, kw_only=True)
class _Read:
    """Mappings are by component id, None where an incident hit none.

    The last of the midnights ends the newest of the dates.
    """

    zone: ZoneInfo
    dates: Sequence[date]
    midnights: Sequence[datetime]
    changes: Mapping[int, Sequence[Change]]
    incidents: Mapping[int | None, Sequence[Happened]]
    windows: Mapping[int | None, Sequence[Happened]]

    def given_of(self, component: Component) -> _Given:
        return _Given(
            days=(self.zone.key, self.midnights[0], self.midnights[-1]),
            created_at=component.created_at,
            baseline=component.status,
            changes=self.changes.get(component.pk, ()),
            incidents=self.incidents.get(component.pk, ()),
            windows=self.windows.get(component.pk, ()),
        )

    def past_of(self, component: Component) -> Past:
        return Past(
            created_at=component.created_at,
            baseline=ComponentStatus(component.status),
            changes=self.changes.get(component.pk, ()),
            incidents=[one.impact for one in self.incidents.get(component.pk, ())],
            windows=[one.impact for one in self.windows.get(component.pk, ())],
        )

    def happened_to(self, component: Component) -> list[Happened]:
        """Newest first."""
        happened = [*self.incidents.get(component.pk, ()), *self.windows.get(component.pk, ())]
        return sorted(happened, key=lambda one: (one.impact.begins, one.id), reverse=True)


def component_seen(component_id: int) -> Component:
    """Raises NotFound, also for one that guests may not see."""
    component = Component.objects.visible_to(EVERYONE).filter(pk=component_id).first()
    if component is None:
        raise NotFound("There is no such component.")
    return component


def availability(component: Component, span: Span, *, at: datetime) -> Availability:
    """Nothing in it is later than `at`."""
    read = _read(span, at=at, of=Q(component=component.pk), by=Q(impacts__component=component.pk))
    return _availability(component, read, at=at)


def availabilities(components: Iterable[Component], span: Span, *, at: datetime) -> Availabilities:
    """Three queries however many components there are, and nothing later than `at`."""
    by_id = {one.pk: one for one in components}
    # To look through an incident's impacts for fifty ids takes longer than to pass over those of others.
    read = _read(span, at=at, of=Q(component__in=list(by_id)), by=Q())
    return Availabilities(
        of={pk: _availability(one, read, at=at) for pk, one in by_id.items()},
        incidents=[one.impact for happened in read.incidents.values() for one in happened],
    )


_known: dict[int, tuple[_Given, datetime, Availability]] = {}
"""What was last made of a component's past. Most components of a page are as they were when it was rendered
before, and to work out fifty times ninety days is a sixth of all its time."""

_MOST_KNOWN = 1_000


def _availability(component: Component, read: _Read, *, at: datetime) -> Availability:
    given = read.given_of(component)
    known = _known.get(component.pk)
    if known is not None and known[0] == given and _still_holds(given, known[1], known[2], at=at):
        *before, last = known[2].intervals
        now = Interval(begins=last.begins, ends=at, status=last.status)
        return replace(known[2], intervals=[*before, now])
    made = _worked_out(component, read, at=at)
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[component.pk] = given, at, made
    return made


def _still_holds(given: _Given, then: datetime, made: Availability, *, at: datetime) -> bool:
    """Whether nothing is different but how late it is: nothing ended since, and no downtime goes on."""
    if not (made.intervals and then <= at < given.days[-1]) or made.intervals[-1].status in DOWN:
        return False
    ends = (one.impact.ends for one in (*given.incidents, *given.windows))
    changes = (one.at for one in given.changes)
    return not any(moment is not None and then < moment <= at for moment in (*ends, *changes))


def _worked_out(component: Component, read: _Read, *, at: datetime) -> Availability:
    midnights, until = read.midnights, min(read.midnights[-1], at)
    past = read.past_of(component)
    lasted = intervals(past, begins=midnights[0], ends=until)
    happened: list[tuple[Happened, ...]] = [()] * len(read.dates)
    for one in read.happened_to(component):
        begins = max(one.impact.begins, component.created_at)
        for index in days_touched(begins, one.impact.ends or until, midnights):
            happened[index] += (one,)
    return Availability(
        dates=read.dates,
        midnights=midnights[:-1],
        days=by_day(lasted, past.incidents, midnights),
        happened=happened,
        intervals=lasted,
    )


def _read(span: Span, *, at: datetime, of: Q, by: Q) -> _Read:
    """`of` chooses the rows that have a component, `by` the incidents and windows that have impacts."""
    midnights = span.midnights
    ends = min(midnights[-1], at)
    return _Read(
        zone=span.zone,
        dates=span.dates[::-1],
        midnights=midnights,
        changes=_changes(of, begins=midnights[0]),
        incidents=_by_component(_incidents(by, begins=midnights[0], at=at), ends=ends),
        windows=_by_component(_windows(by, begins=midnights[0], at=at), ends=ends),
    )


def _changes(of: Q, *, begins: datetime) -> dict[int, list[Change]]:
    """Without any, a component was all the time what it is now: nothing before has to be read."""
    changes: dict[int, list[Change]] = defaultdict(list)
    rows = ComponentStatusChange.objects.filter(of, at__gte=begins).order_by("at", "id")
    for component_id, at, old, new in rows.values_list("component_id", "at", "old_status", "new_status"):
        changes[component_id].append(Change(at=at, old=_STATUS[old], new=ComponentStatus(new)))
    return changes


def _incidents(by: Q, *, begins: datetime, at: datetime) -> QuerySet[Incident, HappenedRow]:
    # What lasted into the days was changed in them, if only to be fixed. Each side has its index.
    is_open = Q(deleted_at=None) & ~Q(status=IncidentStatus.FIXED)
    lasting = Incident.objects.visible_to(EVERYONE, at=at).filter(is_open | Q(updated_at__gte=begins))
    return lasting.filter(by).values_list(
        "impacts__component_id",
        "impacts__status",
        "pk",
        Cast("guid", CharField()),
        "name",
        ExpressionWrapper(BEGAN, output_field=Instant()),
        ExpressionWrapper(ENDED, output_field=Instant()),
    )


def _windows(by: Q, *, begins: datetime, at: datetime) -> QuerySet[Schedule, HappenedRow]:
    took_place = Schedule.objects.visible_to(EVERYONE, at=at).exclude(IS_CANCELLED)
    lasting = took_place.filter(Q(completed_at=None) | Q(completed_at__gte=begins))
    return lasting.filter(by).values_list(
        "impacts__component_id",
        "impacts__status",
        "pk",
        Value(None, CharField()),
        "name",
        "scheduled_at",
        "completed_at",
    )


def _by_component(rows: Iterable[HappenedRow], *, ends: datetime) -> dict[int | None, list[Happened]]:
    """Without those that begin later than the days end."""
    happened: dict[int | None, list[Happened]] = defaultdict(list)
    for component_id, status, pk, guid, name, began, ended in rows:
        if began < ends:
            until = None if ended is None else max(ended, began)
            impact = Impact(begins=began, ends=until, status=_STATUS[status])
            happened[component_id].append(Happened(id=pk, guid=guid, name=name, impact=impact))
    return happened


_STATUS: Mapping[int | None, ComponentStatus | None] = {None: None} | {
    one.value: one for one in ComponentStatus
}
"""Many times as quick as to ask the enum, which is what a thousand rows would notice."""
