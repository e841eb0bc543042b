from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, JSONField, Q, Value
from django.db.models.functions import Coalesce
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.lib import clock
from heliograph.status.vocabulary import (
    ComponentStatus,
    GroupDisplay,
    GroupOrderColumn,
    IncidentStatus,
    OrderDirection,
    ScheduleStatus,
    TemplateEngine,
    Visibility,
)

if TYPE_CHECKING:
    from datetime import datetime
    from enum import IntEnum, StrEnum

    from heliograph.actors import Actor


def _one_of(field: str, enum: type[IntEnum | StrEnum], *, name: str) -> models.CheckConstraint:
    """The database holds no status that the code does not know. Null passes, as it does in SQL."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [one.value for one in enum]}), name=name)


def _visibilities_for(actor: Actor) -> list[Visibility]:
    return [Visibility.EVERYONE] if actor.is_guest else [Visibility.EVERYONE, Visibility.SIGNED_IN]


class ComponentGroupQuerySet(models.QuerySet["ComponentGroup"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(visible__in=_visibilities_for(actor))


class ComponentGroup(models.Model):
    name = models.CharField(max_length=255)
    order = models.PositiveIntegerField(default=0)
    order_column = models.CharField(max_length=16, null=True)  # noqa: DJ001 - null in the contract
    order_direction = models.CharField(max_length=4, null=True)  # noqa: DJ001 - null in the contract
    collapsed = models.PositiveSmallIntegerField(default=GroupDisplay.COLLAPSED)
    visible = models.PositiveSmallIntegerField(default=Visibility.SIGNED_IN)
    meta = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = ComponentGroupQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            _one_of("order_column", GroupOrderColumn, name="group_order_column_known"),
            _one_of("order_direction", OrderDirection, name="group_order_direction_known"),
            _one_of("collapsed", GroupDisplay, name="group_collapsed_known"),
            _one_of("visible", Visibility, name="group_visible_known"),
        ]

    @override
    def __str__(self) -> str:
        return self.name


class ComponentQuerySet(models.QuerySet["Component"]):
    def existing(self) -> Self:
        return self.filter(deleted_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """A component has no visibility of its own: it follows its group; a guest sees enabled ones only."""
        seen = self.existing().filter(Q(group=None) | Q(group__visible__in=_visibilities_for(actor)))
        return seen.filter(enabled=True) if actor.is_guest else seen


class Component(models.Model):
    """`status` is the baseline: what people and monitors assert. What is shown is derived (see impact).

    `tags` are names in their order, each once. `absent_group` is the number of a group that there is not:
    clients of Cachet 2 may name one, and read it back.
    """

    group = models.ForeignKey(
        ComponentGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="components"
    )
    name = models.CharField(max_length=255)
    description = models.TextField(null=True)  # noqa: DJ001 - null in the contract
    link = models.TextField(null=True)  # noqa: DJ001 - null in the contract
    status = models.PositiveSmallIntegerField(default=ComponentStatus.UNKNOWN)
    order = models.PositiveIntegerField(null=True)
    enabled = models.BooleanField(default=True)
    tags = JSONField(default=list, db_default=Value([], JSONField()))
    absent_group = models.PositiveIntegerField(null=True)
    meta = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    objects = ComponentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [_one_of("status", ComponentStatus, name="component_status_known")]

    @override
    def __str__(self) -> str:
        return self.name


class ComponentStatusChange(models.Model):
    """Each change of a baseline, so that history can be told."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="status_changes")
    old_status = models.PositiveSmallIntegerField(null=True)
    new_status = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=16)
    reason = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            _one_of("old_status", ComponentStatus, name="change_old_status_known"),
            _one_of("new_status", ComponentStatus, name="change_new_status_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["component", "at"], name="changes_of_component")]

    @override
    def __str__(self) -> str:
        return f"{self.old_status} -> {self.new_status}"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def existing(self) -> Self:
        return self.filter(deleted_at=None)

    def published(self, *, at: datetime) -> Self:
        return self.filter(Q(published_at=None) | Q(published_at__lte=at))

    def open(self) -> Self:
        return self.exclude(status=IncidentStatus.FIXED)

    def visible_to(self, actor: Actor, *, at: datetime) -> Self:
        """Before its publication an incident exists only for those who may manage incidents."""
        seen = self.existing().filter(visible__in=_visibilities_for(actor))
        return seen if actor.may(Ability.INCIDENTS_MANAGE) else seen.published(at=at)

    def counting(self, *, at: datetime) -> Self:
        """Those that contribute to what everyone sees: unresolved, published, visible to guests."""
        return self.existing().open().published(at=at).filter(visible=Visibility.EVERYONE)


class Incident(models.Model):
    """`component` is the single one of the older form of the API; what is affected is in `impacts`.

    `initial_status` is the status chosen at creation, null where an import does not know it. `set_status` is
    the status last set by a direct edit, at `status_set_at`. `steps.follow_updates` derives `status` from
    these and the updates.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    status = models.PositiveSmallIntegerField()
    initial_status = models.PositiveSmallIntegerField(null=True)
    set_status = models.PositiveSmallIntegerField(null=True)
    status_set_at = models.DateTimeField(null=True)
    message = models.TextField()
    visible = models.PositiveSmallIntegerField(default=Visibility.SIGNED_IN)
    stickied = models.BooleanField(default=False)
    notifications = models.BooleanField(default=False)
    occurred_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    component = models.ForeignKey(Component, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    components = models.ManyToManyField(Component, through="IncidentImpact", related_name="incidents")
    meta = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    newest_updates: list[Update]
    """Where it was read with `queries.newest_updates`."""

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            _one_of("status", IncidentStatus, name="incident_status_known"),
            _one_of("initial_status", IncidentStatus, name="incident_initial_status_known"),
            _one_of("set_status", IncidentStatus, name="incident_set_status_known"),
            _one_of("visible", Visibility, name="incident_visible_known"),
        ]
        indexes: ClassVar = [
            models.Index(F("created_at").desc(), F("id").desc(), name="incidents_newest_first"),
            # Few incidents are open, many are past: what is shown first never reads the past.
            models.Index(
                fields=["visible", "published_at"],
                name="incidents_open",
                condition=Q(deleted_at=None) & ~Q(status=IncidentStatus.FIXED),
            ),
            # A timeline reads the days that it shows, and the ninety days what has changed in them.
            models.Index(Coalesce("occurred_at", "created_at"), name="incidents_by_beginning"),
            models.Index(fields=["updated_at"], name="incidents_by_change"),
            # Few are embargoed, and whoever keeps a page asks each time when the next one is published.
            models.Index(
                fields=["published_at"], name="incidents_by_publication", condition=~Q(published_at=None)
            ),
            # Few are pinned, and each rendering of the page asks for them.
            models.Index(fields=["stickied"], name="incidents_pinned", condition=Q(stickied=True)),
        ]

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def began_at(self) -> datetime:
        return self.occurred_at or self.created_at


class IncidentImpact(models.Model):
    """What an incident does to a component. Without a status (imported ones) it is named, not changed."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="impacts")
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="impacts")
    status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "component"], name="incident_impact_once"),
            _one_of("status", ComponentStatus, name="incident_impact_status_known"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.component_id}: {self.status}"


