"""Reads over several tables, each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils.text import slugify

from heliograph.actors import Ability, Actor, Door
from heliograph.errors import NotFound, Unauthenticated
from heliograph.lib import clock
from heliograph.lib.remembered import remembered
from heliograph.status.impact import effective_status, group_status, system_status
from heliograph.status.models import (
    Component,
    ComponentGroup,
    Incident,
    IncidentImpact,
    IncidentTemplate,
    Schedule,
    ScheduleImpact,
    Update,
    is_unfinished,
)
from heliograph.status.vocabulary import (
    ComponentStatus,
    GroupOrderColumn,
    IncidentStatus,
    OrderDirection,
    SystemStatus,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    Given = Mapping[int, Collection[ComponentStatus | None]]

EVERYONE = Actor.guest(door=Door.PUBLIC)
"""Whose view the system status is."""


def effective_statuses(components: Iterable[Component], *, at: datetime) -> dict[int, ComponentStatus]:
    """By component id, in two queries however many components there are."""
    return {one.pk: status for one, status in _with_status(components, *_given(at))}


def effective_change(
    component_id: int, old: ComponentStatus, new: ComponentStatus, *, at: datetime
) -> tuple[ComponentStatus, ComponentStatus]:
    """The effective statuses before and after a change of the baseline, in two queries."""
    windows, incidents = (given.get(component_id, ()) for given in _given(at))
    before = effective_status(old, windows=windows, incidents=incidents)
    return before, effective_status(new, windows=windows, incidents=incidents)


def _with_status(
    components: Iterable[Component], windows: Given, incidents: Given
) -> Iterator[tuple[Component, ComponentStatus]]:
    for one in components:
        baseline, by_windows = ComponentStatus(one.status), windows.get(one.pk, ())
        yield one, effective_status(baseline, windows=by_windows, incidents=incidents.get(one.pk, ()))


def with_effective_status(components: QuerySet[Component], *, at: datetime) -> QuerySet[Component]:
    """Each with its status as `effective`, for the database to filter and sort by: in three queries."""
    windows, incidents = _given(at)
    affected = Component.objects.filter(pk__in={*windows, *incidents})
    by_status: dict[ComponentStatus, list[int]] = defaultdict(list)
    for pk, status in effective_statuses(affected, at=at).items():
        by_status[status].append(pk)
    cases = [When(pk__in=ids, then=Value(status.value)) for status, ids in by_status.items()]
    return components.alias(effective=Case(*cases, default=F("status"), output_field=IntegerField()))


def tagged(components: QuerySet[Component], slugs: Collection[str]) -> QuerySet[Component]:
    """Those with any of the tags. SQLite cannot look into lists, and few components have tags."""
    with_tags = components.exclude(tags=[]).values_list("pk", "tags")
    return components.filter(
        pk__in=[pk for pk, tags in with_tags if not slugs_of(tags).keys().isdisjoint(slugs)]
    )


def slugs_of(tags: Iterable[str]) -> dict[str, str]:
    """Tags by their slugs."""
    return {slugify(tag, allow_unicode=True) or tag: tag for tag in tags}


def _given(at: datetime) -> tuple[Given, Given]:
    """What windows and incidents give which components: few, since few are open at a time."""
    # As of the second's beginning: so it is the same for all of the second, whoever asks first. What is
    # published "now" is published from the beginning of its second, and counts at once.
    at = clock.this_second(at)
    return remembered(
        ("given", at),
        lambda: (
            _by_component(ScheduleImpact.objects.filter(schedule__in=Schedule.objects.counting(at=at))),
            _by_component(IncidentImpact.objects.filter(incident__in=Incident.objects.counting(at=at))),
        ),
    )


def _by_component(impacts: QuerySet[IncidentImpact] | QuerySet[ScheduleImpact]) -> Given:
    given: dict[int, list[ComponentStatus | None]] = defaultdict(list)
    for component_id, status in impacts.values_list("component_id", "status"):
        given[component_id].append(None if status is None else ComponentStatus(status))
    return dict(given)


@dataclass(frozen=True, kw_only=True)
class SystemNow:
    """The page's summary. Without components there is nothing that could be operational."""

    status: SystemStatus
    has_components: bool

    @property
    def is_empty(self) -> bool:
        return self.status is SystemStatus.OPERATIONAL and not self.has_components


