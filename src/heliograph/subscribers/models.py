from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from typing_extensions import override

from heliograph.lib import clock
from heliograph.lib.mailboxes import mailbox_of
from heliograph.status.models import Component, ComponentGroup, Incident, Schedule
from heliograph.subscribers.vocabulary import LONGEST_EMAIL, LONGEST_LOCALE, LONGEST_MAILBOX, StopReason


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def with_email(self, email: str) -> Self:
        """The subscriber with this mailbox, however the address is spelled."""
        by_older_version = Q(mailbox=None, lowered=Lower(Value(email)))
        return self.alias(lowered=Lower("email")).filter(Q(mailbox=mailbox_of(email)) | by_older_version)

    def for_nothing(self) -> Self:
        """Who hears of nothing but what they follow."""
        return self.filter(is_global=False, components=None, groups=None)


class Subscriber(models.Model):
    """Global ones hear of everything, others of their components and groups; unverified ones of nothing.

    `link_asked_at` is set while a mail with a link is owed to the address, which its server has put off
    `link_tries` times (see `link_mails`). An address that mail comes back from is stopped: it counts as not
    verified until its owner says yes again. `locale` is the language of the page that was subscribed on;
    where it is empty the owner's counts. `mailbox` is the form in which addresses are compared; it is null in
    rows that an older version adds during an upgrade.
    """

    email = models.CharField(max_length=LONGEST_EMAIL)
    mailbox = models.CharField(max_length=LONGEST_MAILBOX, null=True)  # noqa: DJ001 - see above
    is_global = models.BooleanField(default=True)
    verified_at = models.DateTimeField(null=True)
    components = models.ManyToManyField(Component, through="Subscription", related_name="subscribers")
    groups = models.ManyToManyField(ComponentGroup, through="GroupSubscription", related_name="subscribers")
    meta = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    link_asked_at = models.DateTimeField(null=True)
    link_sent_at = models.DateTimeField(null=True)
    link_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    locale = models.CharField(max_length=LONGEST_LOCALE, blank=True, default="", db_default="")
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(max_length=16, blank=True, default="", db_default="")

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="subscriber_email_once"),
            models.UniqueConstraint(fields=["mailbox"], name="subscriber_mailbox_once"),
            models.CheckConstraint(
                condition=Q(stopped_because__in=["", *(one.value for one in StopReason)]),
                name="subscriber_stop_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["link_asked_at"], name="links_owed", condition=~Q(link_asked_at=None)),
        ]

    @override
    def __str__(self) -> str:
        return self.email

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class Subscription(models.Model):
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="subscriptions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscriber", "component"], name="subscription_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.subscriber_id} -> {self.component_id}"


class GroupSubscription(models.Model):
    """To whatever is in the group when something happens."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="group_subscriptions")
    group = models.ForeignKey(ComponentGroup, on_delete=models.CASCADE, related_name="subscriptions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscriber", "group"], name="group_subscription_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.subscriber_id} -> group {self.group_id}"


class Following(models.Model):
    """Wants to hear of one incident or one window alone, until it is over. Counts once it is confirmed."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="followings")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="followings")
    schedule = models.ForeignKey(Schedule, null=True, on_delete=models.CASCADE, related_name="followings")
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(incident=None) ^ Q(schedule=None), name="following_of_exactly_one"
            ),
            models.UniqueConstraint(fields=["subscriber", "incident"], name="following_incident_once"),
            models.UniqueConstraint(fields=["subscriber", "schedule"], name="following_schedule_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.subscriber_id} -> {self.incident_id or self.schedule_id}"

    @property
    def name(self) -> str:
        """Of what is followed."""
        thing = self.incident or self.schedule
        return thing.name if thing else ""
