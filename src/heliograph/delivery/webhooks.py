from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.delivery.endpoints import chosen, require_web_address, switched_on
from heliograph.delivery.models import WebhookAttempt, WebhookSubscription
from heliograph.delivery.signatures import new_secret
from heliograph.delivery.steps import send_again, shown, webhook_row
from heliograph.delivery.vocabulary import WebhookEvent
from heliograph.errors import Conflict, Invalid, NotFound
from heliograph.events import log
from heliograph.events.kinds import (
    WebhookCreated,
    WebhookDeleted,
    WebhookReplayed,
    WebhookTested,
    WebhookUpdated,
)
from heliograph.lib import clock
from heliograph.lib.unset import UNSET, given
from heliograph.status.steps import locked, save_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.delivery.drafts import WebhookChanges, WebhookDraft
    from heliograph.lib.unset import Unset

LONGEST_SECRET = 255
KEPT = timedelta(days=30)
"""So long an attempt is remembered."""


@transaction.atomic(durable=True)
def create_webhook(draft: WebhookDraft, *, actor: Actor) -> WebhookSubscription:
    """Its `secret` is for the receiver's owner to be told."""
    actor.require(Ability.WEBHOOKS_MANAGE)
    _require_sound(draft.url, draft.secret)
    webhook = WebhookSubscription.objects.create(
        url=draft.url,
        secret=new_secret() if draft.secret is None else draft.secret,
        description=draft.description,
        **chosen(draft.events, WebhookEvent),
    )
    log.record(WebhookCreated(subject_id=webhook.pk, row=webhook_row(webhook)), actor=actor)
    return webhook


@transaction.atomic(durable=True)
def update_webhook(webhook_id: int, changes: WebhookChanges, *, actor: Actor) -> WebhookSubscription:
    actor.require(Ability.WEBHOOKS_MANAGE)
    webhook = locked(WebhookSubscription.objects.all(), webhook_id)
    _require_sound(changes.url, changes.secret)
    values = given(changes)
    values.pop("events", None)
    if changes.secret is None:
        values["secret"] = new_secret()
    if changes.events is not UNSET:
        values |= chosen(changes.events, WebhookEvent)
    _change(webhook, values, actor)
    return webhook


@transaction.atomic(durable=True)
def delete_webhook(webhook_id: int, *, actor: Actor) -> None:
    """For good, with what is known of its attempts."""
    actor.require(Ability.WEBHOOKS_MANAGE)
    webhook = locked(WebhookSubscription.objects.all(), webhook_id)
    row = webhook_row(webhook)
    webhook.delete()
    log.record(WebhookDeleted(subject_id=webhook_id, row=row), actor=actor)


@transaction.atomic(durable=True)
def switch_webhook_on(webhook_id: int, *, actor: Actor) -> WebhookSubscription:
    """With a clean sheet. What happened while it was off is not made up for."""
    actor.require(Ability.WEBHOOKS_MANAGE)
    webhook = locked(WebhookSubscription.objects.all(), webhook_id)
    _change(webhook, switched_on(), actor)
    return webhook


@transaction.atomic(durable=True)
def switch_webhook_off(webhook_id: int, *, actor: Actor) -> WebhookSubscription:
    actor.require(Ability.WEBHOOKS_MANAGE)
    webhook = locked(WebhookSubscription.objects.all(), webhook_id)
    _change(webhook, {"is_active": False}, actor)
    return webhook


@transaction.atomic(durable=True)
def try_webhook(webhook_id: int, *, actor: Actor) -> None:
    """Sends it a word, whatever it asked for, even if it is off. What comes of it is among its attempts."""
    actor.require(Ability.WEBHOOKS_MANAGE)
    webhook = locked(WebhookSubscription.objects.all(), webhook_id)
    log.record(WebhookTested(subject_id=webhook.pk, row=webhook_row(webhook)), actor=actor)


@transaction.atomic(durable=True)
def replay_attempt(attempt_id: int, *, actor: Actor) -> WebhookAttempt:
    """The same message with the same id goes out again, at once. Raises Conflict where it is not kept."""
    actor.require(Ability.WEBHOOKS_MANAGE)
    attempt = WebhookAttempt.objects.select_related("delivery", "subscription").filter(pk=attempt_id).first()
    if attempt is None:
        raise NotFound("There is no such attempt.")
    if attempt.delivery is None:
        raise Conflict("What was sent then is not kept any more.")
    send_again(attempt.delivery)
    replayed = WebhookReplayed(
        subject_id=attempt.subscription_id, row=webhook_row(attempt.subscription), attempt_id=attempt.pk
    )
    log.record(replayed, actor=actor)
    return attempt


@transaction.atomic(durable=True)
def forget_old_attempts(*, actor: Actor) -> None:
    actor.require(Ability.WEBHOOKS_MANAGE)
    WebhookAttempt.objects.filter(at__lt=clock.now() - KEPT).delete()


def _require_sound(url: str | Unset, secret: str | Unset | None) -> None:
    if url is not UNSET:
        require_web_address(url)
    if isinstance(secret, str) and not (0 < len(secret) <= LONGEST_SECRET and secret.isprintable()):
        raise Invalid(
            {"secret": [f"The secret has to be from 1 to {LONGEST_SECRET} printable characters long."]}
        )


def _change(webhook: WebhookSubscription, values: Mapping[str, object], actor: Actor) -> None:
    before = save_changes(webhook, values)
    if before:
        updated = WebhookUpdated(subject_id=webhook.pk, row=webhook_row(webhook), before=shown(before))
        log.record(updated, actor=actor)
