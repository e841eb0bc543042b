"""Webhooks, chat channels and deliveries at the dashboard."""

import pytest
from django.test import Client

from heliograph.delivery.models import ChatChannel, WebhookAttempt, WebhookSubscription
from tests.delivery.factories import a_webhook
from tests.ledger import nothing_written, the_event

WEBHOOKS = "/dashboard/delivery/webhooksubscription/"
CHANNELS = "/dashboard/delivery/chatchannel/"
SECRET = "json://user:open-sesame@example.com/"


def test_a_webhook_is_made_with_a_secret_that_is_shown_once(administrator_at_desk: Client) -> None:
    made = administrator_at_desk.post(
        f"{WEBHOOKS}add/",
        {"url": "https://example.com/hook", "events": ["incident_created"]},
        follow=True,
    )
    webhook = WebhookSubscription.objects.get()
    assert webhook.secret in made.content.decode()
    form = administrator_at_desk.get(f"{WEBHOOKS}{webhook.pk}/change/")

    assert (webhook.is_for_all_events, webhook.selected_events) == (False, ["incident_created"])
    assert len(webhook.secret) > 20
    assert webhook.secret.encode() not in form.content
    assert the_event().kind == "webhook_created"


def test_a_secret_that_nobody_wrote_stays(administrator_at_desk: Client) -> None:
    webhook = a_webhook(url="https://example.com/hook", secret="s3cret")
    administrator_at_desk.post(
        f"{WEBHOOKS}{webhook.pk}/change/", {"url": "https://example.com/other", "secret": ""}
    )

    webhook.refresh_from_db()
    assert (webhook.url, webhook.secret) == ("https://example.com/other", "s3cret")


def test_a_secret_of_ones_own_is_shown_once_as_libraries_take_it(administrator_at_desk: Client) -> None:
    fields = {"url": "https://example.com/hook", "secret": "laravel-secret-1234567890"}
    made = administrator_at_desk.post(f"{WEBHOOKS}add/", fields, follow=True)
    webhook = WebhookSubscription.objects.get()
    assert webhook.secret == "laravel-secret-1234567890"
    assert "whsec_bGFyYXZlbC1zZWNyZXQtMTIzNDU2Nzg5MA==" in made.content.decode()

    fields["secret"] = "another-secret"
    changed = administrator_at_desk.post(f"{WEBHOOKS}{webhook.pk}/change/", fields, follow=True)
    assert "whsec_YW5vdGhlci1zZWNyZXQ=" in changed.content.decode()


def test_a_new_secret_is_generated_and_shown_once(administrator_at_desk: Client) -> None:
    webhook = a_webhook(url="https://example.com/hook", secret="s3cret")
    fields = {"url": "https://example.com/hook", "new_secret": "on"}
    changed = administrator_at_desk.post(f"{WEBHOOKS}{webhook.pk}/change/", fields, follow=True)

    webhook.refresh_from_db()
    assert webhook.secret.startswith("whsec_")
    assert webhook.secret in changed.content.decode()


def test_a_secret_is_entered_or_generated(administrator_at_desk: Client) -> None:
    fields = {"url": "https://example.com/hook", "secret": "mine", "new_secret": "on"}
    with nothing_written():
        answer = administrator_at_desk.post(f"{WEBHOOKS}add/", fields)

    assert "secret" in answer.context["adminform"].form.errors


def test_an_address_inside_is_refused_at_its_field(administrator_at_desk: Client) -> None:
    with nothing_written():
        answer = administrator_at_desk.post(f"{WEBHOOKS}add/", {"url": "http://169.254.169.254/"})

    assert "url" in answer.context["adminform"].form.errors


def test_a_webhook_is_tried_switched_off_and_on(administrator_at_desk: Client) -> None:
    webhook = a_webhook()
    page = f"/dashboard/webhooks/{webhook.pk}/"
    for deed, is_active in (("test", True), ("off", False), ("on", True)):
        assert administrator_at_desk.post(f"{page}do/", {"deed": deed}).status_code == 302
        webhook.refresh_from_db()
        assert webhook.is_active is is_active


def test_what_a_far_side_answered_is_shown_harmless(administrator_at_desk: Client) -> None:
    webhook = a_webhook()
    WebhookAttempt.objects.create(
        subscription=webhook,
        event="incident_created",
        webhook_id="x",
        is_success=False,
        code=500,
        duration=3,
        excerpt="<script>alert(1)</script>",
    )
    page = administrator_at_desk.get(f"/dashboard/webhooks/{webhook.pk}/")

    assert b"500" in page.content
    assert b"<script>alert" not in page.content


def test_a_channel_s_address_is_never_shown_and_stays_when_nobody_writes_another(
    administrator_at_desk: Client,
) -> None:
    administrator_at_desk.post(f"{CHANNELS}add/", {"name": "Team", "url": SECRET})
    channel = ChatChannel.objects.get()
    for path in (CHANNELS, f"{CHANNELS}{channel.pk}/change/"):
        assert b"open-sesame" not in administrator_at_desk.get(path).content
    administrator_at_desk.post(f"{CHANNELS}{channel.pk}/change/", {"name": "The team", "url": ""})

    channel.refresh_from_db()
    assert (channel.name, channel.url) == ("The team", SECRET)


def test_deliveries_are_shown(operator_at_desk: Client) -> None:
    page = operator_at_desk.get("/dashboard/deliveries/")

    assert page.status_code == 200
    assert page.context["announcements"] == []


@pytest.mark.parametrize(
    "path", [WEBHOOKS, f"{WEBHOOKS}add/", CHANNELS, f"{CHANNELS}add/", "/dashboard/deliveries/"]
)
def test_a_viewer_sees_none_of_it(viewer_at_desk: Client, path: str) -> None:
    assert viewer_at_desk.get(path).status_code == 403
    with nothing_written():
        assert viewer_at_desk.post(path, {"url": "https://example.com/"}).status_code == 403
