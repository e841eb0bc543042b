"""Classes 12, 13, 14 and 20: who is subscribed, mails that nobody asked for, link scanners, foreign forms."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heliograph.lib import clock
from heliograph.subscribers.link_mails import send_links
from heliograph.subscribers.links import Purpose, key_for
from heliograph.subscribers.models import Subscriber
from tests.ledger import everything, nothing_written
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


def unknown() -> None:
    pass


def unverified() -> None:
    a_subscriber(email=ADA)


def verified() -> None:
    a_subscriber(email=ADA, verified_at=clock.now())


def just_written_to() -> None:
    a_subscriber(email=ADA, link_sent_at=clock.now())


WHOEVER = [unknown, unverified, verified, just_written_to]


def asked(client: Client, email: str = ADA, **said: str) -> tuple[int, bytes, dict[str, str]]:
    response = client.post("/subscribe", {"email": email, "scope": "everything"}, **said)  # type: ignore[arg-type]
    return response.status_code, response.content, dict(response.items())


# 12: subscriber enumeration


@pytest.mark.parametrize("known", WHOEVER)
def test_the_answer_is_the_same_whoever_is_asked_for(client: Client, known: Callable[[], None]) -> None:
    known()
    assert asked(client) == asked(client, "nobody@example.com")


@pytest.mark.parametrize("known", WHOEVER)
def test_no_mail_is_sent_while_somebody_waits_for_the_answer(
    client: Client, known: Callable[[], None]
) -> None:
    known()
    asked(client)
    assert mail.outbox == []


@pytest.mark.parametrize("known", WHOEVER)
def test_the_work_is_about_the_same(client: Client, known: Callable[[], None]) -> None:
    known()
    with CaptureQueriesContext(connection) as work:
        asked(client)
    assert len(work) <= 18


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_to_unsubscribe_does_not_say_whether_one_still_is(client: Client, method: str) -> None:
    gone, there = a_subscriber(), a_subscriber()
    gone_key = key_for(Purpose.UNSUBSCRIBE, gone)
    gone.delete()
    answers = [
        getattr(client, method)(f"/subscribers/unsubscribe/{key}")
        for key in (gone_key, key_for(Purpose.UNSUBSCRIBE, there))
    ]
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].content == answers[1].content


# 13: subscription bombing


@pytest.mark.parametrize("known", [unknown, unverified, verified])
def test_an_address_gets_one_mail_an_hour_however_often_it_is_asked_for(
    client: Client, known: Callable[[], None]
) -> None:
    known()
    now = clock.now()
    for minutes in range(0, 59, 7):
        with time_machine.travel(now + timedelta(minutes=minutes)):
            asked(client, ADA if minutes % 2 else ADA.upper())
            send_links()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("email", "address", "most"),
    [
        ("{0}@example.com", "192.0.2.7", 5),
        ("{0}@example.com", "192.0.2.{0}", 20),
        ("{0}@example.com", "2001:db8:7:{0}::1", 20),
        ("{0}@example.com", "10.0.{0}.7", 200),
        ("ada@example.com", "10.0.{0}.7", 3),
    ],
)
def test_a_minute_has_only_so_many_requests(client: Client, email: str, address: str, most: int) -> None:
    statuses = [
        asked(client, email.format(number), REMOTE_ADDR=address.format(number))[0]
        for number in range(most + 2)
    ]
    assert statuses == [200] * most + [429] * 2


def test_the_refusal_is_the_same_for_known_and_unknown_addresses(client: Client) -> None:
    verified()
    for _ in range(3):
        asked(client, REMOTE_ADDR="192.0.2.7")
        asked(client, "nobody@example.com", REMOTE_ADDR="198.51.100.7")
    refused = asked(client, REMOTE_ADDR="192.0.2.7")
    assert refused[0] == 429
    assert refused == asked(client, "nobody@example.com", REMOTE_ADDR="198.51.100.7")


# 14: link scanners


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("method", ["get", "head"])
def test_to_follow_a_link_changes_nothing(client: Client, purpose: Purpose, method: str) -> None:
    address = f"/subscribers/{purpose}/{key_for(purpose, a_subscriber())}"
    with nothing_written():
        assert getattr(client, method)(address).status_code == 200


def test_a_mail_program_unsubscribes_with_one_click() -> None:
    """RFC 8058: a POST by the mail's provider, with this body, without cookie and without Referer."""
    subscriber = a_subscriber()
    client = Client(enforce_csrf_checks=True)
    address = f"/subscribers/unsubscribe/{key_for(Purpose.UNSUBSCRIBE, subscriber)}"
    response = client.post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 200
    assert not Subscriber.objects.exists()


# 20: cross-site request forgery


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8001"])
def test_another_site_s_page_subscribes_nobody(client: Client, origin: str) -> None:
    before = everything()
    assert asked(client, HTTP_ORIGIN=origin)[0] == 403
    assert everything() == before


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://testserver"])
def test_our_own_page_does(client: Client, origin: str) -> None:
    client.defaults["HTTP_HOST"] = "testserver" if "testserver" in origin else "127.0.0.1:8000"
    assert asked(client, HTTP_ORIGIN=origin)[0] == 200


@pytest.mark.parametrize("purpose", Purpose)
def test_what_is_changed_by_a_link_needs_the_key_that_only_the_mail_has(
    client: Client, purpose: Purpose
) -> None:
    subscriber = a_subscriber()
    for guess in (str(subscriber.pk), subscriber.email, key_for(purpose, subscriber).partition(":")[0]):
        with nothing_written():
            assert client.post(f"/subscribers/{purpose}/{guess}").status_code == 404
