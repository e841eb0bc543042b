from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.lib import clock
from heliograph.metrics.vocabulary import MAX_PLACES, MetricCalculation, MetricView, finite
from heliograph.status.vocabulary import Visibility

if TYPE_CHECKING:
    from heliograph.actors import Actor


class MetricQuerySet(models.QuerySet["Metric"]):
    def visible_to(self, actor: Actor) -> Self:
        signed_in = [] if actor.is_guest else [Visibility.SIGNED_IN]
        return self.filter(visible__in=[Visibility.EVERYONE, *signed_in])

    def known_to(self, actor: Actor) -> Self:
        """Who may manage metrics knows the hidden ones, too."""
        return self.all() if actor.may(Ability.METRICS_MANAGE) else self.visible_to(actor)


class Metric(models.Model):
    """`threshold` is in minutes; 0, which an import may bring, keeps every point apart."""

    name = models.CharField(max_length=255)
    suffix = models.CharField(max_length=255)
    description = models.TextField(null=True)  # noqa: DJ001 - null in the contract
    default_value = models.FloatField(null=True)
    calc_type = models.PositiveSmallIntegerField(default=MetricCalculation.SUM)
    display_chart = models.BooleanField(default=True)
    places = models.PositiveSmallIntegerField(default=2)
    default_view = models.PositiveSmallIntegerField(default=MetricView.TODAY)
    threshold = models.PositiveSmallIntegerField(default=5)
    order = models.PositiveIntegerField(default=0)
    visible = models.PositiveSmallIntegerField(default=Visibility.EVERYONE)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = MetricQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(calc_type__in=[one.value for one in MetricCalculation]),
                name="metric_calc_type_known",
            ),
            models.CheckConstraint(
                condition=Q(default_view__in=[one.value for one in MetricView]),
                name="metric_default_view_known",
            ),
            models.CheckConstraint(
                condition=Q(visible__in=[one.value for one in Visibility]), name="metric_visible_known"
            ),
            models.CheckConstraint(condition=Q(places__lte=MAX_PLACES), name="metric_places_few"),
        ]
        indexes: ClassVar = [
            models.Index(F("created_at").desc(), F("id").desc(), name="metrics_newest_first"),
        ]

    @override
    def __str__(self) -> str:
        return self.name


class MetricPoint(models.Model):
    """One or several values near each other in time.

    `value` is the first of them, `counter` their number and `total` their sum. `created_at` is when the first
    was measured, `updated_at` when the last one was recorded.
    """

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="points", db_index=False)
    value = models.FloatField()
    counter = models.PositiveIntegerField(default=1)
    total = models.FloatField(db_default=0.0)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            # Charts ask for a span of time, lists for the order of ids: neither reads what it does not show.
            # What a chart adds up is in its index, so that a month of points is read without their rows.
            models.Index(fields=["metric", "created_at", "total", "counter"], name="points_by_time"),
            models.Index(fields=["metric", "id"], name="points_by_id"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.value} x {self.counter}"

    @property
    def calculated_value(self) -> float:
        return finite(self.value * self.counter)