def system_now(
    components: Collection[ComponentStatus], *, has_open_incident: bool, major_outage_threshold: int
) -> SystemNow:
    """`components` holds the effective status of each component that visitors see."""
    status = system_status(
        components, has_open_incident=has_open_incident, major_outage_threshold=major_outage_threshold
    )
    return SystemNow(status=status, has_components=bool(components))


def system_at(moment: datetime, *, major_outage_threshold: int) -> SystemNow:
    """As visitors see it, in four queries."""
    components = Component.objects.visible_to(EVERYONE)
    return system_now(
        effective_statuses(components, at=moment).values(),
        has_open_incident=Incident.objects.counting(at=moment).exists(),
        major_outage_threshold=major_outage_threshold,
    )


def system_status_at(moment: datetime, *, major_outage_threshold: int) -> SystemStatus:
    return system_at(moment, major_outage_threshold=major_outage_threshold).status


def known_incidents(actor: Actor, *, at: datetime) -> QuerySet[Incident]:
    """Those that the actor may act on, whatever their visibility: embargoed ones only with the ability."""
    known = Incident.objects.existing()
    return known if actor.may(Ability.INCIDENTS_MANAGE) else known.published(at=at)


def known_schedules(actor: Actor, *, at: datetime) -> QuerySet[Schedule]:
    """Those that the actor may act on: embargoed ones only with the ability."""
    known = Schedule.objects.existing()
    return known if actor.may(Ability.SCHEDULES_MANAGE) else known.published(at=at)


def readable_templates(actor: Actor, *, are_protected: bool) -> QuerySet[IncidentTemplate]:
    """`are_protected` is the owner's setting `api_templates_protected`. Raises Unauthenticated."""
    if are_protected and actor.is_guest:
        raise Unauthenticated("Unauthenticated.")
    return IncidentTemplate.objects.existing()


def next_change_by_time(*, after: datetime) -> datetime | None:
    """When the next embargo ends, or the next window starts or is over; None where nothing is planned."""
    incidents = Incident.objects.existing().filter(published_at__gt=after)
    columns = ("published_at", "scheduled_at", "completed_at")
    windows = Schedule.objects.existing().filter(
        Q(published_at__gt=after) | Q(scheduled_at__gt=after) | Q(completed_at__gt=after)
    )
    moments = [
        *incidents.order_by("published_at").values_list("published_at", flat=True)[:1],
        *(moment for row in windows.values_list(*columns) for moment in row),
    ]
    return min((one for one in moments if one is not None and one > after), default=None)


def unknown_components(ids: Collection[int]) -> set[int]:
    """Those of `ids` that are no component, or a deleted one."""
    if not ids:
        return set()
    return set(ids) - set(Component.objects.existing().filter(pk__in=ids).values_list("pk", flat=True))


def unknown_groups(ids: Collection[int]) -> set[int]:
    known = ComponentGroup.objects.filter(pk__in=ids)
    return set(ids) - set(known.values_list("pk", flat=True))


def unknown_templates(slugs: Collection[str]) -> set[str]:
    known = IncidentTemplate.objects.existing().filter(slug__in=slugs)
    return set(slugs) - set(known.values_list("slug", flat=True))


