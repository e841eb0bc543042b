"""The list of Apprise's schemes, against the installed version."""

import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from apprise.manager_plugins import NotificationManager
from apprise.utils.socket import SocketTransport

from heliograph.delivery.channel import Verdict
from heliograph.delivery.chat_schemes import ALLOWED_SCHEMES
from heliograph.delivery.chat_services import refusal_of, send

OTHER_WAYS_OUT = (smtplib, socket, subprocess, SocketTransport)
MANAGER = NotificationManager()  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def loaded_plugins() -> None:
    MANAGER.load_modules()  # type: ignore[no-untyped-call]


def contents_of(plugin: type[object]) -> Iterator[object]:
    """The values in all modules of a plugin, which is a file or a folder."""
    root = ".".join(plugin.__module__.split(".")[:3])
    for name, module in list(sys.modules.items()):
        if name == root or name.startswith(f"{root}."):
            yield from vars(module).values()


@pytest.mark.parametrize("scheme", sorted(ALLOWED_SCHEMES))
def test_a_scheme_of_the_list_exists_and_sends_by_requests_alone(scheme: str) -> None:
    assert scheme in MANAGER
    plugin = MANAGER[scheme]
    contents = {id(one) for one in contents_of(plugin)}
    assert plugin.enabled
    assert id(sys.modules["requests"]) in contents
    assert contents.isdisjoint(map(id, OTHER_WAYS_OUT))


def test_a_scheme_that_apprise_adds_is_not_allowed_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = MANAGER["json"]
    monkeypatch.setattr(plugin, "protocol", "new")
    monkeypatch.setattr(plugin, "secure_protocol", "news")

    assert refusal_of("json://example.com/") is not None


@pytest.mark.parametrize(
    "url",
    [
        *(" vapid://user@example.com/other@example.com?keyfile=/etc/passwd",),
        *("VAPID://user@example.com/other@example.com", "\tvapid://user@example.com/other@example.com"),
        *("mailto://user:password@example.com", "MAILTOS://user:password@example.com", "syslog://"),
        *("mqtt://127.0.0.1/topic", "ircs://user@127.0.0.1/#room", "xmpp://user:password@127.0.0.1"),
        *("rsyslog://127.0.0.1", "amqp://127.0.0.1/queue", "dbus://", "macosx://", "windows://"),
    ],
)
def test_other_services_are_refused_however_they_are_written(url: str) -> None:
    assert refusal_of(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        " json://example.com/",
        "JSONS://example.com/",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    ],
)
def test_an_allowed_service_is_accepted_however_it_is_written(url: str) -> None:
    assert refusal_of(url) is None


def test_a_channel_that_was_saved_before_fails_with_the_reason() -> None:
    outcome = send("mailto://user:password@example.com", "Title", "Body", sender="", kind="info")  # type: ignore[arg-type]

    assert outcome.verdict is Verdict.REFUSED
    assert "docs/channels.md" in outcome.error
    assert "password" not in outcome.error


@pytest.mark.parametrize(
    "url",
    [
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#ops?template=/etc/passwd",
        "discord://1234567890/abcdefghijklmnop?template=/etc/passwd",
        "fcm://project/device?mode=oauth2&keyfile=/etc/passwd",
    ],
)
def test_an_address_that_names_a_file_is_refused(url: str) -> None:
    assert refusal_of(url) == "An address must not name a file."
