"""Webhooks arrive in the order of their events, and an endpoint that asks to wait is left alone."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network
from time import monotonic, sleep
from typing import Any

import pytest
import time_machine
from django.db import connections
from pytest_django import Settings

from heliograph.actors import Actor
from heliograph.delivery import outbox
from heliograph.delivery.channels.apprise import AppriseChannel
from heliograph.delivery.channels.webhook import WebhookChannel
from heliograph.delivery.dispatch import Desk
from heliograph.delivery.endpoints import PATIENCE
from heliograph.delivery.fan_out import fan_out
from heliograph.delivery.models import Announcement, ChatChannel, Delivery, WebhookSubscription
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.delivery.webhooks import switch_webhook_on
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.status.components import change_component_status, create_component
from heliograph.status.drafts import ComponentDraft, StatusChange
from heliograph.status.vocabulary import ComponentStatus
from tests.delivery import post
from tests.delivery.factories import a_chat_channel, a_webhook
from tests.factories import a_component
from tests.receiver import Canned, Receiver

pytestmark = [pytest.mark.loopback]

WITHIN_SECONDS = 30
STATUSES = [2, 3, 4, 1, 2, 4, 3, 1, 4, 2]
CHANGES: dict[str, Any] = {"is_for_all_events": False, "selected_events": ["component_status_changed"]}
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)


def change_statuses(operator: Actor, *statuses: int) -> None:
    component = a_component(status=ComponentStatus.OPERATIONAL)
    for status in statuses:
        change_component_status(component.pk, StatusChange(status=ComponentStatus(status)), actor=operator)


def new_statuses(receiver: Receiver, path: str = "/hook") -> list[int]:
    bodies = [json.loads(one.body) for one in receiver.heard if one.path == path]
    return [one["body"]["new_status"] for one in bodies]


def settle(*, after: timedelta = timedelta(0)) -> None:
    with time_machine.travel(clock.now() + after):
        post.settle([WebhookChannel(), AppriseChannel()])


@contextmanager
def workers(number: int) -> Iterator[None]:
    """The parts of so many workers that look at events and send webhooks."""
    stop = threading.Event()

    def fan_out_events() -> None:
        while not stop.is_set():
            if not fan_out():
                stop.wait(0.01)

    def on_a_connection_of_its_own(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            finally:
                connections.close_all()

        return run

    desks = [lambda: Desk(WebhookChannel()).work(stop)] * number
    jobs = [on_a_connection_of_its_own(one) for one in [*desks, *([fan_out_events] * number)]]
    threads = [threading.Thread(target=one) for one in jobs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = monotonic() + WITHIN_SECONDS
    while not is_so() and monotonic() < deadline:
        sleep(0.02)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 3])
def test_quick_changes_arrive_in_order(number: int, operator: Actor, receiver: Receiver) -> None:
    paths = [f"/{one}" for one in range(5)]
    for path in paths:
        a_webhook(receiver.at(path), **CHANGES)
    with workers(number):
        change_statuses(operator, *STATUSES)
        wait_until(lambda: len(receiver.heard) >= len(STATUSES) * len(paths))

    assert {path: new_statuses(receiver, path) for path in paths} == dict.fromkeys(paths, STATUSES)


@pytest.mark.django_db
def test_a_body_has_the_time_and_the_id_of_its_event(operator: Actor, receiver: Receiver) -> None:
    a_webhook(receiver.at("/hook"))
    change_statuses(operator, 4, 1)
    settle()

    bodies = [json.loads(one.body) for one in receiver.heard]
    events = {one.pk: one for one in Event.objects.filter(kind="component_status_changed")}
    assert [one["sequence"] for one in bodies] == [pk for pk in sorted(events) for _ in range(2)]
    for one in bodies:
        assert one["occurred_at"] == f"{events[one['sequence']].at:%Y-%m-%dT%H:%M:%S.%fZ}"


@pytest.mark.django_db
def test_a_failed_delivery_holds_up_no_later_one(operator: Actor, receiver: Receiver) -> None:
    a_webhook(receiver.at("/hook"), **CHANGES)
    receiver.answers["/hook"] = Canned(status=500)
    change_statuses(operator, 4)
    settle()
    receiver.answers.clear()
    change_statuses(operator, 3)
    settle()
    assert new_statuses(receiver) == [4, 3]

    settle(after=MINUTE)
    assert new_statuses(receiver) == [4, 3, 4]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [429, 503])
def test_an_endpoint_that_names_a_time_gets_nothing_before(
    status: int, operator: Actor, receiver: Receiver
) -> None:
    a_webhook(receiver.at("/hook"), **CHANGES)
    a_webhook(receiver.at("/other"), **CHANGES)
    receiver.answers["/hook"] = Canned(status=status, headers={"retry_after": "60"})
    change_statuses(operator, 4, 3)
    settle()
    change_statuses(operator, 2)
    settle(after=timedelta(seconds=59))
    assert new_statuses(receiver) == [4]
    assert new_statuses(receiver, "/other") == [4, 3, 2]

    receiver.answers.clear()
    settle(after=timedelta(seconds=62))
    assert new_statuses(receiver) == [4, 4, 3, 2]
    attempts = Delivery.objects.filter(recipient_id=WebhookSubscription.objects.earliest("pk").pk)
    assert sorted(attempts.values_list("attempts", flat=True)) == [1, 1, 2]


@pytest.mark.django_db
def test_a_longer_pause_of_our_own_is_kept(operator: Actor, receiver: Receiver) -> None:
    a_webhook(receiver.at("/hook"), **CHANGES)
    receiver.answers["/hook"] = Canned(status=429, headers={"retry_after": "1"})
    change_statuses(operator, 4)
    settle()
    settle(after=timedelta(seconds=5))

    assert new_statuses(receiver) == [4]


@pytest.mark.django_db
def test_a_chat_service_that_names_a_time_gets_nothing_before(operator: Actor, receiver: Receiver) -> None:
    a_chat_channel(receiver.at("/room").replace("http:", "json:"), **CHANGES)
    receiver.answers["/room"] = Canned(status=429, headers={"retry_after": "60"})
    change_statuses(operator, 4, 3)
    settle()
    assert len(receiver.heard) == 1
    assert ChatChannel.objects.get().paused_until is not None

    receiver.answers.clear()
    settle(after=timedelta(seconds=62))
    titles = [json.loads(one.body)["title"] for one in receiver.heard[1:]]
    assert titles == ["Website: Major outage", "Website: Partial outage"]


@pytest.mark.django_db
def test_switching_a_webhook_on_ends_its_pause(operator: Actor) -> None:
    webhook = a_webhook(is_active=False, paused_until=clock.now() + PATIENCE)

    assert switch_webhook_on(webhook.pk, actor=operator).paused_until is None


@pytest.mark.django_db
def test_a_recipient_is_one_workers_at_a_time(operator: Actor, receiver: Receiver) -> None:
    a_webhook(receiver.at("/hook"), **CHANGES)
    change_statuses(operator, 4, 3)
    while fan_out():
        pass
    channel = WebhookChannel()
    taken = outbox.take(channel, most=1, worker="one")

    assert len(taken) == 1
    assert outbox.take(channel, most=10, worker="another") == []


@pytest.mark.django_db
def test_later_deliveries_wait_while_recipients_of_an_older_announcement_are_looked_for(
    operator: Actor, receiver: Receiver
) -> None:
    a_webhook(receiver.at("/hook"), **CHANGES)
    change_statuses(operator, 4, 3)
    while fan_out():
        pass
    first, second = Announcement.objects.order_by("pk")
    Announcement.objects.filter(pk=first.pk).update(fanned_out_at=None)

    assert outbox.take(WebhookChannel(), most=10, worker="one") == []
    Announcement.objects.filter(pk=first.pk).update(fanned_out_at=clock.now())
    taken = outbox.take(WebhookChannel(), most=10, worker="one")
    assert [one.announcement_id for one in taken] == [first.pk, second.pk]


@pytest.mark.django_db(transaction=True)
def test_a_silent_endpoint_leaves_room_for_the_others(operator: Actor, receiver: Receiver) -> None:
    for _ in range(3):
        a_webhook(receiver.at("/silent"))
    a_webhook(receiver.at("/hook"))
    with workers(1):
        for number in range(60):
            create_component(ComponentDraft(name=f"Component {number}"), actor=operator)
        wait_until(lambda: receiver.paths.count("/hook") >= 60)

    assert receiver.paths.count("/hook") == 60
    assert receiver.paths.count("/silent") <= 6
    assert not Delivery.objects.filter(state=DeliveryState.FAILED).exists()
