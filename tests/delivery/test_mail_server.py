"""A mail server that misbehaves in every way: nothing is lost, nothing is doubled."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from bench.sink import PIPELINING, free_port, sink
from heliograph.actors import Actor
from heliograph.delivery.announcements import send_again
from heliograph.delivery.channel import Verdict
from heliograph.delivery.channels.email import EmailChannel
from heliograph.delivery.mail_server import MailServer
from heliograph.delivery.models import Delivery
from heliograph.delivery.queries import given_up, progress_of
from heliograph.lib import clock
from heliograph.status.incidents import create_incident
from heliograph.subscribers.models import Subscriber
from tests.delivery.post import settle
from tests.delivery.test_news import a_draft
from tests.subscribers.factories import a_subscriber


@pytest.mark.parametrize("address", ["a@b>\r\nRCPT TO:<eve@example.com", "a b@example.com", "a@b\nDATA"])
def test_an_address_that_would_be_a_command_is_not_said(address: str) -> None:
    assert MailServer().send(address, b"").verdict is Verdict.REFUSED


NAMES = ["ada", "busy-ada", "cut-ada", "slow-ada", "gone-ada", "barred-ada", "bob"]
REFUSED = ("gone-ada", "barred-ada")


@pytest.mark.loopback
@pytest.mark.django_db
@pytest.mark.parametrize("extensions", [(), (PIPELINING,)], ids=["plain", "pipelining"])
def test_a_server_that_is_down_refuses_breaks_off_and_hangs(
    settings: Settings, tmp_path: Path, operator: Actor, extensions: Sequence[str]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    for name in NAMES:
        a_subscriber(email=f"{name}@example.com", verified_at=clock.now())
    incident = create_incident(a_draft(), actor=operator)
    channels, now = [EmailChannel()], clock.now()

    def worked_at(**later: float) -> None:
        with time_machine.travel(now + timedelta(**later)):
            settle(channels)

    worked_at(seconds=11)
    assert {one.attempts for one in Delivery.objects.all()} == {1}, "it is down"
    with sink(tmp_path / "accepted", port=settings.EMAIL_PORT, extensions=extensions) as mailboxes:
        for minutes in (1, 10, 60):
            worked_at(minutes=minutes)
        accepted = sorted(recipient for recipient, _ in mailboxes.accepted)

    assert accepted == sorted(f"{name}@example.com" for name in NAMES if name not in REFUSED)
    (progress,) = progress_of("incident", incident.pk)
    assert progress.sentence == "5 of 7 accepted, 2 bounced"
    assert {(one.code, one.error) for one in given_up()} == {
        (550, "5.1.1 No such mailbox"),
        (550, "5.7.1 Not from you"),
    }
    stopped = Subscriber.objects.exclude(stopped_at=None)
    assert [(one.email, one.stopped_because) for one in stopped] == [("gone-ada@example.com", "bounce")]

    assert send_again(progress.announcement.pk, actor=operator) == 2
    worked_at(minutes=120)
    assert progress_of("incident", incident.pk)[0].sentence == "5 of 7 accepted, 1 waiting, 1 cancelled", (
        "it is down, and who is gone is written to no more"
    )
