"""The exchange that the README begins with: something breaks, somebody says so, and then it works again."""

from datetime import datetime

from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.people import Caller

JUST_NOW = {"human": "0 seconds ago", "string": "2026-11-23 12:00:00"}
OPERATIONAL = {"human": "Operational", "value": 1}
PARTIAL_OUTAGE = {"human": "Partial outage", "value": 3}


def test_an_incident_opens_and_is_fixed(as_operator: Caller, as_stranger: Caller, now: datetime) -> None:
    component = factories.a_component(status=ComponentStatus.OPERATIONAL)

    opened = as_operator.post(
        "/api/incidents",
        {
            "name": "API errors",
            "message": "We are looking into it.",
            "status": 1,
            "visible": 1,
            "component_id": component.pk,
            "component_status": 3,
        },
    )

    assert opened.status == 201
    assert opened.headers["Content-Type"] == "application/vnd.api+json"
    number = opened.row["id"]
    assert opened.body == {
        "data": {
            "id": str(number),
            "type": "incidents",
            "attributes": {
                "id": number,
                "guid": opened.row["guid"],
                "name": "API errors",
                "message": "We are looking into it.",
                "component_id": component.pk,
                "visible": 1,
                "stickied": False,
                "notifications": 0,
                "status": {"human": "Investigating", "value": 1},
                "initial_status": {"human": "Investigating", "value": 1},
                "occurred": {"human": None, "string": None},
                "published": JUST_NOW,
                "created": JUST_NOW,
                "updated": JUST_NOW,
            },
        }
    }

    during = as_stranger.get(f"/api/components/{component.pk}").row
    assert (during["status"], during["latest_status"]) == (OPERATIONAL, PARTIAL_OUTAGE)
    assert as_stranger.get("/api/status").body["data"]["status"] == "partial_outage"

    fixed = as_operator.post(f"/api/incidents/{number}/updates", {"status": 4, "message": "It works again."})
    assert (fixed.status, fixed.row["status"]) == (201, {"human": "Fixed", "value": 4})

    assert as_stranger.get(f"/api/incidents/{number}").row["status"] == {"human": "Fixed", "value": 4}
    assert as_stranger.get(f"/api/components/{component.pk}").row["latest_status"] == OPERATIONAL
    assert as_stranger.get("/api/status").body["data"]["status"] == "operational"


def test_the_answer_to_a_report_shows_what_it_has_done(as_operator: Caller) -> None:
    """The clock goes on while a request is answered."""
    component = factories.a_component(status=ComponentStatus.OPERATIONAL)
    report = {
        "name": "API errors",
        "message": "We are looking into it.",
        "status": 1,
        "visible": 1,
        "components": [{"id": component.pk, "status": 3}],
    }

    answer = as_operator.post("/api/incidents?include=components", report)

    (shown,) = answer.body["included"]
    assert shown["attributes"]["latest_status"] == PARTIAL_OUTAGE
