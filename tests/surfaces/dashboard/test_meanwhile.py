"""Two operators at one form: neither undoes unseen what the other saved."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.db.models import QuerySet
from django.test import Client
from typing_extensions import override

from heliograph.site.models import Setting
from heliograph.status.models import Component, Incident, IncidentImpact, Schedule, ScheduleImpact, Update
from tests.factories import a_component, a_group, a_window, an_incident, an_update
from tests.ledger import nothing_written, the_event

pytestmark = pytest.mark.django_db


class _Shown(HTMLParser):
    """What a browser would send of a page's fields if nobody touched them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._area: str | None = None
        self._select = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        match tag:
            case "input" if said.get("type") in {"checkbox", "radio"}:
                self.sent |= {said["name"]: said.get("value", "on")} if "checked" in said else {}
            case "input":
                self.sent[said.get("name", "_")] = said.get("value", "")
            case "textarea":
                self._area = said["name"]
                self.sent[self._area] = ""
            case "select":
                self._select = said.get("name", "_")
            case "option" if "selected" in said:
                self.sent[self._select] = said["value"]

    @override
    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.sent[self._area] = self.sent[self._area].removeprefix("\n").removeprefix("\r\n")
            self._area = None


def as_shown(client: Client, path: str) -> dict[str, str]:
    shown = _Shown()
    shown.feed(client.get(path).content.decode())
    return {name: value for name, value in shown.sent.items() if not name.startswith("_")}


def change_of(thing: Component | Incident) -> str:
    return f"/dashboard/status/{thing._meta.model_name}/{thing.pk}/change/"


def columns_of(thing: Component | Incident) -> dict[str, object]:
    columns = type(thing).objects.values().get(pk=thing.pk)
    return {name: value for name, value in columns.items() if name != "updated_at"}


def affected_path(thing: Incident | Schedule) -> str:
    if isinstance(thing, Incident):
        return f"/dashboard/incidents/{thing.pk}/affected"
    return f"/dashboard/schedules/{thing.pk}/change"


def _impacts(path: str) -> QuerySet[IncidentImpact] | QuerySet[ScheduleImpact]:
    return IncidentImpact.objects.all() if "/incidents/" in path else ScheduleImpact.objects.all()


def affect(path: str, component: int, status: int) -> None:
    owner = {"incident_id" if "/incidents/" in path else "schedule_id": int(path.split("/")[3])}
    _impacts(path).create(component_id=component, status=status, **owner)


def impacts_of(path: str) -> dict[int, int | None]:
    return dict(_impacts(path).values_list("component_id", "status"))


def test_what_one_left_alone_and_the_other_changed_stands(operator_at_desk: Client) -> None:
    component = a_component(name="DNS", status=1)
    form = as_shown(operator_at_desk, change_of(component))
    Component.objects.update(status=4)

    operator_at_desk.post(change_of(component), form | {"name": "Names"})

    component.refresh_from_db()
    assert (component.name, component.status) == ("Names", 4)
    assert the_event().payload["before"] == {"name": "DNS"}


def test_what_both_changed_is_refused_once_with_what_it_is_by_now(operator_at_desk: Client) -> None:
    component = a_component(name="DNS", status=1)
    mine = as_shown(operator_at_desk, change_of(component)) | {"status": "2", "name": "Names"}
    Component.objects.update(status=4)

    with nothing_written():
        answer = operator_at_desk.post(change_of(component), mine)
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["status"]
    assert "Major outage" in errors["status"][0]

    shown = re.search(r'name="initial-status" value="([^"]*)"', answer.content.decode())
    assert shown is not None
    operator_at_desk.post(change_of(component), mine | {"initial-status": shown[1]})
    component.refresh_from_db()
    assert (component.name, component.status) == ("Names", 2)


