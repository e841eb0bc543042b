"""Webhooks, from the verb to a receiver that listens."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries, Settings

from heliograph.accounts.roles import Role
from heliograph.actors import Actor
from heliograph.delivery.channels.operators import OperatorsChannel
from heliograph.delivery.channels.webhook import WebhookChannel
from heliograph.delivery.models import Announcement, Delivery, WebhookAttempt, WebhookSubscription
from heliograph.delivery.signatures import signed
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.delivery.webhook_queries import attempts_of, rated_webhook, rated_webhooks
from heliograph.delivery.webhooks import (
    forget_old_attempts,
    replay_attempt,
    switch_webhook_off,
    switch_webhook_on,
    try_webhook,
)
from heliograph.errors import Conflict, NotFound
from heliograph.events import log
from heliograph.events.kinds import IncidentPublished
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.status.components import change_component_status, create_component, update_component
from heliograph.status.drafts import (
    ComponentChanges,
    ComponentDraft,
    IncidentChanges,
    IncidentDraft,
    IncidentUpdateDraft,
    StatusChange,
)
from heliograph.status.incidents import create_incident, update_incident
from heliograph.status.models import Incident
from heliograph.status.steps import row_of
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.delivery import post
from tests.delivery.factories import a_webhook
from tests.factories import a_component, a_user
from tests.receiver import Heard, Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)


def settle(*, after: timedelta = timedelta(0)) -> None:
    with time_machine.travel(clock.now() + after):
        post.settle([WebhookChannel()])


def events(heard: Sequence[Heard]) -> list[str]:
    return [json.loads(one.body)["event"] for one in heard]


def an_incident_draft(**changes: object) -> IncidentDraft:
    defaults: dict[str, object] = {
        "name": "The website is slow",
        "message": "We look into it.",
        "status": IncidentStatus.INVESTIGATING,
        "visible": Visibility.EVERYONE,
    }
    return IncidentDraft(**defaults | changes)  # type: ignore[arg-type]


def test_what_happens_is_told_signed_and_recorded(operator: Actor, receiver: Receiver) -> None:
    webhook = a_webhook(receiver.at("/hook"), secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    component = create_component(ComponentDraft(name="Website"), actor=operator)
    settle()

    (heard,) = receiver.heard
    said = json.loads(heard.body)
    assert (said["event"], said["body"]["id"]) == ("component_created", component.pk)
    assert heard.headers["content-type"] == "application/json"
    (attempt,) = WebhookAttempt.objects.all()
    expected = signed(heard.body, webhook.secret, webhook_id=attempt.webhook_id, at=attempt.at)
    assert {name: heard.headers[name.lower()] for name in expected} == expected
    assert (attempt.subscription, attempt.event, attempt.code) == (webhook, "component_created", 200)
    assert (attempt.is_success, attempt.error, attempt.excerpt) == (True, "", "Heard.")
    assert Delivery.objects.get().state == DeliveryState.ACCEPTED


def test_what_is_two_webhooks_in_cachet_is_two_in_its_order(operator: Actor, receiver: Receiver) -> None:
    a_webhook(receiver.at("/hook"))
    component = a_component(status=ComponentStatus.OPERATIONAL)
    change_component_status(component.pk, StatusChange(status=ComponentStatus.MAJOR_OUTAGE), actor=operator)
    settle()

    assert events(receiver.heard) == ["component_updated", "component_status_changed"]
    assert json.loads(receiver.heard[1].body)["body"] == {
        "component_id": component.pk,
        "old_status": 1,
        "new_status": 4,
        "source": "manual",
    }
    assert len({one.headers["webhook-id"] for one in receiver.heard}) == 2


def test_each_hears_of_what_it_chose(operator: Actor, receiver: Receiver) -> None:
    chosen = {"is_for_all_events": False, "selected_events": ["component_status_changed"]}
    a_webhook(receiver.at("/chosen"), **chosen)
    a_webhook(receiver.at("/off"), is_active=False)
    component = create_component(ComponentDraft(name="Website"), actor=operator)
    changes = ComponentChanges(name="Web", status=ComponentStatus.MAJOR_OUTAGE)
    update_component(component.pk, changes, actor=operator)
    settle()

    assert receiver.paths == ["/chosen"]
    assert events(receiver.heard) == ["component_status_changed"]
    assert Announcement.objects.count() == 1  # what nobody asked for leaves no row


def test_one_that_fails_is_tried_again_as_the_same_message(operator: Actor, receiver: Receiver) -> None:
    a_webhook(receiver.at("/status/500"))
    a_webhook(receiver.at("/fine"))
    create_component(ComponentDraft(name="Website"), actor=operator)
    settle()
    settle(after=HOUR)

    failed = [one for one in receiver.heard if one.path == "/status/500"]
    assert len(failed) == 2
    assert failed[0].headers["webhook-id"] == failed[1].headers["webhook-id"]
    assert int(failed[1].headers["webhook-timestamp"]) - int(failed[0].headers["webhook-timestamp"]) >= 3_600
    assert receiver.paths.count("/fine") == 1
    attempt = WebhookAttempt.objects.filter(is_success=False).latest("pk")
    assert (attempt.code, attempt.error, attempt.excerpt) == (500, "It answered 500.", "Answered.")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/status/410", (DeliveryState.BOUNCED, 410, "It answered 410.")),
        ("/to/301?/fine", (DeliveryState.WAITING, 301, "It answered 301.")),
        ("/to/307?http://10.0.0.1/", (DeliveryState.BOUNCED, None, "10.0.0.1 is not out in the internet")),
        ("/to/307?http://169.254.169.254/", (DeliveryState.BOUNCED, None, "169.254.169.254 is not out")),
        ("/endless", (DeliveryState.ACCEPTED, 200, "")),
    ],
)
def test_a_bad_receiver_is_told_of_with_its_reason(
    path: str, expected: tuple[str, int | None, str], operator: Actor, receiver: Receiver
) -> None:
    a_webhook(receiver.at(path))
    a_webhook(receiver.at("/fine"))
    create_component(ComponentDraft(name="Website"), actor=operator)
    settle()

    state, code, error = expected
    delivery, fine = Delivery.objects.order_by("recipient_id")
    assert (delivery.state, fine.state) == (state, DeliveryState.ACCEPTED)
    attempt = WebhookAttempt.objects.get(delivery=delivery)
    assert attempt.code == code
    assert attempt.error.startswith(error)
    assert len(attempt.excerpt) <= 1_000


def test_a_name_that_leads_inside_is_refused(operator: Actor, receiver: Receiver, settings: Settings) -> None:
    settings.ALLOW_NETWORKS = ()
    a_webhook(receiver.at("/hook", host="localhost"))
    create_component(ComponentDraft(name="Website"), actor=operator)
    settle()

    delivery = Delivery.objects.get()
    assert (delivery.state, receiver.heard) == (DeliveryState.BOUNCED, [])
    assert "which is not out in the internet" in delivery.error


def _by_an_operator(incident_id: int, operator: Actor) -> None:
    update_incident(incident_id, IncidentChanges(published_at=clock.now()), actor=operator)


def _by_the_clock(incident_id: int, operator: Actor) -> None:
    incident = Incident.objects.get(pk=incident_id)
    log.record(IncidentPublished(subject_id=incident_id, row=row_of(incident)), actor=operator)


@pytest.mark.parametrize(("publish", "after"), [(_by_an_operator, HOUR / 2), (_by_the_clock, 2 * HOUR)])
def test_before_its_publication_nothing_is_told_of_an_incident(
    publish: Callable[[int, Actor], None], after: timedelta, operator: Actor, receiver: Receiver
) -> None:
    a_webhook(receiver.at("/hook"))
    incident = create_incident(an_incident_draft(published_at=clock.now() + HOUR), actor=operator)
    update_incident(incident.pk, IncidentChanges(name="Renamed"), actor=operator)
    update = IncidentUpdateDraft(incident_id=incident.pk, status=IncidentStatus.IDENTIFIED, message="Found.")
    record_incident_update(update, actor=operator)
    settle()
    assert receiver.heard == []
    assert not Announcement.objects.exists()

    with time_machine.travel(clock.now() + after):
        publish(incident.pk, operator)
        settle()
        update_incident(incident.pk, IncidentChanges(name="Renamed again"), actor=operator)
        settle()

    assert events(receiver.heard) == ["incident_created", "incident_updated"]
    told = json.loads(receiver.heard[0].body)["body"]
    assert (told["name"], told["status"]) == ("Renamed", IncidentStatus.IDENTIFIED)


def test_what_is_embargoed_again_before_it_was_told_is_not_told(operator: Actor, receiver: Receiver) -> None:
    a_webhook(receiver.at("/hook"))
    incident = create_incident(an_incident_draft(), actor=operator)
    update_incident(incident.pk, IncidentChanges(published_at=clock.now() + HOUR), actor=operator)
    settle()

    assert receiver.heard == []


def test_a_test_reaches_one_that_is_off(operator: Actor, receiver: Receiver) -> None:
    a_webhook(receiver.at("/other"))
    webhook = a_webhook(receiver.at("/hook"), is_active=False, is_for_all_events=False)
    try_webhook(webhook.pk, actor=operator)
    settle()

    assert receiver.paths == ["/hook"]
    assert events(receiver.heard) == ["webhook_tested"]


def test_an_attempt_is_replayed_with_the_same_message(operator: Actor, receiver: Receiver) -> None:
    webhook = a_webhook(receiver.at("/hook"))
    create_component(ComponentDraft(name="Website"), actor=operator)
    settle()
    (attempt,) = attempts_of(webhook.pk, actor=operator)
    replay_attempt(attempt.pk, actor=operator)
    settle()

    first, again = receiver.heard
    assert (first.body, first.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])
    assert Delivery.objects.get().state == DeliveryState.ACCEPTED
    Announcement.objects.all().delete()
    with pytest.raises(Conflict):
        replay_attempt(attempt.pk, actor=operator)
    with pytest.raises(NotFound):
        replay_attempt(0, actor=operator)


def test_one_that_fails_for_days_is_switched_off(operator: Actor, receiver: Receiver) -> None:
    a_user(role=Role.ADMINISTRATOR, email="anna@example.com")
    webhook = a_webhook(receiver.at("/status/500"), failing_since=clock.now(), failures=8)
    create_component(ComponentDraft(name="Website"), actor=operator)
    settle()
    settle(after=2 * timedelta(days=1))
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.failures) == (True, 10)  # often enough, not for long enough

    settle(after=timedelta(days=4))
    webhook.refresh_from_db()
    assert not webhook.is_active
    event = Event.objects.get(kind="webhook_switched_off")
    assert event.payload["failures"] == 11
    assert "secret" not in event.payload["row"]
    settle(after=timedelta(days=5))
    assert len(receiver.heard) == 3
    with time_machine.travel(clock.now() + timedelta(days=6)):
        post.settle([OperatorsChannel()])
    (mail,) = post.mailbox()
    assert (mail["To"], mail["Subject"]) == (
        "anna@example.com",
        f"A webhook was switched off: {receiver.at('/status/500')}",
    )
    assert "11 attempts in a row have failed" in post.text_of(mail)

    switch_webhook_on(webhook.pk, actor=operator)
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.failing_since, webhook.failures) == (True, None, 0)


def test_a_success_makes_up_for_all_failures(operator: Actor, receiver: Receiver) -> None:
    webhook = a_webhook(receiver.at("/hook"), failing_since=clock.now() - 9 * timedelta(days=1), failures=99)
    create_component(ComponentDraft(name="Website"), actor=operator)
    settle()

    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.failing_since, webhook.failures) == (True, None, 0)


def test_who_is_switched_off_meanwhile_is_not_told_any_more(operator: Actor, receiver: Receiver) -> None:
    webhook = a_webhook(receiver.at("/status/500"))
    create_component(ComponentDraft(name="Website"), actor=operator)
    settle()
    switch_webhook_off(webhook.pk, actor=operator)
    settle(after=HOUR)

    assert len(receiver.heard) == 1
    assert Delivery.objects.get().state == DeliveryState.CANCELLED


@pytest.mark.parametrize("number", [1, 20])
def test_a_page_of_webhooks_costs_one_query(
    number: int, operator: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    webhooks = [a_webhook() for _ in range(number)]
    for webhook in webhooks:
        an_attempt(webhook)
        an_attempt(webhook, is_success=False)
        an_attempt(webhook, at=clock.now() - 25 * HOUR)

    with django_assert_num_queries(1):
        rated = rated_webhooks(actor=operator)
    with django_assert_num_queries(1):
        attempts = attempts_of(webhooks[0].pk, actor=operator, most=2)

    assert {one.success_rate for one in rated} == {0.5}
    assert [one.is_success for one in attempts] == [False, True]
    assert rated_webhook(webhooks[0].pk, actor=operator).attempts == 2
    with pytest.raises(NotFound):
        rated_webhook(0, actor=operator)


def test_what_is_old_is_forgotten(operator: Actor) -> None:
    webhook = a_webhook()
    an_attempt(webhook, at=clock.now() - timedelta(days=31))
    kept = an_attempt(webhook, at=clock.now() - timedelta(days=29))

    forget_old_attempts(actor=operator)

    assert WebhookAttempt.objects.get() == kept


def test_one_that_was_never_told_anything_has_no_rate(operator: Actor) -> None:
    assert rated_webhook(a_webhook().pk, actor=operator).success_rate is None


def an_attempt(webhook: WebhookSubscription, **changes: object) -> WebhookAttempt:
    columns = {"event": "component_created", "webhook_id": "msg_1", "is_success": True, "duration": 12}
    return WebhookAttempt.objects.create(subscription=webhook, **columns | changes)
