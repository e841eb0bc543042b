from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus


class Monitor(models.Model):
    """That a component's link is looked at. `checked_at` is when it last was; null: never yet."""

    component = models.OneToOneField(
        Component, primary_key=True, on_delete=models.CASCADE, related_name="monitor"
    )
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return str(self.component)


class ComponentCheck(models.Model):
    """One look at a component, and what it was judged to be.

    `response_code` is HTTP's, null where nothing answered; `response_time` is in milliseconds.
    """

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="checks", db_index=False)
    status = models.PositiveSmallIntegerField()
    is_successful = models.BooleanField()
    response_code = models.PositiveSmallIntegerField(null=True)
    response_time = models.PositiveIntegerField(null=True)
    checked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in ComponentStatus]), name="check_status_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["component", "checked_at"], name="checks_of_component")]

    @override
    def __str__(self) -> str:
        return f"{self.component_id} at {self.checked_at}: {self.status}"