# What the public page shows, as guests see it


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A component with its effective status."""

    component: Component
    status: ComponentStatus
    has_open_incident: bool


@dataclass(frozen=True, kw_only=True)
class GroupStanding:
    """The components of a group in its order; those without a group have none."""

    group: ComponentGroup | None
    members: tuple[Standing, ...]

    @property
    def status(self) -> ComponentStatus:
        return group_status(member.status for member in self.members)

    @property
    def has_open_incident(self) -> bool:
        return any(member.has_open_incident for member in self.members)


def standings(*, at: datetime) -> list[Standing]:
    """Of every component that guests see, in three queries."""
    components = Component.objects.visible_to(EVERYONE).select_related("group")
    windows, incidents = _given(at)
    return [
        Standing(component=one, status=status, has_open_incident=one.pk in incidents)
        for one, status in _with_status(components, windows, incidents)
    ]


def by_group(standings: Iterable[Standing]) -> list[GroupStanding]:
    """Groups in their order, and last the components without one."""
    groups: dict[int, ComponentGroup] = {}
    members: dict[int | None, list[Standing]] = defaultdict(list)
    for one in standings:
        members[one.component.group_id].append(one)
        if one.component.group is not None:
            groups[one.component.group.pk] = one.component.group
    ordered = sorted(groups.values(), key=lambda group: (group.order, group.pk))
    return [
        GroupStanding(group=group, members=_in_order(members[group.pk if group else None], group))
        for group in (*ordered, *([None] if None in members else []))
    ]


_ORDERINGS: Mapping[str | None, Callable[[Standing], tuple[int | float | str, ...]]] = {
    GroupOrderColumn.ID: lambda one: (one.component.pk,),
    GroupOrderColumn.NAME: lambda one: (one.component.name.casefold(),),
    GroupOrderColumn.LAST_UPDATED: lambda one: (one.component.updated_at.timestamp(),),
    GroupOrderColumn.STATUS: lambda one: (one.status.severity,),
}


def _in_order(members: Iterable[Standing], group: ComponentGroup | None) -> tuple[Standing, ...]:
    """By the group's column, and what is equal there by hand: `order`, those without one last, then id."""
    by_hand = sorted(members, key=lambda one: (_place(one.component), one.component.pk))
    ordering = _ORDERINGS.get(group.order_column) if group else None
    if group is None or ordering is None:
        return tuple(by_hand)
    return tuple(sorted(by_hand, key=ordering, reverse=group.order_direction == OrderDirection.DESC))


def _place(component: Component) -> float:
    return float("inf") if component.order is None else component.order


BEGAN = Coalesce("occurred_at", "created_at", output_field=DateTimeField())


def began_at(happened: Incident | Schedule) -> datetime:
    return happened.began_at if isinstance(happened, Incident) else happened.scheduled_at


_LATER_UNRESOLVED = Update.objects.filter(
    incident=OuterRef("incident"), created_at__gt=OuterRef("created_at"), status__lt=IncidentStatus.FIXED
)
_FIXED_AT = (
    Update.objects.filter(~Exists(_LATER_UNRESOLVED), incident=OuterRef("pk"), status=IncidentStatus.FIXED)
    .order_by("created_at")
    .values("created_at")[:1]
)
# A row's two moments are taken one after the other when it is made.
_AS_ONE = timedelta(seconds=1)

_REOPENED_SINCE = Update.objects.filter(
    incident=OuterRef("pk"), created_at__gt=OuterRef("status_set_at"), status__lt=IncidentStatus.FIXED
)
_CHANGED = Case(When(updated_at__gt=F("created_at") + _AS_ONE, then=F("updated_at")), default=BEGAN)

ENDED = Case(
    When(
        Q(status=IncidentStatus.FIXED, set_status=IncidentStatus.FIXED) & ~Exists(_REOPENED_SINCE),
        then=F("status_set_at"),
    ),
    When(
        status=IncidentStatus.FIXED,
        then=Coalesce(
            _FIXED_AT, Case(When(initial_status=IncidentStatus.FIXED, then=BEGAN), default=_CHANGED)
        ),
    ),
)
"""When an incident was fixed: by a direct edit, or by the first such update since the last unresolved one.

One that was fixed from the beginning ends where it begins: how long it took is not known. Where the first
status is not known either (an import), the last change counts. Null while the incident is open.
"""