def test_who_says_the_same_is_not_refused(operator_at_desk: Client) -> None:
    component = a_component(name="DNS", status=1)
    mine = as_shown(operator_at_desk, change_of(component)) | {"status": "4"}
    Component.objects.update(status=4)

    assert operator_at_desk.post(change_of(component), mine).status_code == 302


@pytest.mark.parametrize("kind", ["component", "incident"])
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(operator_at_desk: Client, kind: str) -> None:
    """Seconds, empty texts and unset choices among them."""
    began = datetime(2026, 3, 1, 12, 0, 41, tzinfo=UTC)
    thing = a_component(group=a_group()) if kind == "component" else an_incident(occurred_at=began)
    before, sent = columns_of(thing), as_shown(operator_at_desk, change_of(thing))

    assert operator_at_desk.post(change_of(thing), sent).status_code == 302

    assert columns_of(thing) == before


def test_maintenance_moved_by_both_is_refused(operator_at_desk: Client) -> None:
    window = a_window(name="Upgrade")
    path = f"/dashboard/schedules/{window.pk}/change"
    mine = as_shown(operator_at_desk, path) | {"name": "Upgrade of the disks"}
    Schedule.objects.update(name="Upgrade, moved")

    with nothing_written():
        answer = operator_at_desk.post(path, mine)
    assert "Upgrade, moved" in str(answer.context["form"].errors["name"])


@pytest.mark.parametrize("kind", ["incident", "schedule"])
def test_of_what_is_affected_each_component_is_its_own(operator_at_desk: Client, kind: str) -> None:
    mine, theirs, ours = (a_component() for _ in range(3))
    path = affected_path(an_incident() if kind == "incident" else a_window())
    shown = as_shown(operator_at_desk, path)
    hit = {theirs.pk: 4, ours.pk: 4}
    for pk, status in hit.items():
        affect(path, pk, status)
    late = a_component()
    affect(path, late.pk, 2)

    sent = shown | {f"component-{mine.pk}": "2", f"component-{ours.pk}": "3"}
    with nothing_written():
        answer = operator_at_desk.post(path, sent)
    assert list(answer.context["form"].errors) == [f"component-{ours.pk}"]
    assert "Major outage" in answer.content.decode()

    operator_at_desk.post(path, sent | {f"initial-component-{ours.pk}": "4"})
    assert impacts_of(path) == {mine.pk: 2, theirs.pk: 4, ours.pk: 3, late.pk: 2}


def test_an_update_of_maintenance_rewritten_by_both_is_refused(operator_at_desk: Client) -> None:
    update = Update.objects.create(schedule=a_window(), message="We begin.")
    path = f"/dashboard/schedules/{update.schedule_id}/updates/{update.pk}"
    mine = as_shown(operator_at_desk, path) | {"message": "We have begun."}
    Update.objects.update(message="We began.")

    with nothing_written():
        answer = operator_at_desk.post(path, mine)
    assert "We began." in str(answer.context["form"].errors["message"])


def test_an_update_rewritten_by_both_is_refused(operator_at_desk: Client) -> None:
    incident = an_incident()
    update = an_update(incident, message="We look.")
    path = f"/dashboard/incidents/{incident.pk}/updates/{update.pk}"
    mine = as_shown(operator_at_desk, path) | {"message": "We have looked."}
    incident.updates.update(message="We see.")

    with nothing_written():
        answer = operator_at_desk.post(path, mine)
    assert "We see." in str(answer.context["form"].errors["message"])


def test_a_setting_of_both_is_refused_and_another_stands(administrator_at_desk: Client) -> None:
    path = "/dashboard/settings/identity/"
    shown = as_shown(administrator_at_desk, path)
    Setting.objects.create(name="name", value="Theirs")

    with nothing_written():
        answer = administrator_at_desk.post(path, shown | {"name": "Mine"})
    assert answer.status_code == 422
    assert "Theirs" in str(answer.context["form"].errors["name"])

    administrator_at_desk.post(path, shown | {"about": "All of us"})
    assert Setting.objects.get(name="name").value == "Theirs"
