"""Each document is what Statuspage's own is, down to the order of its keys."""

import re
from datetime import datetime, timedelta

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from django.conf import settings as project
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heliograph.site.models import Installation
from heliograph.status.models import Component, Incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests import factories
from tests.surfaces.statuspage.page import DAY, HOUR, a_page, body, hidden_things
from tests.surfaces.statuspage.schemas import BODIES, EVERYTHING, keys_in_order

QUERIES = 19
MORE = {"/api/v2/uptime.json": 3, "/history.json": 7, "/history.rss": 5, "/history.atom": 5}
"""What a document asks beyond what all of them do."""


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_document_has_every_field_and_no_other(client: Client, noon: datetime, *, is_empty: bool) -> None:
    if not is_empty:
        a_page(noon)

    for path, schema in EVERYTHING.items():
        document = body(client, path)
        jsonschema.validate(document, schema)
        assert keys_in_order(schema, document), path


def test_the_summary_is_what_is_the_case_now(client: Client, noon: datetime) -> None:
    a_page(noon)

    summary = body(client, "/api/v2/summary.json")

    assert [(one["name"], one["status"], one["position"], one["group"]) for one in summary["components"]] == [
        ("Shop", "partial_outage", 1, True),
        ("Checkout", "partial_outage", 1, False),
        ("Website", "operational", 2, False),
        ("Disks", "under_maintenance", 3, False),
    ]
    group, grouped, single, _ = summary["components"]
    assert (group["components"], grouped["group_id"]) == ([grouped["id"]], group["id"])
    assert (single["group_id"], single["start_date"]) == (None, "2026-11-03")
    assert [one["name"] for one in summary["incidents"]] == ["Payments fail"]
    assert [(one["name"], one["status"]) for one in summary["scheduled_maintenances"]] == [
        ("New disks", "in_progress"),
        ("Later", "scheduled"),
    ]
    assert summary["status"] == {"indicator": "minor", "description": "Minor Service Outage"}
    assert summary["page"]["updated_at"] == "2026-11-23T12:00:00.000Z"
    assert summary["page"]["url"] == project.ENVIRONMENT.url


def test_an_incident_tells_step_by_step_what_it_did(client: Client, noon: datetime) -> None:
    page = a_page(noon)

    open_one, fixed = body(client, "/api/v2/incidents.json")["incidents"]

    assert fixed["status"] == "resolved"
    assert (fixed["impact"], open_one["impact"]) == ("critical", "major")
    assert (fixed["resolved_at"], fixed["monitoring_at"]) == ("2026-11-21T13:00:00.000Z", None)
    assert (open_one["resolved_at"], open_one["monitoring_at"]) == (None, "2026-11-23T11:00:00.000Z")
    assert fixed["shortlink"].endswith(f"/incidents/{page.fixed.guid}")
    assert [
        (
            one["status"],
            one["affected_components"][0]["old_status"],
            one["affected_components"][0]["new_status"],
        )
        for one in fixed["incident_updates"]
    ] == [
        ("resolved", "major_outage", "operational"),
        ("identified", "major_outage", "major_outage"),
        ("investigating", "operational", "major_outage"),
    ]
    assert fixed["incident_updates"][-1]["body"] == page.fixed.message
    assert {one["incident_id"] for one in fixed["incident_updates"]} == {fixed["id"]}
    (affected,) = open_one["incident_updates"][0]["affected_components"]
    assert affected["name"] == "Shop - Checkout"
    (component,) = open_one["components"]
    assert (component["name"], component["id"]) == ("Checkout", affected["code"])
    assert open_one["incident_updates"][0]["deliver_notifications"] is True


def test_maintenance_goes_from_scheduled_to_completed_although_nobody_says_so(
    client: Client, noon: datetime
) -> None:
    a_page(noon)

    windows = body(client, "/api/v2/scheduled-maintenances.json")["scheduled_maintenances"]

    told = {one["name"]: [update["status"] for update in one["incident_updates"]] for one in windows}
    assert told == {
        "Later": ["scheduled"],
        "New disks": ["in_progress", "scheduled"],
        "Done": ["completed", "in_progress", "scheduled"],
    }
    done = windows[-1]
    assert (done["scheduled_for"], done["resolved_at"]) == (
        "2026-11-20T12:00:00.000Z",
        "2026-11-20T13:00:00.000Z",
    )
    assert [one["affected_components"][0]["new_status"] for one in done["incident_updates"]] == [
        "operational",
        "under_maintenance",
        "operational",
    ]
    assert windows[0]["scheduled_until"] is None


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/api/v2/incidents/unresolved.json", ["Payments fail"]),
        ("/api/v2/scheduled-maintenances/upcoming.json", ["Later"]),
        ("/api/v2/scheduled-maintenances/active.json", ["New disks"]),
    ],
)
def test_a_narrower_list_holds_what_it_is_for(
    client: Client, noon: datetime, path: str, names: list[str]
) -> None:
    a_page(noon)
    (rows,) = [rows for key, rows in body(client, path).items() if key != "page"]
    assert [one["name"] for one in rows] == names


