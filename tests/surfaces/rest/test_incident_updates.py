from datetime import UTC, datetime, timedelta

import pytest

from heliograph.lib import clock
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests import factories
from tests.ledger import nothing_written, the_event
from tests.people import Caller

JUST_NOW = {"human": "0 seconds ago", "string": "2026-11-23 12:00:00"}
FIXED = {"status": 4, "message": "It works again."}


def test_an_update_is_recorded(as_operator: Caller, now: datetime) -> None:
    incident = factories.an_incident()

    answer = as_operator.post(f"/api/incidents/{incident.pk}/updates", FIXED)

    number = answer.row["id"]
    assert (answer.status, answer.headers["Content-Type"]) == (201, "application/vnd.api+json")
    assert answer.body == {
        "data": {
            "id": str(number),
            "type": "updates",
            "attributes": {
                "id": number,
                "updateable_id": incident.pk,
                "updateable_type": "incident",
                "message": "It works again.",
                "status": {"human": "Fixed", "value": 4},
                "created": JUST_NOW,
                "updated": JUST_NOW,
            },
        }
    }
    assert the_event().kind == "incident_update_recorded"


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"status", "message"}),
        ({"status": 4}, {"message"}),
        ({"message": "x"}, {"status"}),
        ({"status": 9, "message": "x"}, {"status"}),
        ({"status": 4, "message": ["x"]}, {"message"}),
    ],
)
def test_what_is_wrong_is_named(body: object, faults: set[str], as_operator: Caller) -> None:
    incident = factories.an_incident()

    with nothing_written():
        answer = as_operator.post(f"/api/incidents/{incident.pk}/updates", body)

    assert (answer.status, answer.faults) == (422, faults)


def test_the_updates_of_an_incident_are_listed_and_shown(as_stranger: Caller) -> None:
    incident, other = factories.an_incident(), factories.an_incident()
    first, second = (factories.an_update(incident, message=text) for text in ("first", "second"))
    factories.an_update(other, message="of another")

    listed = as_stranger.get(f"/api/incidents/{incident.pk}/updates")
    shown = as_stranger.get(f"/api/incidents/{incident.pk}/updates/{second.pk}")

    assert [one["id"] for one in listed.body["data"]] == [str(first.pk), str(second.pk)]
    assert shown.row["message"] == "second"


def test_an_update_is_only_reached_through_its_own_incident(as_operator: Caller) -> None:
    incident, other = factories.an_incident(), factories.an_incident()
    update = factories.an_update(other)

    assert as_operator.get(f"/api/incidents/{incident.pk}/updates/{update.pk}").status == 404


@pytest.mark.parametrize(
    ("visible", "published_at"),
    [
        (Visibility.SIGNED_IN, None),
        (Visibility.HIDDEN, None),
        (Visibility.EVERYONE, datetime(2100, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_updates_of_what_a_guest_may_not_see_are_not_there(
    visible: Visibility, published_at: datetime | None, as_stranger: Caller
) -> None:
    update = factories.an_update(factories.an_incident(visible=visible, published_at=published_at))

    for path in ("", f"/{update.pk}"):
        assert as_stranger.get(f"/api/incidents/{update.incident_id}/updates{path}").status == 404


def test_an_update_on_what_there_is_not_is_a_404_before_it_is_read(as_operator: Caller) -> None:
    with nothing_written():
        assert as_operator.post("/api/incidents/99999/updates", {}).status == 404


def test_an_embargoed_incident_takes_no_update_from_who_may_not_manage_incidents(db: None) -> None:
    incident = factories.an_incident(published_at=clock.now() + timedelta(hours=1))
    writer = Caller(token=factories.a_key("incident-updates.manage").text)

    with nothing_written():
        assert writer.post(f"/api/incidents/{incident.pk}/updates", FIXED).status == 404


def test_they_can_be_filtered_and_sorted(as_stranger: Caller) -> None:
    incident = factories.an_incident()
    for status in (IncidentStatus.WATCHING, IncidentStatus.FIXED, IncidentStatus.IDENTIFIED):
        factories.an_update(incident, status=status)
    path = f"/api/incidents/{incident.pk}/updates"

    def statuses(query: str) -> list[int]:
        return [one["attributes"]["status"]["value"] for one in as_stranger.get(path + query).body["data"]]

    assert statuses("?sort=-status") == [4, 3, 2]
    assert statuses("?filter[status]=4,2&sort=status") == [2, 4]
