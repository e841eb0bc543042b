"""Monitors at work: against a real server on this machine, in threads as a worker has them."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.db import connection
from pytest_django import Settings

from heliograph.lib import clock
from heliograph.metrics.models import MetricPoint
from heliograph.monitoring import runner
from heliograph.monitoring.models import ComponentCheck, Monitor
from heliograph.monitoring.verdict import Result
from heliograph.status.vocabulary import ComponentStatus
from tests.factories import a_component
from tests.metrics.factories import a_metric
from tests.monitoring.factories import a_monitor
from tests.receiver import Receiver

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.loopback]

_PATIENCE = 20.0


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings: Settings) -> None:
    settings.ALLOW_NETWORKS = (ip_network("127.0.0.0/8"),)


@contextmanager
def at_work() -> Iterator[None]:
    stop = threading.Event()

    def work() -> None:
        try:
            runner.keep_checking(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def await_checks(number: int, *, at: Monitor) -> list[ComponentCheck]:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        checks = list(ComponentCheck.objects.filter(component=at.pk).order_by("pk"))
        if len(checks) >= number:
            return checks
        time.sleep(0.05)
    raise TimeoutError("Nobody checked.")


def test_whoever_is_due_is_checked_and_not_again_before_its_time(receiver: Receiver) -> None:
    due, later = a_monitor(address=receiver.at("/due")), a_monitor(address=receiver.at("/later"))
    Monitor.objects.filter(pk=later.pk).update(due_at=clock.now() + timedelta(hours=1))

    with at_work():
        (check,) = await_checks(1, at=due)

    assert (check.is_successful, check.response_code) == (True, 200)
    assert receiver.paths == ["/due"]
    due.refresh_from_db()
    assert due.due_at is not None
    assert due.due_at > clock.now() + timedelta(seconds=30)


def test_who_does_not_answer_holds_up_nobody(receiver: Receiver) -> None:
    for _ in range(runner.AT_ONCE - 1):
        a_monitor(address=receiver.at("/silent"), timeout=60)
    quick = [a_monitor(address=receiver.at("/")) for _ in range(5)]

    with at_work():
        for one in quick:
            assert await_checks(1, at=one)[0].is_successful
    assert ComponentCheck.objects.count() == len(quick)


def test_the_end_waits_for_no_answer(receiver: Receiver) -> None:
    a_monitor(address=receiver.at("/silent"), timeout=60)
    deadline = time.monotonic() + _PATIENCE

    with at_work():
        while not receiver.paths and time.monotonic() < deadline:
            time.sleep(0.05)
        began = time.monotonic()

    assert receiver.paths == ["/silent"]
    assert time.monotonic() - began < 30, "it waited for the answer"


def test_two_workers_share_what_is_due() -> None:
    monitors = [a_monitor() for _ in range(6)]

    first, second = runner.take_due(most=4), runner.take_due(most=4)

    assert len(first) == 4
    assert {one.pk for one in first} | {one.pk for one in second} == {one.pk for one in monitors}
    assert not runner.take_due(most=4)
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert len(runner.take_due(most=10)) == 6


def test_response_times_become_points_of_a_metric(receiver: Receiver) -> None:
    metric = a_metric(threshold=5)
    monitor = a_monitor(address=receiver.at("/"), metric=metric)
    a_monitor(address="tcp://127.0.0.1:1", metric=metric)
    ((_, first),) = [one for one in runner.check_all() if one[1].is_successful]
    (point,) = MetricPoint.objects.all()
    assert (point.metric_id, point.value) == (metric.pk, first.response_time)

    began = clock.now()
    for minutes, milliseconds in ((1, 100), (3, 200), (5.5, 300)):
        with time_machine.travel(began + timedelta(minutes=minutes)):
            result = Result(is_up=True, milliseconds=milliseconds)
            runner.record(runner.Probed(monitor=monitor, result=result))

    assert [one.counter for one in MetricPoint.objects.all()] == [1, 1], "one in five minutes"
    assert MetricPoint.objects.latest("created_at").value == 200, "the mean of them"


def test_a_metric_that_keeps_every_point_apart_gets_them_all() -> None:
    monitor = a_monitor(metric=a_metric(threshold=0), interval=60)
    began = clock.now()
    for minutes in (0, 2, 4):
        with time_machine.travel(began + timedelta(minutes=minutes)):
            result = Result(is_up=True, milliseconds=100 * minutes)
            runner.record(runner.Probed(monitor=monitor, result=result))

    assert [one.value for one in MetricPoint.objects.order_by("pk")] == [0, 200, 400]


def test_a_metric_that_was_deleted_meanwhile_costs_no_check() -> None:
    metric = a_metric()
    a_monitor(metric=metric)
    monitor = Monitor.objects.get()
    metric.delete()

    check = runner.record(runner.Probed(monitor=monitor, result=Result(is_up=True, milliseconds=5)))

    assert check is not None
    assert not MetricPoint.objects.exists()


def test_a_component_without_any_address_says_so() -> None:
    a_monitor(component=a_component(link=None), address="")

    ((_, check),) = runner.check_all()

    assert check.status == ComponentStatus.UNKNOWN
    assert check.error.startswith("There is nothing to check")


def test_all_are_checked_whether_due_or_not(receiver: Receiver) -> None:
    down = a_monitor(address=receiver.at("/status/500"), due_at=clock.now() + timedelta(hours=1))
    linked = a_monitor(component=a_component(link=receiver.at("/linked")), address="")

    found = {monitor.pk: check.status for monitor, check in runner.check_all()}

    assert found == {down.pk: ComponentStatus.MAJOR_OUTAGE, linked.pk: ComponentStatus.OPERATIONAL}


def test_what_goes_wrong_in_a_check_is_told_and_costs_no_other(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_monitor(address=receiver.at("/"))

    def fail(_aim: object) -> None:
        raise LookupError

    monkeypatch.setattr(runner, "probe", fail)
    ((_, check),) = runner.check_all()

    assert (check.status, check.error) == (ComponentStatus.UNKNOWN, "LookupError")
    assert "could not be checked" in caplog.text
