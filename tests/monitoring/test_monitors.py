"""What may be said of a monitor, and what follows from what it finds."""

from datetime import timedelta

import pytest
import time_machine

from heliograph.actors import Actor
from heliograph.errors import Conflict, Invalid, NotFound
from heliograph.events.generation import is_seen
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.monitoring.drafts import MonitorChanges, MonitorDraft
from heliograph.monitoring.models import ComponentCheck, Monitor
from heliograph.monitoring.monitors import (
    KEPT,
    check_soon,
    create_monitor,
    delete_monitor,
    forget_old_checks,
    record_check,
    update_monitor,
)
from heliograph.monitoring.verdict import Result
from heliograph.status.components import change_component_status
from heliograph.status.drafts import StatusChange
from heliograph.status.models import Component, ComponentStatusChange
from heliograph.status.vocabulary import ComponentStatus, StatusSource
from tests.factories import a_component
from tests.ledger import nothing_written, the_event
from tests.monitoring.factories import a_monitor

pytestmark = pytest.mark.django_db

UP, DOWN = Result(is_up=True, code=200, milliseconds=12), Result(is_up=False, error="Connection refused.")


def checked(monitor: Monitor, *results: Result) -> ComponentStatus:
    for result in results:
        record_check(monitor.pk, result, actor=Actor.monitor())
    return ComponentStatus(Component.objects.get(pk=monitor.pk).status)


def test_a_monitor_is_made_and_due_at_once(operator: Actor) -> None:
    component = a_component(link="https://example.com/")
    monitor = create_monitor(MonitorDraft(component_id=component.pk), actor=operator)

    monitor.refresh_from_db()
    assert (monitor.target, monitor.interval, monitor.due_at) == ("https://example.com/", 60, None)
    assert list(Monitor.objects.due(at=clock.now())) == [monitor]
    assert (the_event().kind, the_event().subject_id) == ("monitor_created", component.pk)


def test_a_component_has_one_at_most(operator: Actor) -> None:
    monitor = a_monitor()
    with nothing_written(), pytest.raises(Conflict):
        create_monitor(MonitorDraft(component_id=monitor.pk, address="https://a.org/"), actor=operator)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"component_id": 999_999}, "component_id"),
        ({"address": ""}, "address"),
        ({"address": "http://10.0.0.1/"}, "address"),
        ({"interval": 9, "timeout": 5}, "interval"),
        ({"interval": 86_401}, "interval"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": 61, "interval": 120}, "timeout"),
        ({"timeout": 31, "interval": 30}, "timeout"),
        ({"expected_statuses": "fine"}, "expected_statuses"),
        ({"expected_statuses": ",".join(["200"] * 50)}, "expected_statuses"),
        ({"keyword": "a" * 256}, "keyword"),
        ({"keyword": "two\nlines"}, "keyword"),
        ({"slow_after": 0}, "slow_after"),
        ({"failure_threshold": 0}, "failure_threshold"),
        ({"success_threshold": 21}, "success_threshold"),
        ({"status_when_down": ComponentStatus.OPERATIONAL}, "status_when_down"),
        ({"metric_id": 999_999}, "metric_id"),
    ],
)
def test_what_cannot_be_is_named_and_leaves_no_trace(
    said: dict[str, object], field: str, operator: Actor
) -> None:
    usual = {"component_id": a_component(link=None).pk, "address": "https://example.com/"}
    with nothing_written(), pytest.raises(Invalid) as refused:
        create_monitor(MonitorDraft(**usual | said), actor=operator)  # type: ignore[arg-type]
    assert set(refused.value.errors) == {field}

    if field != "component_id":
        known = a_monitor(component=a_component(link=None))
        with nothing_written(), pytest.raises(Invalid) as refused:
            update_monitor(known.pk, MonitorChanges(**said), actor=operator)  # type: ignore[arg-type]
        assert set(refused.value.errors) == {field}


def test_what_is_left_out_of_a_change_stays_and_it_is_checked_anew(operator: Actor) -> None:
    monitor = a_monitor(interval=30, keyword="ok", said=1, worse=1, due_at=clock.now() + timedelta(hours=1))

    update_monitor(monitor.pk, MonitorChanges(interval=20), actor=operator)

    monitor.refresh_from_db()
    assert (monitor.interval, monitor.keyword, monitor.said, monitor.worse, monitor.due_at) == (
        *(20, "ok", 1, 0, None),
    )
    assert the_event().payload["before"] == {"interval": 30}


def test_a_change_that_changes_nothing_leaves_no_trace(operator: Actor) -> None:
    monitor = a_monitor(interval=30)
    with nothing_written():
        update_monitor(monitor.pk, MonitorChanges(interval=30), actor=operator)


