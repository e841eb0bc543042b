import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings
from time_machine import TimeMachineFixture
from typing_extensions import override

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.lib.mail_refusals import LATER
from heliograph.site.accents import accent_pair
from heliograph.site.settings import change_setting
from heliograph.subscribers.link_mails import link_mail, send_links
from heliograph.subscribers.links import Purpose, key_for
from heliograph.subscribers.models import Subscriber
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db


class Unreachable(EmailBackend):
    @override
    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPServerDisconnected


class Refusing(EmailBackend):
    @override
    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPRecipientsRefused({"ada@example.com": (550, b"5.1.1 No such mailbox")})


class Greylisting(EmailBackend):
    """As smtplib raises it for a 450 at RCPT."""

    @override
    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPRecipientsRefused({"ada@example.com": (450, b"4.2.0 Greylisted")})


def test_what_is_owed_is_sent_once() -> None:
    a_subscriber()
    owed = a_subscriber(email="ada@example.com", link_asked_at=clock.now())
    send_links()
    send_links()

    assert [one.to for one in mail.outbox] == [["ada@example.com"]]
    owed.refresh_from_db()
    assert owed.link_asked_at is None
    assert owed.link_sent_at is not None


def test_who_is_new_is_asked_to_confirm_and_who_is_known_may_change() -> None:
    new, known = a_subscriber(), a_subscriber(verified_at=clock.now())

    asked, told = link_mail(new), link_mail(known)
    assert "/subscribers/verify/" in asked.body
    assert "/subscribers/manage/" not in asked.body
    assert "/subscribers/manage/" in told.body
    assert "/subscribers/unsubscribe/" in told.body


def test_the_links_are_the_same_as_text_and_as_html() -> None:
    subscriber = a_subscriber()
    asked = link_mail(subscriber)
    html = str(asked.alternatives[0][0])
    link = asked.body.partition("http")[2].split()[0]
    assert f'href="http{link}"' in html
    assert key_for(Purpose.VERIFY, subscriber).partition(":")[0] in link


def test_what_could_not_be_sent_is_owed_still(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    a_subscriber(link_asked_at=clock.now())
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send_links()
    assert Subscriber.objects.get().link_asked_at is not None


def test_an_address_that_is_refused_holds_up_nobody(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    a_subscriber(link_asked_at=clock.now())
    send_links()
    assert Subscriber.objects.get().link_asked_at is None


def test_an_address_whose_server_keeps_us_waiting_gets_its_link_later(
    settings: Settings, time_machine: TimeMachineFixture
) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Greylisting"
    a_subscriber(link_asked_at=now)
    send_links()

    settings.EMAIL_BACKEND = usual
    send_links()
    assert mail.outbox == []
    time_machine.move_to(now + LATER, tick=False)
    send_links()
    assert len(mail.outbox) == 1
    assert Subscriber.objects.get().link_asked_at is None


def test_one_that_is_kept_waiting_for_a_day_is_given_up(
    settings: Settings, time_machine: TimeMachineFixture
) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    settings.EMAIL_BACKEND = f"{__name__}.Greylisting"
    a_subscriber(link_asked_at=now)
    tries = 0
    while (owed := Subscriber.objects.get()).link_asked_at is not None:
        time_machine.move_to(owed.link_asked_at, tick=False)
        send_links()
        tries += 1
    assert tries == 9
    assert timedelta(hours=20) < clock.now() - now < timedelta(days=1)
    assert owed.link_sent_at == clock.now(), "and who never got it is forgotten as who never answered"


def test_the_page_s_name_is_one_line_of_the_subject(operator: Actor) -> None:
    change_setting("name", "Acme\r\nBcc: eve@example.com", actor=operator)
    message = link_mail(a_subscriber()).message()
    assert message["Subject"] == "Confirm your subscription to Acme Bcc: eve@example.com"
    assert message["Bcc"] is None


def test_it_is_in_the_owner_s_colour_and_in_the_reader_s_direction(operator: Actor) -> None:
    change_setting("accent", "purple", actor=operator)
    html = str(link_mail(a_subscriber(locale="ar")).alternatives[0][0])
    assert f"background: {accent_pair('purple')[0]}" in html
    assert '<html lang="ar" dir="rtl">' in html
