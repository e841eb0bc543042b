"""The quiet part: order, several at once, templates, maintenance, what was deleted, what happened."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heliograph.actors import ActorKind, Door
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.status.models import Component, Incident, IncidentTemplate, Schedule
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests.factories import a_component, a_group, a_template, a_window, an_incident
from tests.ledger import nothing_written

MANY = 10_000


def test_the_order_is_saved_as_it_was_laid(operator_at_desk: Client) -> None:
    groups = [a_group(name=name, order=0) for name in ("A", "B")]
    components = [a_component(name=name, group=groups[0]) for name in ("x", "y", "z")]
    laid = {
        "group": [groups[1].pk, groups[0].pk],
        "component": [components[2].pk, components[0].pk, components[1].pk],
    }
    operator_at_desk.post("/dashboard/order", laid)

    assert list(Component.objects.order_by("order").values_list("name", flat=True)) == ["z", "x", "y"]
    page = operator_at_desk.get("/dashboard/order")
    assert [group.name for group, _ in page.context["groups"]] == ["B", "A"]


def test_several_components_are_set_at_once(operator_at_desk: Client) -> None:
    marked = [a_component(), a_component()]
    said = {"action": "set_major_outage", "_selected_action": [one.pk for one in marked]}
    operator_at_desk.post("/dashboard/status/component/", said)

    assert set(Component.objects.values_list("status", flat=True)) == {4}


def test_several_are_deleted_by_the_verb_once_it_is_confirmed(operator_at_desk: Client) -> None:
    marked = [a_component(), a_component()]
    said = {"action": "delete_selected", "_selected_action": [one.pk for one in marked]}
    operator_at_desk.post("/dashboard/status/component/", said)
    assert Component.objects.existing().count() == 2

    operator_at_desk.post("/dashboard/status/component/", said | {"post": "yes"})
    assert Component.objects.exclude(deleted_at=None).count() == 2
    assert Event.objects.filter(kind="component_deleted").count() == 2


def test_a_group_and_a_template_are_made_and_changed(operator_at_desk: Client) -> None:
    operator_at_desk.post(
        "/dashboard/status/componentgroup/add/",
        {"name": "Web", "visible": "1", "collapsed": "0", "order_column": "manual", "order_direction": "asc"},
    )
    operator_at_desk.post(
        "/dashboard/status/incidenttemplate/add/", {"name": "Provider down", "template": "{{ who }} fails."}
    )
    template = IncidentTemplate.objects.get()
    change = f"/dashboard/status/incidenttemplate/{template.pk}/change/"
    said = {"name": "Provider", "slug": "", "template": "{{ who }} fails."}
    operator_at_desk.post(change, said)
    refused = operator_at_desk.post(change, said | {"template": "{{ who"})

    template.refresh_from_db()
    assert (template.name, template.slug) == ("Provider", "provider-down")
    assert refused.context["adminform"].form.errors.keys() == {"template"}
    kinds = ["component_group_created", "incident_template_created", "incident_template_updated"]
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == kinds


def test_a_template_shows_what_it_would_say_and_asks(operator_at_desk: Client) -> None:
    said = {"template": "**{{ provider }}** fails."}
    page = operator_at_desk.post("/dashboard/templates/preview", said).content.decode()

    assert "<strong>[provider]</strong> fails." in page
    assert "<code>provider</code>" in page


def test_maintenance_is_planned_moved_and_completed(operator_at_desk: Client) -> None:
    component = a_component()
    said = {"name": "Disks", "message": "New ones.", "scheduled_at": "2026-11-01T10:00"}
    said |= {f"component-{component.pk}": "6", "notifications": "on"}
    operator_at_desk.post("/dashboard/schedules/plan", said)
    schedule = Schedule.objects.get()
    folder = f"/dashboard/schedules/{schedule.pk}"

    operator_at_desk.post(f"{folder}/change", said | {"scheduled_at": "2026-11-02T10:00"})
    operator_at_desk.post(folder, {"message": "Done.", "end": "1"})

    schedule.refresh_from_db()
    assert schedule.scheduled_at == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert schedule.completed_at is not None
    assert schedule.impacts.get().status == 6
    kinds = ["schedule_created", "schedule_updated", "schedule_update_recorded"]
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == kinds
    assert b"Disks" in operator_at_desk.get("/dashboard/schedules/calendar?month=2026-11").content


@pytest.mark.parametrize("month", ["", "x", "0000-00", "9999-12", "2026-02"])
def test_whatever_month_is_asked_for_there_is_one(operator_at_desk: Client, month: str) -> None:
    assert operator_at_desk.get(f"/dashboard/schedules/calendar?month={month}").status_code == 200


def test_what_ends_before_it_begins_is_refused(operator_at_desk: Client) -> None:
    said = {
        "name": "x",
        "message": "x",
        "scheduled_at": "2026-11-02T10:00",
        "completed_at": "2026-11-01T10:00",
    }
    with nothing_written():
        assert operator_at_desk.post("/dashboard/schedules/plan", said).status_code == 422


def test_what_was_deleted_is_had_again(operator_at_desk: Client) -> None:
    gone = [make(deleted_at=clock.now()) for make in (a_component, an_incident, a_window, a_template)]
    assert str(gone[1]) in operator_at_desk.get("/dashboard/deleted").content.decode()
    for kind, one in zip(("component", "incident", "schedule", "template"), gone, strict=True):
        operator_at_desk.post("/dashboard/deleted", {"kind": kind, "number": one.pk})

    assert not Incident.objects.exclude(deleted_at=None).exists()
    assert Event.objects.count() == 4
    assert operator_at_desk.post("/dashboard/deleted", {"kind": "x", "number": "1"}).status_code == 404


def test_the_audit_log_is_for_administrators(operator_at_desk: Client, viewer_at_desk: Client) -> None:
    for client in (operator_at_desk, viewer_at_desk):
        assert client.get("/dashboard/events/event/").status_code == 403


@pytest.mark.parametrize(
    ("said", "language", "found"),
    [
        ("component", "en", {1, 2, 3}),
        ("Komponente 2", "de", {2}),
        ("Störung gemeldet", "de", {4}),
        ("status", "en", {3}),
        ("incident_created", "de", {4}),
        ("Olga", "de", {4}),
        ("99999999999999999999", "en", set()),
    ],
)
def test_the_audit_log_is_searched_in_the_reader_s_words(
    administrator_at_desk: Client, said: str, language: str, found: set[int]
) -> None:
    Event.objects.all().delete()
    about = {
        1: ("component", "component_created"),
        2: ("component", "component_updated"),
        3: ("component", "component_status_changed"),
        4: ("incident", "incident_created"),
    }
    for number, (subject, kind) in about.items():
        Event.objects.create(
            kind=kind,
            subject_type=subject,
            subject_id=number,
            payload={"row": {}},
            actor_kind=ActorKind.USER,
            actor_name="Olga" if subject == "incident" else "",
            door=Door.REST,
        )
    answer = administrator_at_desk.get(
        "/dashboard/events/event/", {"q": said}, headers={"accept-language": language}
    )
    assert {one.subject_id for one in answer.context["cl"].result_list} == found


def _fill() -> None:
    now = clock.now()
    Component.objects.bulk_create(Component(name=f"C{number}") for number in range(MANY))
    Incident.objects.bulk_create(
        Incident(name=f"I{number}", message="x", status=IncidentStatus.FIXED, visible=Visibility.EVERYONE)
        for number in range(MANY)
    )
    Schedule.objects.bulk_create(
        Schedule(name=f"S{number}", scheduled_at=now, completed_at=now) for number in range(MANY)
    )
    Event.objects.bulk_create(
        Event(
            kind="component_created",
            subject_type="component",
            subject_id=number,
            payload={"row": {}},
            actor_kind=ActorKind.USER,
            door=Door.REST,
        )
        for number in range(MANY)
    )


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


LISTS = ("status/component/", "status/incident/", "status/schedule/", "events/event/?kind=component_created")


def test_a_list_of_ten_thousand_costs_what_one_of_few_costs(administrator_at_desk: Client) -> None:
    addresses = [f"/dashboard/{one}" for one in LISTS]
    a_component(group=a_group())
    for address in addresses:  # what is looked up once a process
        _queries(administrator_at_desk, address)
    few = {address: _queries(administrator_at_desk, address) for address in addresses}
    _fill()

    assert {address: _queries(administrator_at_desk, address) for address in addresses} == few
    assert max(few.values()) <= 12