IS_CANCELLED = Q(completed_at=F("scheduled_at"))
"""`Schedule.is_cancelled` as a condition."""


def has_schedule_status(status: ScheduleStatus, *, at: datetime) -> Q:
    """`Schedule.status_at` as a condition."""
    match status:
        case ScheduleStatus.UPCOMING:
            return Q(scheduled_at__gt=at) & (Q(completed_at=None) | Q(completed_at__gt=F("scheduled_at")))
        case ScheduleStatus.IN_PROGRESS:
            return Q(scheduled_at__lte=at) & (Q(completed_at=None) | Q(completed_at__gt=at))
        case ScheduleStatus.COMPLETE:
            return Q(completed_at__lte=at) | IS_CANCELLED


def is_unfinished(*, at: datetime) -> Q:
    """Upcoming or in progress."""
    return Q(completed_at=None) | (Q(completed_at__gt=at) & Q(completed_at__gt=F("scheduled_at")))


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def existing(self) -> Self:
        return self.filter(deleted_at=None)

    def published(self, *, at: datetime) -> Self:
        return self.filter(Q(published_at=None) | Q(published_at__lte=at))

    def in_progress(self, *, at: datetime) -> Self:
        return self.filter(has_schedule_status(ScheduleStatus.IN_PROGRESS, at=at))

    def visible_to(self, actor: Actor, *, at: datetime) -> Self:
        return self.existing() if actor.may(Ability.SCHEDULES_MANAGE) else self.existing().published(at=at)

    def counting(self, *, at: datetime) -> Self:
        return self.existing().published(at=at).in_progress(at=at)


