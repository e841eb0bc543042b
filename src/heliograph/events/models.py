from __future__ import annotations

from django.db import models
from typing_extensions import override

from heliograph.actors import ActorKind, Door
from heliograph.lib import clock


class Event(models.Model):
    """One thing that happened. Rows are only ever added: the database itself refuses a change to one.

    Actor and subject are kept as plain numbers, not as foreign keys: what happened stays true when they
    are gone.
    """

    kind = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    payload = models.JSONField()
    actor_kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in ActorKind])
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=255, blank=True)
    token_id = models.BigIntegerField(null=True)
    door = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Door])
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="events_by_subject"),
            models.Index(fields=["kind", "id"], name="events_by_kind"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"


class Untold(models.Model):
    """An event that delivery has not looked at yet: written with it, gone once it is fanned out.

    Events commit in another order than that of their ids: whoever read on from the highest id seen would
    miss one. A row for each cannot be missed.

    `put_off_until` is set where it could not be announced.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.CASCADE, related_name="+")
    put_off_until = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return str(self.event_id)


class ClockReading(models.Model):
    """Up to when the clock has been read for a purpose: what came due by then has been recorded."""

    purpose = models.CharField(max_length=32, primary_key=True)
    until = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"{self.purpose} until {self.until}"
