"""Chat channels, from the verb to a receiver that listens."""

import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from pytest_django import Settings

from heliograph.actors import Actor
from heliograph.delivery.channels.apprise import AppriseChannel
from heliograph.delivery.chat_channels import (
    create_chat_channel,
    delete_chat_channel,
    switch_chat_channel_off,
    switch_chat_channel_on,
    try_chat_channel,
    update_chat_channel,
)
from heliograph.delivery.chat_queries import chat_channel, chat_channels
from heliograph.delivery.drafts import ChatChannelChanges, ChatChannelDraft
from heliograph.delivery.models import ChatChannel, Delivery
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.errors import Invalid, NotFound
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.components import change_component_status
from heliograph.status.drafts import ImpactDraft, IncidentDraft, IncidentUpdateDraft, StatusChange
from heliograph.status.incidents import create_incident
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.delivery import post
from tests.delivery.factories import a_chat_channel
from tests.factories import a_component, a_group
from tests.ledger import nothing_written
from tests.receiver import Heard, Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]

SECRET = "T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
SLACK = f"slack://{SECRET}/#ops"


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)


def settle(*, after: timedelta = timedelta(seconds=11)) -> None:
    """After the undo window."""
    post.settle([AppriseChannel()])
    with time_machine.travel(clock.now() + after):
        post.settle([AppriseChannel()])


def room(receiver: Receiver, path: str = "/room") -> str:
    return receiver.at(path).replace("http:", "json:")


def said(heard: Sequence[Heard]) -> list[tuple[str, str]]:
    return [(body["title"], body["message"]) for body in (json.loads(one.body) for one in heard)]


def an_incident_draft(**changes: object) -> IncidentDraft:
    defaults: dict[str, object] = {
        "name": "The website is slow",
        "message": "We are **looking** into it.",
        "status": IncidentStatus.INVESTIGATING,
        "visible": Visibility.EVERYONE,
        "notifications": True,
    }
    return IncidentDraft(**defaults | changes)  # type: ignore[arg-type]


def test_an_incident_and_its_end_are_told_in_the_pages_language(operator: Actor, receiver: Receiver) -> None:
    change_setting("locale", "de", actor=operator)
    change_setting("allow_subscribers", value=False, actor=operator)  # a room is none
    a_chat_channel(room(receiver))
    impact = ImpactDraft(component_id=a_component().pk, status=ComponentStatus.MAJOR_OUTAGE)
    incident = create_incident(an_incident_draft(impacts=[impact]), actor=operator)
    settle()
    update = IncidentUpdateDraft(incident_id=incident.pk, status=IncidentStatus.FIXED, message="It is back.")
    record_incident_update(update, actor=operator)
    settle()

    url = f"http://127.0.0.1:8000/incidents/{incident.guid}"
    affected = "Betroffene Komponenten: Website (Schwerer Ausfall)"
    assert said(receiver.heard) == [
        ("The website is slow: Wird untersucht", f"{affected}\n\nWe are **looking** into it.\n\n{url}"),
        ("The website is slow: Behoben", f"{affected}\n\nIt is back.\n\n{url}"),
    ]
    assert [json.loads(one.body)["type"] for one in receiver.heard] == ["failure", "success"]


def test_each_hears_of_the_events_and_components_that_it_cares_for(
    operator: Actor, receiver: Receiver
) -> None:
    website, other = a_component(), a_component(name="Other")
    hidden = a_component(group=a_group(visible=Visibility.HIDDEN))
    a_chat_channel(room(receiver, "/website"), components=[website])
    a_chat_channel(room(receiver, "/other"), components=[other])
    a_chat_channel(
        room(receiver, "/incidents"), is_for_all_events=False, selected_events=["incident_created"]
    )
    a_chat_channel(room(receiver, "/off"), is_active=False)
    for component in (website, hidden):
        outage = StatusChange(status=ComponentStatus.MAJOR_OUTAGE)
        change_component_status(component.pk, outage, actor=operator)
    settle()

    url = f"http://127.0.0.1:8000/components/{website.pk}"
    assert said(receiver.heard) == [("Website: Major outage", f"Operational → Major outage\n\n{url}")]
    assert receiver.paths == ["/website"]


@pytest.mark.parametrize(
    "changes",
    [
        {"visible": Visibility.SIGNED_IN},
        {"visible": Visibility.HIDDEN},
        {"notifications": False},
        {"published_at": clock.now() + timedelta(days=1)},
    ],
)
def test_a_room_hears_of_nothing_that_guests_may_not_see(
    changes: dict[str, object], operator: Actor, receiver: Receiver
) -> None:
    a_chat_channel(room(receiver))
    create_incident(an_incident_draft(**changes), actor=operator)
    settle()

    assert receiver.heard == []


