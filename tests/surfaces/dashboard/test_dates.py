"""Local times in forms: what cannot be a time is an error at its field, and what is untouched stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from heliograph.metrics.models import MetricPoint
from heliograph.site.models import Setting
from heliograph.status.models import Incident, Schedule
from tests.factories import a_component, a_template, a_window, an_incident
from tests.ledger import nothing_written
from tests.metrics.factories import a_metric
from tests.surfaces.dashboard.test_meanwhile import as_shown, change_of

pytestmark = pytest.mark.django_db

SKIPPED, REPEATED = "2026-03-29T02:30", "2026-10-25T02:30"
WRONG = [
    SKIPPED,
    REPEATED,
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "tomorrow",
    "2026-02-30T10:00",
    "1" * 5_000,
]
REPORT = {"name": "DNS fails", "status": "1", "message": "We look.", "visible": "1"}
PLAN = {"name": "New disks", "message": "We put them in.", "scheduled_at": "2026-12-01T10:00"}


@pytest.fixture(autouse=True)
def in_berlin(db: None) -> None:
    Setting.objects.create(name="timezone", value="Europe/Berlin")


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("field", ["occurred_at", "published_at"])
def test_reporting_an_incident_refuses_a_wrong_time(operator_at_desk: Client, field: str, wrong: str) -> None:
    with nothing_written():
        answer = operator_at_desk.post("/dashboard/incidents/report", REPORT | {field: wrong})
        preview = operator_at_desk.post("/dashboard/incidents/preview", REPORT | {field: wrong})

    assert (answer.status_code, preview.status_code) == (422, 200)
    assert answer.context["form"].errors.keys() == {field}
    assert wrong in answer.content.decode()


@pytest.mark.parametrize("field", ["status", "visible", "template", "component"])
def test_a_preview_of_invalid_choices_is_no_failure(operator_at_desk: Client, field: str) -> None:
    name = f"component-{a_component().pk}" if field == "component" else field
    for wrong in ("99", "word"):
        answer = operator_at_desk.post("/dashboard/incidents/preview", REPORT | {name: wrong})
        assert answer.status_code == 200


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_time_as_a_variable_of_a_template_is_no_failure(operator_at_desk: Client, wrong: str) -> None:
    a_template(template="{{ when|date('H:i') }}")
    sent = REPORT | {"message": "", "template": "provider-down", "variable-when": wrong}

    preview = operator_at_desk.post("/dashboard/incidents/preview", sent)
    answer = operator_at_desk.post("/dashboard/incidents/report", sent)
    assert preview.status_code == 200
    assert answer.status_code == 302 or answer.context["form"].errors.keys() == {"template"}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("field", ["scheduled_at", "completed_at", "published_at"])
def test_maintenance_refuses_a_wrong_time(operator_at_desk: Client, field: str, wrong: str) -> None:
    change = f"/dashboard/schedules/{a_window().pk}/change"
    shown = as_shown(operator_at_desk, change)
    with nothing_written():
        planned = operator_at_desk.post("/dashboard/schedules/plan", PLAN | {field: wrong})
        changed = operator_at_desk.post(change, shown | {field: wrong})

    assert [one.status_code for one in (planned, changed)] == [422, 422]
    assert [set(one.context["form"].errors) for one in (planned, changed)] == [{field}, {field}]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("field", ["occurred_at", "published_at"])
def test_changing_an_incident_refuses_a_wrong_time(operator_at_desk: Client, field: str, wrong: str) -> None:
    path = change_of(an_incident())
    shown = as_shown(operator_at_desk, path)
    with nothing_written():
        answer = operator_at_desk.post(path, shown | {field: wrong})

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {field}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_metric_point_refuses_a_wrong_time(operator_at_desk: Client, wrong: str) -> None:
    answer = operator_at_desk.post(f"/dashboard/metrics/{a_metric().pk}/points/", {"value": "1", "at": wrong})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"at"}
    assert not MetricPoint.objects.exists()


def test_a_repeated_time_is_entered_with_its_offset(operator_at_desk: Client) -> None:
    answer = operator_at_desk.post("/dashboard/incidents/report", REPORT | {"occurred_at": REPEATED})
    shown = answer.content.decode()
    assert "2026-10-25T02:30+02:00" in shown
    assert "2026-10-25T02:30+01:00" in shown
    assert f'type="text" name="occurred_at" value="{REPEATED}"' in shown

    operator_at_desk.post("/dashboard/incidents/report", REPORT | {"occurred_at": f"{REPEATED}+01:00"})
    assert Incident.objects.get().occurred_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "began",
    [
        datetime(2026, 10, 25, 0, 30, 45, 123456, tzinfo=UTC),  # the first 02:30 of the two
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 7, 1, 10, 0, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),  # the API accepts it
        datetime(1, 1, 1, tzinfo=UTC),
    ],
)
def test_a_moment_that_is_not_touched_stays_as_it_is(operator_at_desk: Client, began: datetime) -> None:
    incident = an_incident(occurred_at=began)
    ends = began + timedelta(seconds=0.5)
    window = a_window(scheduled_at=began, completed_at=ends)
    for path in (change_of(incident), f"/dashboard/schedules/{window.pk}/change"):
        answer = operator_at_desk.post(path, as_shown(operator_at_desk, path) | {"name": "New name"})
        assert answer.status_code == 302, path

    incident.refresh_from_db()
    assert (incident.name, incident.occurred_at) == ("New name", began)
    schedule = Schedule.objects.get()
    assert (schedule.name, schedule.scheduled_at, schedule.completed_at) == ("New name", began, ends)


@pytest.mark.parametrize(
    "asked", ["0001-01", "9999-12", "2026-13", "word", "2026-10-25T02:30", "", "1" * 5_000]
)
def test_a_wrong_month_or_day_of_a_list_shows_the_present_one(operator_at_desk: Client, asked: str) -> None:
    calendar = operator_at_desk.get("/dashboard/schedules/calendar", {"month": asked})
    public = [Client().get("/history", {"month": asked}), Client().get("/", {"from": asked})]

    assert calendar.status_code == 200
    assert [one.status_code for one in public] == [200, 200]
