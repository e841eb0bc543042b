"""Class 45: no link that signs somebody in is in the log while no mail server is set up."""

import logging

import pytest
from django.conf import LazySettings
from django.test import Client

from heliograph.accounts.links import key_to_reset
from heliograph.accounts.mails import send_owed
from heliograph.site.models import Setting
from heliograph.subscribers.link_mails import send_links
from heliograph.surfaces.dashboard.mails import account_mail
from tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings: LazySettings, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    settings.EMAIL_BACKEND = "heliograph.project.mail.LogBackend"
    caplog.set_level(logging.DEBUG)
    return caplog


def test_class_45_a_link_to_a_new_password_is_not_in_the_log(
    client: Client, log: pytest.LogCaptureFixture
) -> None:
    person = a_person(email="ada@example.com")
    client.post("/dashboard/password/", {"email": person.email})

    send_owed(account_mail)

    assert "Mail to ada@example.com, not sent because HELIOGRAPH_EMAIL_URL is not set" in log.text
    assert "A new password for" in log.text
    assert "heliograph user password" in log.text
    assert "/dashboard/password/" not in log.text
    assert key_to_reset(person).partition(":")[0] not in log.text


def test_class_45_a_subscribers_confirmation_is_not_in_the_log(
    client: Client, log: pytest.LogCaptureFixture
) -> None:
    Setting.objects.update_or_create(name="allow_subscribers", defaults={"value": True})
    client.post("/subscribe", {"email": "eve@example.com"})

    send_links()

    assert "Mail to eve@example.com, not sent" in log.text
    assert "/subscribers/" not in log.text
