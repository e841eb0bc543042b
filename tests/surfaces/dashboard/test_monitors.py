"""Monitors at the dashboard."""

from datetime import timedelta

import pytest
from django.test import Client

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.monitoring.models import Monitor
from heliograph.monitoring.monitors import record_check
from heliograph.monitoring.verdict import Result
from tests.factories import a_component
from tests.ledger import nothing_written, the_event
from tests.metrics.factories import a_metric
from tests.monitoring.factories import a_monitor

MONITORS = "/dashboard/monitoring/monitor/"
USUAL = {
    "address": "https://example.com/health",
    "interval": "60",
    "timeout": "10",
    "expected_statuses": "200-299",
    "keyword": "",
    "slow_after": "",
    "status_when_down": "4",
    "failure_threshold": "2",
    "success_threshold": "2",
    "metric": "",
    "is_active": "on",
}


def test_a_monitor_is_made_with_what_is_usual(administrator_at_desk: Client) -> None:
    component = a_component()
    form = administrator_at_desk.get(f"{MONITORS}add/").context["adminform"].form
    offered = {name: str(form[name].value() or "") for name in USUAL if name not in {"address", "is_active"}}
    assert offered == {name: value for name, value in USUAL.items() if name in offered}

    made = administrator_at_desk.post(f"{MONITORS}add/", USUAL | {"component": str(component.pk)})

    assert made.status_code == 302
    monitor = Monitor.objects.get()
    assert (monitor.pk, monitor.address, monitor.interval) == (component.pk, "https://example.com/health", 60)
    assert the_event().kind == "monitor_created"


def test_a_monitor_is_changed_and_keeps_its_component(administrator_at_desk: Client) -> None:
    monitor, other, metric = a_monitor(address="https://example.com/health"), a_component(), a_metric()

    administrator_at_desk.post(
        f"{MONITORS}{monitor.pk}/change/",
        USUAL | {"component": str(other.pk), "interval": "30", "metric": str(metric.pk)},
    )

    changed = Monitor.objects.get()
    assert (changed.pk, changed.interval, changed.metric_id) == (monitor.pk, 30, metric.pk)
    assert the_event().payload["before"] == {"interval": 60, "metric_id": None}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"address": "http://169.254.169.254/"}, "address"),
        ({"address": "tcp://example.com"}, "address"),
        ({"expected_statuses": "fine"}, "expected_statuses"),
        ({"interval": "1"}, "interval"),
        ({"component": "999999"}, "component"),
    ],
)
def test_what_is_refused_is_refused_at_its_field(
    said: dict[str, str], field: str, administrator_at_desk: Client
) -> None:
    usual = USUAL | {"component": str(a_component().pk)}
    with nothing_written():
        answer = administrator_at_desk.post(f"{MONITORS}add/", usual | said)

    assert set(answer.context["adminform"].form.errors) == {field}


def test_a_component_that_has_a_monitor_is_not_offered(administrator_at_desk: Client) -> None:
    taken, free = a_monitor().component, a_component()
    form = administrator_at_desk.get(f"{MONITORS}add/").context["adminform"].form

    offered = list(form.fields["component"].queryset)
    assert (taken in offered, free in offered) == (False, True)

    with nothing_written():
        answer = administrator_at_desk.post(f"{MONITORS}add/", USUAL | {"component": str(taken.pk)})
    (said,) = answer.context["adminform"].form.errors["component"]
    assert "has a monitor already" in said


def test_what_was_found_is_listed_and_shown_harmless(administrator_at_desk: Client) -> None:
    monitor = a_monitor(component=a_component(name="Front door"))
    record_check(monitor.pk, Result(is_up=True, code=200, milliseconds=40), actor=Actor.monitor())
    record_check(monitor.pk, Result(is_up=False, error="<script>alert(1)</script>"), actor=Actor.monitor())

    listed = administrator_at_desk.get(MONITORS).content.decode()
    page = administrator_at_desk.get(f"/dashboard/monitors/{monitor.pk}/").content.decode()

    assert "Front door" in listed
    assert "Operational" in listed
    assert "1 of 2." in page
    assert "40 ms" in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(("days", "is_warned"), [(13, True), (15, False)])
def test_a_certificate_that_ends_soon_stands_out(
    days: int, administrator_at_desk: Client, *, is_warned: bool
) -> None:
    until = clock.now() + timedelta(days=days)
    monitor = a_monitor(certificate_until=until)

    page = administrator_at_desk.get(f"/dashboard/monitors/{monitor.pk}/").content.decode()

    assert f"The certificate is valid until {until:%Y-%m-%d}." in page
    assert ("hg-note--warning" in page) is is_warned


def test_a_check_can_be_asked_for(administrator_at_desk: Client) -> None:
    monitor = a_monitor(due_at=clock.now())

    assert administrator_at_desk.post(f"/dashboard/monitors/{monitor.pk}/check/").status_code == 302

    monitor.refresh_from_db()
    assert monitor.due_at is None


def test_a_monitor_is_deleted_and_its_component_is_not(administrator_at_desk: Client) -> None:
    monitor = a_monitor()
    administrator_at_desk.post(f"{MONITORS}{monitor.pk}/delete/", {"post": "yes"})

    assert not Monitor.objects.exists()
    assert the_event().kind == "monitor_deleted"


def test_who_may_not_manage_components_sees_what_monitors_found(viewer_at_desk: Client) -> None:
    monitor = a_monitor()
    assert viewer_at_desk.get(MONITORS).status_code == 200
    assert "Check now" not in viewer_at_desk.get(f"/dashboard/monitors/{monitor.pk}/").content.decode()
    assert viewer_at_desk.get(f"{MONITORS}add/").status_code == 403
    with nothing_written():
        viewer_at_desk.post(f"/dashboard/monitors/{monitor.pk}/check/")
