"""Subscribing by e-mail, from the form to the last mail."""

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heliograph.actors import Actor
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.vocabulary import Visibility
from heliograph.subscribers.link_mails import send_links
from heliograph.subscribers.links import Purpose, key_for
from heliograph.subscribers.models import Subscriber
from tests.factories import a_component, a_group, an_incident
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


def components_of(subscriber: Subscriber) -> set[int]:
    return set(subscriber.components.values_list("pk", flat=True))


def the_link(purpose: str) -> str:
    """As it stands in the one mail that was sent."""
    send_links()
    (message,) = mail.outbox
    found = re.search(rf"http://127\.0\.0\.1:8000(/subscribers/{purpose}/\S+)", str(message.body))
    assert found
    return found[1]


def test_from_the_form_to_the_last_mail(client: Client) -> None:
    group = a_group()
    inside, outside = a_component(group=group), a_component()
    asked = {"email": ADA, "scope": "chosen", "of": [f"group-{group.pk}"]}
    assert "Look into your mailbox" in client.post("/subscribe", asked).content.decode()

    verify = the_link("verify")
    assert ADA in client.get(verify).content.decode()
    assert not Subscriber.objects.get().is_verified
    done = client.post(verify).content.decode()
    subscriber = Subscriber.objects.get()
    assert (subscriber.is_verified, components_of(subscriber), [group]) == (
        True,
        set(),
        list(subscriber.groups.all()),
    )

    manage = re.search(r'href="(/subscribers/manage/[^"]+)"', done)
    assert manage
    assert re.search(rf'value="group-{group.pk}" checked', client.get(manage[1]).content.decode())
    chosen = [f"component-{inside.pk}", f"component-{outside.pk}"]
    client.post(manage[1], {"scope": "chosen", "of": chosen})
    assert components_of(subscriber) == {inside.pk, outside.pk}
    assert not subscriber.groups.exists()
    client.post(manage[1], {"scope": "everything"})
    assert Subscriber.objects.get().is_global

    unsubscribe = re.search(
        r'href="(/subscribers/unsubscribe/[^"]+)"', client.get(manage[1]).content.decode()
    )
    assert unsubscribe
    assert "You are unsubscribed" in client.post(unsubscribe[1]).content.decode()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"email": "ada"}, "This is not an e-mail address."),
        ({}, "This is not an e-mail address."),
        ({"email": ADA, "scope": "chosen"}, "Choose at least one component."),
        (
            {"email": ADA, "scope": "chosen", "of": ["component-9999", "group-x"]},
            "Choose at least one component.",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_right_stays(
    client: Client, said: dict[str, str], wrong: str
) -> None:
    a_component()
    response = client.post("/subscribe", said)
    assert response.status_code == 422
    page = response.content.decode()
    assert wrong in page
    assert f'value="{said.get("email", "")}"' in page
    assert not Subscriber.objects.exists()


def test_the_form_offers_what_guests_see_in_its_groups(client: Client) -> None:
    a_component(name="Seen", group=a_group(name="Open"))
    a_component(name="Unseen", group=a_group(name="Closed", visible=Visibility.HIDDEN))
    a_component(name="Disabled", enabled=False)
    page = client.get("/subscribe").content.decode()
    assert "All of Open" in page
    assert "Seen" in page
    for unseen in ("Unseen", "Closed", "Disabled"):
        assert unseen not in page


def test_the_page_behind_the_link_shows_what_was_chosen(client: Client) -> None:
    chosen, other = a_component(name="API"), a_component(name="Web")
    subscriber = a_subscriber(is_global=False, components=[chosen], verified_at=clock.now())
    page = client.get(f"/subscribers/manage/{key_for(Purpose.MANAGE, subscriber)}").content.decode()
    assert re.search(rf'value="component-{chosen.pk}" checked', page)
    assert re.search(rf'value="component-{other.pk}">', page)
    assert re.search(r'value="chosen" checked', page)


def test_what_is_followed_is_shown_and_can_be_ended(client: Client) -> None:
    subscriber = a_subscriber(is_global=False, verified_at=clock.now())
    ends, stays, later = (
        subscriber.followings.create(incident=an_incident(name=name), confirmed_at=clock.now())
        for name in ("Slow", "Slower", "Slowest")
    )
    secret = an_incident(name="Secret", visible=Visibility.SIGNED_IN)
    unseen = subscriber.followings.create(incident=secret, confirmed_at=clock.now())
    address = f"/subscribers/manage/{key_for(Purpose.MANAGE, subscriber)}"
    page = client.get(address).content.decode()
    assert "Slower" in page
    assert "Secret" not in page
    assert re.search(rf'name="follow" value="{ends.pk}" checked', page)

    sent = {"scope": "chosen", "followed": [ends.pk, stays.pk], "follow": [stays.pk]}  # `later` came after it
    assert client.post(address, sent).status_code == 200
    kept = set(subscriber.followings.values_list("pk", flat=True))
    assert kept == {stays.pk, later.pk, unseen.pk}
    assert Event.objects.latest("pk").payload["before"] == {"incident": [ends.incident_id], "schedule": []}

    unseen.delete()
    last = {"scope": "chosen", "followed": [stays.pk, later.pk]}
    assert client.post(address, last).status_code == 422
    assert subscriber.followings.count() == 2


def test_where_the_owner_takes_no_subscribers_there_is_no_form(client: Client, operator: Actor) -> None:
    subscriber = a_subscriber()
    change_setting("allow_subscribers", False, actor=operator)  # noqa: FBT003 - the value is a boolean
    assert client.get("/subscribe").status_code == 404
    assert client.post("/subscribe", {"email": ADA}).status_code == 404
    assert "/subscribe" not in client.get("/").content.decode()

    assert (
        client.post(f"/subscribers/unsubscribe/{key_for(Purpose.UNSUBSCRIBE, subscriber)}").status_code == 200
    )
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_we_did_not_make_leads_nowhere(client: Client, purpose: Purpose, method: str) -> None:
    key = key_for(Purpose.VERIFY, a_subscriber())[:-1] + "~"
    assert getattr(client, method)(f"/subscribers/{purpose}/{key}").status_code == 404
    assert Subscriber.objects.get().verified_at is None


@pytest.mark.parametrize("purpose", Purpose)
def test_a_page_whose_address_is_a_key_is_kept_and_told_nowhere(client: Client, purpose: Purpose) -> None:
    response = client.get(f"/subscribers/{purpose}/{key_for(purpose, a_subscriber())}")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"


def test_a_robot_that_fills_in_what_no_person_sees_is_told_the_same(client: Client) -> None:
    person = client.post("/subscribe", {"email": ADA})
    robot = client.post("/subscribe", {"email": "eve@example.com", "website": "https://example.com"})
    assert (robot.status_code, robot.content) == (person.status_code, person.content)
    assert [one.email for one in Subscriber.objects.all()] == [ADA]


@pytest.mark.parametrize("count", [1, 50])
def test_the_form_asks_as_often_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        a_component(group=a_group())
    with django_assert_num_queries(4):
        client.get("/subscribe")
