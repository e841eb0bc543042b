"""One incident or one window alone, until it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from heliograph.actors import Actor, Door
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.drafts import IncidentUpdateDraft
from heliograph.status.models import Incident
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import IncidentStatus, Visibility
from heliograph.subscribers.drafts import FollowDraft
from heliograph.subscribers.following import end_followings, follow
from heliograph.subscribers.link_mails import send_links
from heliograph.subscribers.links import Purpose, key_for
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.own_subscription import verify_subscription
from tests.delivery.post import mailbox, settle_after, text_of
from tests.factories import a_window, an_incident
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"
DAY = timedelta(days=1)
system = Actor.system(door=Door.CLOCK)


def confirmed(subscriber: Subscriber) -> None:
    verify_subscription(key_for(Purpose.VERIFY, subscriber), actor=system)


def test_a_visitor_follows_hears_of_it_and_is_told_that_it_ends(client: Client, operator: Actor) -> None:
    followed, other = an_incident(notifications=True), an_incident(notifications=True)
    page = f"/incidents/{followed.guid}"
    assert f'href="{page}/follow"' in client.get(page).text
    assert client.post(f"{page}/follow", {"email": ADA}).status_code == 200
    send_links()
    assert "/subscribers/verify/" in mail.outbox.pop().body
    confirmed(Subscriber.objects.get())
    for incident in (followed, other):
        update = IncidentUpdateDraft(incident_id=incident.pk, status=IncidentStatus.FIXED, message="Back.")
        record_incident_update(update, actor=operator)
    settle_after(seconds=11)

    (letter,) = mailbox()
    assert f"/incidents/{followed.guid}" in text_of(letter)
    assert "so is your subscription" in text_of(letter)


def test_before_it_is_confirmed_nobody_is_written_to(operator: Actor) -> None:
    incident = an_incident(notifications=True)
    subscriber = a_subscriber(email=ADA, is_global=False, verified_at=clock.now())
    follow(FollowDraft(email=ADA, incident_id=incident.pk), actor=operator)
    update = IncidentUpdateDraft(incident_id=incident.pk, status=IncidentStatus.FIXED, message="Back.")
    record_incident_update(update, actor=operator)
    settle_after(seconds=11)
    assert mailbox() == []
    send_links()
    assert "/subscribers/verify/" in mail.outbox[0].body, "also one who is verified is asked"
    confirmed(subscriber)
    assert subscriber.followings.exclude(confirmed_at=None).exists()


def test_days_after_its_end_a_follower_is_forgotten_and_a_subscriber_stays(operator: Actor) -> None:
    incident, window = an_incident(), a_window(completed_at=clock.now() + DAY)
    a_subscriber(email="bob@example.com", verified_at=clock.now())
    drafts = [
        FollowDraft(email=ADA, incident_id=incident.pk),
        FollowDraft(email="bob@example.com", schedule_id=window.pk),
    ]
    for draft in drafts:
        follow(draft, actor=operator)
        confirmed(Subscriber.objects.get(email=draft.email))
    Incident.objects.update(status=IncidentStatus.FIXED)
    with time_machine.travel(clock.now() + DAY):
        end_followings(actor=system)
        assert Subscriber.objects.count() == 2
    with time_machine.travel(clock.now() + 4 * DAY):
        end_followings(actor=system)
    assert [one.email for one in Subscriber.objects.all()] == ["bob@example.com"]
    assert not Subscriber.objects.get().followings.exists()


@pytest.mark.parametrize(
    "changes",
    [{"visible": Visibility.HIDDEN}, {"status": IncidentStatus.FIXED}, {"deleted_at": clock.now()}],
)
def test_what_is_hidden_or_over_cannot_be_followed(
    changes: dict[str, object], operator: Actor, client: Client
) -> None:
    incident = an_incident()
    Incident.objects.update(**changes)
    with pytest.raises(NotFound):
        follow(FollowDraft(email=ADA, incident_id=incident.pk), actor=operator)
    assert client.get(f"/incidents/{incident.guid}/follow").status_code == 404


def test_a_wrong_address_is_said_to_be_wrong(client: Client) -> None:
    window = a_window()
    answer = client.post(f"/schedules/{window.pk}/follow", {"email": "ada\r\nBcc: eve@example.com"})
    assert answer.status_code == 422
    assert not Subscriber.objects.exists()
