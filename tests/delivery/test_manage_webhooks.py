"""What may be said of a webhook, and what is kept of it."""

import pytest

from heliograph.actors import Actor
from heliograph.delivery.drafts import WebhookChanges, WebhookDraft
from heliograph.delivery.models import WebhookSubscription
from heliograph.delivery.webhooks import (
    create_webhook,
    delete_webhook,
    switch_webhook_off,
    switch_webhook_on,
    update_webhook,
)
from heliograph.errors import Invalid, NotFound
from heliograph.events.models import Event
from tests.delivery.factories import a_webhook
from tests.ledger import nothing_written

pytestmark = pytest.mark.django_db

URL = "https://user:hunter2@example.com/hook?token=1"


def test_a_webhook_is_made_for_all_events_with_a_secret_of_its_own(operator: Actor) -> None:
    webhook = create_webhook(WebhookDraft(url="https://example.com/hook"), actor=operator)

    webhook.refresh_from_db()
    assert (webhook.url, webhook.is_for_all_events) == ("https://example.com/hook", True)
    assert webhook.secret.startswith("whsec_")
    assert webhook.is_active


def test_events_are_chosen_by_name_and_kept_once_in_their_order(operator: Actor) -> None:
    chosen = ["incident_created", "component_created", "incident_created"]
    webhook = create_webhook(WebhookDraft(url=URL, events=chosen), actor=operator)
    assert (webhook.is_for_all_events, webhook.selected_events) == (
        False,
        ["component_created", "incident_created"],
    )

    webhook = update_webhook(webhook.pk, WebhookChanges(events=None), actor=operator)
    assert (webhook.is_for_all_events, webhook.selected_events) == (True, [])


def test_what_is_left_out_of_a_change_stays(operator: Actor) -> None:
    webhook = a_webhook(description="Ours")

    update_webhook(webhook.pk, WebhookChanges(secret="another"), actor=operator)

    webhook.refresh_from_db()
    assert (webhook.url, webhook.secret, webhook.description) == (
        "https://example.com/hook",
        "another",
        "Ours",
    )


def test_no_event_and_no_text_tells_a_secret(operator: Actor) -> None:
    webhook = create_webhook(WebhookDraft(url=URL, secret="s3cret"), actor=operator)
    update_webhook(webhook.pk, WebhookChanges(url=f"{URL}2", secret="s3cret2"), actor=operator)
    switch_webhook_off(webhook.pk, actor=operator)
    switch_webhook_on(webhook.pk, actor=operator)
    delete_webhook(webhook.pk, actor=operator)

    kinds = ["webhook_created", *["webhook_updated"] * 3, "webhook_deleted"]
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == kinds
    told = f"{list(Event.objects.values_list('payload', flat=True))} {webhook}"
    assert "https://***@example.com/hook?token=1" in told
    assert not [secret for secret in ("hunter2", "s3cret") if secret in told]
    assert not WebhookSubscription.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"url": "http://169.254.169.254/"}, "url"),
        ({"url": "http://[::ffff:127.0.0.1]/"}, "url"),
        ({"url": "http://2130706433/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "example.com"}, "url"),
        ({"url": "https://example.com/\r\nX-Header: 1"}, "url"),
        ({"url": ""}, "url"),
        ({"url": f"https://example.com/{'a' * 2048}"}, "url"),
        ({"secret": ""}, "secret"),
        ({"secret": "a" * 256}, "secret"),
        ({"secret": "a\r\nb"}, "secret"),
        ({"events": []}, "events"),
        ({"events": ["component_created", "nothing"]}, "events"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(said: dict[str, object], field: str, operator: Actor) -> None:
    webhook = a_webhook()

    with nothing_written():
        with pytest.raises(Invalid) as refused:
            create_webhook(WebhookDraft(**{"url": URL} | said), actor=operator)  # type: ignore[arg-type]
        assert list(refused.value.errors) == [field]
        with pytest.raises(Invalid):
            update_webhook(webhook.pk, WebhookChanges(**said), actor=operator)  # type: ignore[arg-type]


def test_one_that_is_not_there_is_not_found(operator: Actor) -> None:
    for verb in (delete_webhook, switch_webhook_on, switch_webhook_off):
        with pytest.raises(NotFound):
            verb(0, actor=operator)
