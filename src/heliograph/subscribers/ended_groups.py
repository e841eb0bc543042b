"""What becomes of the subscriptions to a group that is deleted."""

from __future__ import annotations

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from heliograph.status.models import ComponentGroup
from heliograph.subscribers.models import Subscription


@receiver(pre_delete, sender=ComponentGroup)
def subscribe_to_members(instance: ComponentGroup, **_: object) -> None:
    """Whoever heard of the group hears of what is in it at its end."""
    members = list(instance.components.values_list("pk", flat=True))
    Subscription.objects.bulk_create(
        (
            Subscription(subscriber_id=subscriber, component_id=member)
            for subscriber in instance.subscriptions.values_list("subscriber_id", flat=True)
            for member in members
        ),
        batch_size=1_000,
        ignore_conflicts=True,
    )