def test_a_test_reaches_one_that_is_off(operator: Actor, receiver: Receiver) -> None:
    a_chat_channel(room(receiver, "/other"))
    channel = a_chat_channel(room(receiver), is_active=False)
    try_chat_channel(channel.pk, actor=operator)
    settle()

    assert (receiver.paths, [title for title, _ in said(receiver.heard)]) == (["/room"], ["It works"])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/status/500", (DeliveryState.WAITING, "It answered 500.")),
        ("/inside", (DeliveryState.BOUNCED, "10.0.0.1 is not out in the internet")),
    ],
)
def test_what_fails_says_why_without_its_secret(
    path: str,
    expected: tuple[str, str],
    operator: Actor,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
) -> None:
    channel = a_chat_channel(room(receiver, path), failing_since=clock.now() - timedelta(days=3), failures=8)
    try_chat_channel(channel.pk, actor=operator)
    with caplog.at_level(logging.WARNING):
        settle()

    delivery = Delivery.objects.get()
    assert delivery.state == expected[0]
    assert delivery.error.startswith(expected[1])
    assert "secret" not in delivery.error
    assert caplog.text == ""
    channel.refresh_from_db()
    assert channel.failures in {9, 10}


def test_one_that_fails_for_days_is_switched_off(operator: Actor, receiver: Receiver) -> None:
    channel = a_chat_channel(
        room(receiver, "/status/500"), failing_since=clock.now() - timedelta(days=4), failures=9
    )
    try_chat_channel(channel.pk, actor=operator)
    settle()

    channel.refresh_from_db()
    assert not channel.is_active
    assert Event.objects.get(kind="chat_channel_switched_off").payload["failures"] >= 10


def test_inside_is_refused_at_the_moment_of_sending(
    operator: Actor, receiver: Receiver, settings: Settings
) -> None:
    settings.ALLOW_NETWORKS = ()
    channel = a_chat_channel(room(receiver).replace("127.0.0.1", "localhost"))
    try_chat_channel(channel.pk, actor=operator)
    settle()

    assert receiver.heard == []
    assert Delivery.objects.get().state == DeliveryState.BOUNCED


def test_a_channels_address_is_never_told(operator: Actor) -> None:
    channel = create_chat_channel(ChatChannelDraft(name="Ops", url=SLACK), actor=operator)
    component = a_component()
    changes = ChatChannelChanges(
        name="Operators", url=f"{SLACK}2", events=["incident_created"], components=[component.pk]
    )
    update_chat_channel(channel.pk, changes, actor=operator)
    switch_chat_channel_off(channel.pk, actor=operator)
    switch_chat_channel_on(channel.pk, actor=operator)
    try_chat_channel(channel.pk, actor=operator)
    kept = chat_channel(channel.pk, actor=operator)
    assert (kept.name, kept.service, kept.is_active) == ("Operators", "slack", True)
    assert (list(kept.components.all()), kept.selected_events) == ([component], ["incident_created"])
    assert chat_channels(actor=operator) == [kept]
    delete_chat_channel(channel.pk, actor=operator)

    payloads = list(Event.objects.order_by("pk").values_list("payload", flat=True))
    assert len(payloads) == 6
    assert SECRET not in f"{payloads} {kept!r} {kept}"
    assert payloads[1]["before"] == {
        "name": "Ops",
        "url": "",
        "is_for_all_events": True,
        "selected_events": [],
        "components": [],
    }
    assert not ChatChannel.objects.exists()
    with pytest.raises(NotFound):
        chat_channel(channel.pk, actor=operator)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a" * 256}, "name"),
        ({"url": "https://example.com"}, "url"),
        ({"url": "nothing://example.com"}, "url"),
        ({"url": ""}, "url"),
        ({"url": "json://example.com/\r\nX-Header: 1"}, "url"),
        ({"url": f"json://example.com/{'a' * 2048}"}, "url"),
        ({"url": "mailto://user:password@example.com"}, "url"),
        ({"url": "syslog://"}, "url"),
        ({"url": "rsyslog://127.0.0.1"}, "url"),
        ({"url": "mqtt://127.0.0.1/topic"}, "url"),
        ({"url": "vapid://user@example.com/other@example.com?keyfile=/etc/passwd"}, "url"),
        ({"url": f"slack://{SECRET}/#ops?template=/etc/passwd"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["nothing"]}, "events"),
        ({"components": [0]}, "components.0"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(
    changes: dict[str, object], field: str, operator: Actor
) -> None:
    channel = a_chat_channel()

    with nothing_written():
        with pytest.raises(Invalid) as refused:
            create_chat_channel(
                ChatChannelDraft(**{"name": "Ops", "url": SLACK} | changes),  # type: ignore[arg-type]
                actor=operator,
            )
        with pytest.raises(Invalid):
            update_chat_channel(channel.pk, ChatChannelChanges(**changes), actor=operator)  # type: ignore[arg-type]
    assert list(refused.value.errors) == [field]
    assert not any(secret in str(refused.value) for secret in (SECRET, "password"))