def test_uptime_tells_the_seconds_of_each_day_and_the_share_of_all(client: Client, noon: datetime) -> None:
    a_page(noon)

    rows = body(client, "/api/v2/uptime.json")["components"]

    days = {one["name"]: one["days"] for one in rows}
    assert days["Website"][-3] == {
        "date": "2026-11-21",
        "partial_outage_seconds": 0,
        "major_outage_seconds": 3600,
    }
    assert days["Checkout"][-1]["partial_outage_seconds"] == 7200
    assert {len(one) for one in days.values()} == {21}
    shares = {one["name"]: one["uptime_percentage"] for one in rows}
    assert shares == {
        "Website": round(100 * (1 - 1 / (20 * 24)), 4),
        "Checkout": round(100 * (1 - 0.3 * 2 / (20 * 24)), 4),
        "Disks": 100,
    }


def test_the_history_has_three_months_a_page(client: Client, noon: datetime) -> None:
    a_page(noon)
    factories.an_incident(
        name="In June",
        status=IncidentStatus.FIXED,
        occurred_at=datetime.fromisoformat("2026-06-30T23:59:00Z"),
    )

    newest = body(client, "/history.json")["months"]
    assert [(one["name"], one["year"], one["starts_on"], one["days"]) for one in newest] == [
        ("November", 2026, 0, 30),
        ("October", 2026, 4, 31),
        ("September", 2026, 2, 30),
    ]
    assert [(one["name"], one["impact"], one["message"]) for one in newest[0]["incidents"]] == [
        ("New disks", "maintenance", "The first is in."),
        ("Payments fail", "major", "A fix is out."),
        ("The website was away", "critical", "Fixed"),
        ("Done", "maintenance", "We put them in."),
    ]
    assert newest[0]["incidents"][2]["timestamp"] == (
        "Nov <var data-var='date'>21</var>, <var data-var='time'>12:00</var>"
        " - <var data-var='time'>13:00</var> UTC"
    )
    older = body(client, "/history.json?page=2")["months"]
    assert [(one["name"], len(one["incidents"])) for one in older] == [
        ("August", 0),
        ("July", 0),
        ("June", 1),
    ]
    for wrong in ("0", "-1", "x", "401", "9" * 5000, "٣"):
        assert client.get("/history.json", {"page": wrong}).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_a_document_costs_the_same_for_one_row_and_for_fifty(
    client: Client, noon: datetime, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        _some_more(noon)

    for path in [*EVERYTHING, "/history.rss", "/history.atom"]:
        with django_assert_num_queries(QUERIES + MORE.get(path, 0), info=path):
            client.get(path)


def _some_more(now: datetime) -> None:
    component = factories.a_component(group=factories.a_group())
    for status in (IncidentStatus.WATCHING, IncidentStatus.FIXED):
        incident = factories.an_incident(status=status, impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])
        factories.an_update(incident, status=status)
    factories.a_window(scheduled_at=now - HOUR, completed_at=now, impacts=[(component, None)])
    factories.a_window(impacts=[(component, None)])


def test_a_list_ends_at_fifty(client: Client, noon: datetime) -> None:
    for number in range(52):
        factories.an_incident(name=f"Incident {number}", occurred_at=noon - number * HOUR)
        factories.a_window(name=f"Window {number}", scheduled_at=noon - number * DAY)

    for path in BODIES:
        for key, rows in body(client, path).items():
            if key in {"incidents", "scheduled_maintenances"} and not path.endswith("upcoming.json"):
                assert len(rows) == 50, path
    assert body(client, "/api/v2/incidents.json")["incidents"][-1]["name"] == "Incident 49"


def test_ids_say_nothing_of_numbers_and_stay_what_they_are(client: Client, noon: datetime) -> None:
    page = a_page(noon)
    before = body(client, "/api/v2/summary.json")
    Component.objects.filter(pk=page.single.pk).update(name="Renamed", order=1, group=None)
    Incident.objects.filter(pk=page.open.pk).update(name="Renamed")

    after = body(client, "/api/v2/summary.json")

    ids = [_ids(one) for one in (before, after)]
    assert ids[0] == ids[1]
    assert len(ids[0]) == len(set(ids[0]))
    assert all(re.fullmatch("[a-z0-9]{12}", one) for one in ids[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project, "SECRET_KEY", "another, after the old one has leaked")
        assert _ids(body(client, "/api/v2/summary.json")) == ids[0]
    Installation.objects.update(guid="00000000-0000-4000-8000-000000000001")
    assert not set(_ids(body(client, "/api/v2/summary.json"))) & set(ids[0])


def _ids(summary: dict[str, list[dict[str, object]]]) -> list[str]:
    rows = [one for key in ("components", "incidents", "scheduled_maintenances") for one in summary[key]]
    updates = [update for one in rows for update in one.get("incident_updates", ())]  # type: ignore[attr-defined]
    return sorted(str(one["id"]) for one in [*rows, *updates])


def test_the_page_changes_when_the_clock_starts_a_window(client: Client, noon: datetime) -> None:
    long_ago = noon - 30 * DAY
    Installation.objects.update(created_at=long_ago)
    begins = noon - timedelta(minutes=5)
    factories.a_window(scheduled_at=begins, created_at=long_ago, updated_at=long_ago)
    assert body(client, "/api/v2/status.json")["page"]["updated_at"] == "2026-11-23T11:55:00.000Z"


def test_what_guests_may_not_see_changes_nothing_anywhere(client: Client, noon: datetime) -> None:
    a_page(noon)
    paths = [*EVERYTHING, "/history.rss", "/history.atom"]
    before = [client.get(path) for path in paths]

    hidden_things(noon)

    after = [client.get(path) for path in paths]
    assert [one.content for one in after] == [one.content for one in before]
    assert [one["ETag"] for one in after] == [one["ETag"] for one in before]
