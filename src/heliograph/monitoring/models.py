from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from typing_extensions import override

from heliograph.lib import clock
from heliograph.metrics.models import Metric
from heliograph.monitoring import limits
from heliograph.monitoring.expected_statuses import USUAL
from heliograph.monitoring.verdict import Rule, Standing
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus

if TYPE_CHECKING:
    from datetime import datetime


class MonitorQuerySet(models.QuerySet["Monitor"]):
    def existing(self) -> Self:
        """A deleted component may be had again, and its monitor with it."""
        return self.filter(component__deleted_at=None)

    def at_work(self) -> Self:
        return self.existing().filter(is_active=True)

    def due(self, *, at: datetime) -> Self:
        return self.at_work().filter(Q(due_at=None) | Q(due_at__lte=at))


class Monitor(models.Model):
    """How a component is checked, and what was made of it (`drafts` and `verdict` say what the columns mean).

    `checked_at` is when it last was; null: never yet. It is due at `due_at`, at once where that is null.
    `certificate_until` is when the certificate ends that was last seen.
    """

    component = models.OneToOneField(
        Component, primary_key=True, on_delete=models.CASCADE, related_name="monitor"
    )
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)

    address = models.CharField(max_length=limits.LONGEST_ADDRESS, blank=True)
    interval = models.PositiveIntegerField(default=limits.USUAL_INTERVAL)
    timeout = models.PositiveSmallIntegerField(default=limits.USUAL_TIMEOUT)
    expected_statuses = models.CharField(max_length=limits.LONGEST_STATUSES, default=USUAL)
    keyword = models.CharField(max_length=limits.LONGEST_KEYWORD, blank=True)
    slow_after = models.PositiveIntegerField(null=True)
    failure_threshold = models.PositiveSmallIntegerField(default=limits.USUAL_THRESHOLD)
    success_threshold = models.PositiveSmallIntegerField(default=limits.USUAL_THRESHOLD)
    status_when_down = models.PositiveSmallIntegerField(default=ComponentStatus.MAJOR_OUTAGE.value)
    metric = models.ForeignKey(Metric, null=True, on_delete=models.SET_NULL, related_name="+")

    said = models.PositiveSmallIntegerField(null=True)
    worse = models.PositiveSmallIntegerField(default=0)
    better = models.PositiveSmallIntegerField(default=0)
    certificate_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, db_index=True)
    updated_at = models.DateTimeField(default=clock.now)

    objects = MonitorQuerySet.as_manager()

    class Meta:
        verbose_name = "monitor"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status_when_down__in=[one.value for one in ComponentStatus]),
                name="monitor_status_known",
            ),
        ]

    @override
    def __str__(self) -> str:
        return str(self.component)

    @property
    def target(self) -> str:
        """The address that is checked; empty where there is none."""
        return self.address or self.component.link or ""

    @property
    def rule(self) -> Rule:
        return Rule(
            status_when_down=ComponentStatus(self.status_when_down),
            slow_after=self.slow_after,
            failure_threshold=self.failure_threshold,
            success_threshold=self.success_threshold,
        )

    @property
    def standing(self) -> Standing:
        said = None if self.said is None else ComponentStatus(self.said)
        return Standing(said=said, worse=self.worse, better=self.better)


class ComponentCheck(models.Model):
    """One check of a component, and what it was judged to be.

    `response_code` is HTTP's, null where nothing answered; `response_time` is in milliseconds; `error` says
    why it is not up.
    """

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="checks", db_index=False)
    status = models.PositiveSmallIntegerField()
    is_successful = models.BooleanField()
    response_code = models.PositiveSmallIntegerField(null=True)
    response_time = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=limits.LONGEST_ERROR, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in ComponentStatus]), name="check_status_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["component", "checked_at"], name="checks_of_component"),
            models.Index(fields=["checked_at"], name="checks_by_age"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.component_id} at {self.checked_at}: {self.status}"
