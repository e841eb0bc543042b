"""Class 45: no link that signs somebody in is in the log while no mail server is set up."""

import logging
from logging import Formatter

import pytest
from django.conf import LazySettings
from django.test import Client

from heliograph.accounts.links import key_to_reset
from heliograph.accounts.mails import send_owed
from heliograph.project.logs import JsonLines, TextLines
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


@pytest.mark.parametrize("formatter", [TextLines(), JsonLines()])
@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/password/{}/",
        "/dashboard/invitation/{}/",
        "/dashboard/set-up/{}/",
        "/subscribers/manage/{}",
    ],
)
def test_class_45_the_path_of_a_failed_request_does_not_show_the_key_of_a_link(
    formatter: Formatter, path: str
) -> None:
    key = "7:1vQ2ab:c2lnbmF0dXJl"
    message = f"Internal Server Error: {path.format(key)}"
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, message, None, None)

    line = formatter.format(record)

    assert key not in line
    assert f"Internal Server Error: {path.format('[key]')}" in line