class Schedule(models.Model):
    """A maintenance window. Without `completed_at` it lasts until an operator ends it.

    A cancelled one ends at the moment at which it was to begin: it is never in progress and affects nothing.

    `told_as_incident` says that it came as an incident with the status "Scheduled", as Cachet once had them;
    that API goes on telling it so.
    """

    name = models.CharField(max_length=255)
    message = models.TextField(blank=True)
    scheduled_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    notifications = models.BooleanField(default=False)
    told_as_incident = models.BooleanField(default=False, db_default=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    components = models.ManyToManyField(Component, through="ScheduleImpact", related_name="schedules")
    meta = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    newest_updates: list[Update]
    """Where it was read with `queries.newest_updates`."""

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(completed_at__gte=F("scheduled_at")),
                name="schedule_does_not_end_before_it_begins",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["scheduled_at", "completed_at"], name="schedules_by_time"),
            models.Index(fields=["completed_at"], name="schedules_by_end"),
            models.Index(
                fields=["published_at"], name="schedules_by_publication", condition=~Q(published_at=None)
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name

    def is_published(self, moment: datetime) -> bool:
        return self.published_at is None or self.published_at <= moment

    @property
    def is_cancelled(self) -> bool:
        return self.completed_at == self.scheduled_at

    def status_at(self, moment: datetime) -> ScheduleStatus:
        if self.is_cancelled:
            return ScheduleStatus.COMPLETE
        if moment < self.scheduled_at:
            return ScheduleStatus.UPCOMING
        if self.completed_at is None or moment < self.completed_at:
            return ScheduleStatus.IN_PROGRESS
        return ScheduleStatus.COMPLETE


class ScheduleImpact(models.Model):
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="impacts")
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="schedule_impacts")
    status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "component"], name="schedule_impact_once"),
            _one_of("status", ComponentStatus, name="schedule_impact_status_known"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.component_id}: {self.status}"


class Update(models.Model):
    """A word on an incident or a maintenance window: of exactly one of them."""

    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="updates")
    schedule = models.ForeignKey(Schedule, null=True, on_delete=models.CASCADE, related_name="updates")
    status = models.PositiveSmallIntegerField(null=True)
    message = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(incident=None) ^ Q(schedule=None), name="update_of_exactly_one"
            ),
            _one_of("status", IncidentStatus, name="update_status_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["incident", "created_at", "id"], name="updates_of_incident"),
            models.Index(fields=["schedule", "created_at", "id"], name="updates_of_schedule"),
            # The history page asks when the last incident before a month was fixed.
            models.Index(
                fields=["created_at"], name="updates_that_fix", condition=Q(status=IncidentStatus.FIXED)
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.message[:40]


class IncidentTemplateQuerySet(models.QuerySet["IncidentTemplate"]):
    def existing(self) -> Self:
        return self.filter(deleted_at=None)


class IncidentTemplate(models.Model):
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=255, db_index=True)
    template = models.TextField()
    engine = models.CharField(max_length=8, default=TemplateEngine.TWIG)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    objects = IncidentTemplateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [_one_of("engine", TemplateEngine, name="template_engine_known")]

    @override
    def __str__(self) -> str:
        return self.name