def open_incidents(*, at: datetime, most_updates: int) -> QuerySet[Incident]:
    """Pinned ones first, then the newest; each with its `most_updates` newest updates."""
    incidents = Incident.objects.counting(at=at).annotate(began=BEGAN).order_by("-stickied", "-began", "-id")
    return incidents.prefetch_related(seen_impacts(), newest_updates(most_updates))


def pinned_incidents(*, at: datetime, most_updates: int) -> QuerySet[Incident]:
    """Resolved ones that stay at the top of the page, the newest first; each with its newest updates."""
    resolved = Incident.objects.visible_to(EVERYONE, at=at).filter(stickied=True, status=IncidentStatus.FIXED)
    newest_first = resolved.annotate(began=BEGAN).order_by("-began", "-id")
    return newest_first.prefetch_related(seen_impacts(), newest_updates(most_updates))


def unfinished_windows(*, at: datetime, most_updates: int) -> QuerySet[Schedule]:
    """In progress and to come, by their beginning; each with its `most_updates` newest updates."""
    windows = Schedule.objects.visible_to(EVERYONE, at=at).filter(is_unfinished(at=at))
    impacts = ScheduleImpact.objects.filter(component__in=Component.objects.visible_to(EVERYONE))
    return windows.order_by("scheduled_at", "id").prefetch_related(
        Prefetch("impacts", impacts.select_related("component").order_by("id")), newest_updates(most_updates)
    )


def incident_seen(guid: UUID, *, at: datetime) -> Incident:
    """With all its updates. Raises NotFound, also for one that guests may not see."""
    incidents = Incident.objects.visible_to(EVERYONE, at=at).filter(guid=guid)
    incident = incidents.prefetch_related(seen_impacts(), newest_updates(None)).first()
    if incident is None:
        raise NotFound("There is no such incident.")
    return incident


def incident_numbered(number: int, *, at: datetime) -> Incident:
    """Bare. Raises NotFound, also for one that guests may not see."""
    incident = Incident.objects.visible_to(EVERYONE, at=at).filter(pk=number).first()
    if incident is None:
        raise NotFound("There is no such incident.")
    return incident


def seen_impacts() -> Prefetch[str]:
    impacts = IncidentImpact.objects.filter(component__in=Component.objects.visible_to(EVERYONE))
    return Prefetch("impacts", impacts.select_related("component").order_by("id"))


def newest_updates(most: int | None) -> Prefetch[str]:
    """All of them where `most` is None. They are kept as lists: a page has seventy of one update each."""
    newest_first = [F("created_at").desc(), F("id").desc()]
    updates = Update.objects.order_by(*newest_first)
    if most is None:
        return Prefetch("updates", updates, to_attr="newest_updates")
    # A slice would be of all together, and this is of each.
    of_each = Window(RowNumber(), partition_by=[F("incident"), F("schedule")], order_by=newest_first)
    return Prefetch(
        "updates", updates.annotate(place=of_each).filter(place__lte=most), to_attr="newest_updates"
    )


@dataclass(frozen=True, kw_only=True)
class Span:
    """Whole days of a time zone; `newest` is the last of them."""

    newest: date
    days: int
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return self._midnight(self.newest - timedelta(days=self.days - 1))

    @property
    def ends(self) -> datetime:
        """The first moment that is no more in it."""
        return self._midnight(self.newest + timedelta(days=1))

    @property
    def midnights(self) -> list[datetime]:
        """In UTC, the oldest first: where each day begins, and last where the newest ends."""
        days = [self.newest + timedelta(days=1 - back) for back in range(self.days, -1, -1)]
        return [self._midnight(day).astimezone(UTC) for day in days]

    @property
    def dates(self) -> list[date]:
        """Newest first."""
        return [self.newest - timedelta(days=back) for back in range(self.days)]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone)