def test_a_deleted_monitor_leaves_the_component_as_it_was_said_to_be(operator: Actor) -> None:
    monitor = a_monitor()
    checked(monitor, DOWN, DOWN)

    delete_monitor(monitor.pk, actor=operator)

    assert not Monitor.objects.exists()
    assert Component.objects.get().status == ComponentStatus.MAJOR_OUTAGE
    with pytest.raises(NotFound):
        delete_monitor(monitor.pk, actor=operator)


def test_a_check_can_be_asked_for(operator: Actor) -> None:
    monitor = a_monitor(due_at=clock.now() + timedelta(hours=1))
    assert not Monitor.objects.due(at=clock.now()).exists()

    check_soon(monitor.pk, actor=operator)

    assert Monitor.objects.due(at=clock.now()).exists()


def test_checks_in_a_row_change_the_status_and_say_why() -> None:
    monitor = a_monitor()

    assert checked(monitor, UP, DOWN) is ComponentStatus.OPERATIONAL
    assert checked(monitor, DOWN) is ComponentStatus.MAJOR_OUTAGE
    assert checked(monitor, DOWN, DOWN, UP) is ComponentStatus.MAJOR_OUTAGE
    assert checked(monitor, UP) is ComponentStatus.OPERATIONAL

    changes = ComponentStatusChange.objects.order_by("pk").values_list("new_status", "source", "reason")
    assert list(changes) == [
        (ComponentStatus.MAJOR_OUTAGE, StatusSource.MONITOR, "Connection refused."),
        (ComponentStatus.OPERATIONAL, StatusSource.MONITOR, ""),
    ]
    told = Event.objects.order_by("pk").values_list("kind", "actor_kind", "door")
    assert list(told) == [("component_status_changed", "monitor", "clock")] * 2


def test_every_check_is_kept_with_what_it_found() -> None:
    monitor = a_monitor()
    checked(monitor, UP, DOWN)

    columns = ("status", "is_successful", "response_code", "response_time", "error")
    assert list(ComponentCheck.objects.order_by("pk").values_list(*columns)) == [
        (ComponentStatus.OPERATIONAL, True, 200, 12, ""),
        (ComponentStatus.MAJOR_OUTAGE, False, None, None, "Connection refused."),
    ]
    monitor.refresh_from_db()
    assert monitor.checked_at == ComponentCheck.objects.latest("pk").checked_at


def test_the_certificate_that_was_last_seen_is_remembered(operator: Actor) -> None:
    monitor, until = a_monitor(), clock.now() + timedelta(days=30)
    checked(monitor, Result(is_up=True, certificate_until=until), DOWN)
    monitor.refresh_from_db()
    assert monitor.certificate_until == until

    update_monitor(monitor.pk, MonitorChanges(address="https://example.com/other"), actor=operator)
    monitor.refresh_from_db()
    assert monitor.certificate_until is None


def test_what_people_say_stands_until_the_verdict_changes(operator: Actor) -> None:
    monitor = a_monitor()
    checked(monitor, UP)
    by_hand = StatusChange(status=ComponentStatus.PARTIAL_OUTAGE)
    change_component_status(monitor.pk, by_hand, actor=operator)

    assert checked(monitor, UP, UP, UP, DOWN) is ComponentStatus.PARTIAL_OUTAGE
    assert checked(monitor, DOWN) is ComponentStatus.MAJOR_OUTAGE


def test_where_nothing_is_found_out_nothing_is_said() -> None:
    monitor = a_monitor()
    checked(monitor, UP)

    assert checked(monitor, *[Result(is_up=None, error="It leads inside.")] * 5) is (
        ComponentStatus.OPERATIONAL
    )
    assert not ComponentCheck.objects.latest("pk").is_successful


def test_a_check_of_what_is_gone_is_not_recorded() -> None:
    deleted = a_monitor(component=a_component(deleted_at=clock.now()))
    switched_off, bare = a_monitor(is_active=False), a_component()

    for pk in (deleted.pk, switched_off.pk, bare.pk):
        assert record_check(pk, DOWN, actor=Actor.monitor()) is None
    assert not ComponentCheck.objects.exists()


def test_what_is_deleted_or_off_is_not_checked() -> None:
    a_monitor(component=a_component(deleted_at=clock.now()))
    a_monitor(is_active=False)
    shown, hidden = a_monitor(), a_monitor(component=a_component(enabled=False))

    assert set(Monitor.objects.at_work()) == {shown, hidden}


def test_old_checks_are_forgotten() -> None:
    monitor = a_monitor()
    with time_machine.travel(clock.now() - KEPT - timedelta(minutes=1)):
        checked(monitor, UP)
    checked(monitor, DOWN)

    assert forget_old_checks(actor=Actor.monitor()) is False
    assert [one.is_successful for one in ComponentCheck.objects.all()] == [False]


def test_monitors_change_nothing_that_guests_see() -> None:
    assert not any(is_seen(kind) for kind in ("monitor_created", "monitor_updated", "monitor_deleted"))
