from datetime import UTC, datetime, timedelta

import pytest

from heliograph.actors import Actor
from heliograph.events.models import Event
from heliograph.status.models import Incident, Schedule
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests import factories
from tests.ledger import nothing_written
from tests.surfaces.rest_v1.caller import V1, details

DOWN = {"name": "API down", "message": "We are looking.", "status": 1}


def test_what_is_made_is_for_everyone_and_whole(v1: V1, v1_guest: V1, operator: Actor, now: datetime) -> None:
    row = v1.made("/incidents", **DOWN)

    incident = Incident.objects.get()
    assert row == {
        "id": incident.pk,
        "user_id": operator.user_id,
        "component_id": 0,
        "name": "API down",
        "status": 1,
        "visible": 1,
        "stickied": False,
        "notifications": False,
        "message": "We are looking.",
        "occurred_at": "2026-11-23 12:00:00",
        "created_at": "2026-11-23 12:00:00",
        "updated_at": "2026-11-23 12:00:00",
        "deleted_at": None,
        "is_resolved": False,
        "updates": [],
        "meta": [],
        "human_status": "Investigating",
        "latest_update_id": None,
        "latest_status": 1,
        "latest_human_status": "Investigating",
        "latest_icon": "icon ion-flag oranges",
        "permalink": f"http://testserver/incidents/{incident.pk}",
        "duration": 0,
    }
    assert v1_guest.row(f"/incidents/{row['id']}") == row
    assert v1_guest.get("/incidents").body["data"] == [row]


def test_everything_that_may_be_said_is_kept(v1: V1) -> None:
    said = DOWN | {"visible": "0", "stickied": "True", "notify": "false", "meta": {"a": 1}}

    row = v1.made("/incidents", **said, occurred_at="2026-11-01T10:00:30Z")

    assert (row["visible"], row["stickied"], row["meta"]) == (0, True, {"a": 1})
    assert not Incident.objects.get().notifications
    assert row["occurred_at"] == "2026-11-01 10:00:30"


@pytest.mark.parametrize(
    "moment", ["2026-11-01 10:00", "2026-11-01 10:00:00", "2026-11-01T09:00:00+00:00", "01/11/2026 10:00"]
)
def test_a_moment_is_of_the_zone_that_is_asked_for(v1: V1, moment: str) -> None:
    path = f"/incidents/{factories.an_incident().pk}"
    vienna = {"Time-Zone": "Europe/Vienna"}

    told = v1.send("PUT", f"{path}?occurred_at={moment.replace('+', '%2B')}", headers=vienna).body["data"]
    assert told["occurred_at"] == "2026-11-01 10:00:00"
    assert v1.row(path)["occurred_at"] == "2026-11-01 09:00:00"


def test_a_moment_that_is_none_is_refused(v1: V1) -> None:
    answer = v1.post("/incidents", DOWN | {"occurred_at": "soon"})
    said = "Unable to pass timestamp soon"
    assert (answer.body["errors"][0]["detail"], details(answer)) == (said, [said])


def test_a_template_makes_the_message_and_an_unknown_one_is_passed_over(v1: V1) -> None:
    factories.a_template()
    said = {"name": "x", "status": 1, "vars": {"provider": "The wire"}}

    assert v1.made("/incidents", **said, template="provider-down")["message"] == "The wire is down."
    assert v1.made("/incidents", **said, template="no", message="Plain")["message"] == "Plain"
    assert details(v1.post("/incidents", said | {"template": "no"})) == ["The message field is required."]
    assert v1.names("/incidents/templates") == ["Provider down"]
    assert v1.get("/incidents/templates?sort=name").status == 200


def test_all_that_is_missing_is_told_at_once(v1: V1) -> None:
    assert details(v1.post("/incidents", {"component_status": 9})) == [
        "The name field is required.",
        "The status field is required.",
        "The component status must be between 0 and 4.",
        "The message field is required.",
    ]
    assert details(v1.post("/incidents", DOWN | {"component_status": 1})) == [
        "The component id field is required when component status is present."
    ]
    assert details(v1.post("/incidents", DOWN | {"component_id": 1})) == [
        "The component status field is required when component id is present."
    ]


def test_its_component_reads_so_until_it_is_fixed(v1: V1) -> None:
    component = factories.a_component()
    path = f"/components/{component.pk}"

    row = v1.made("/incidents", **DOWN, component_id=component.pk, component_status=4)
    assert (row["component_id"], v1.row(path)["status"]) == (component.pk, 4)
    v1.put(f"/incidents/{row['id']}", {"component_status": 3})  # of its own component
    assert v1.row(path)["status"] == 3
    v1.put(f"/incidents/{row['id']}", {"status": 4})
    assert v1.row(path)["status"] == 1


def test_what_is_said_of_a_component_with_the_last_word_is_how_it_is_from_now_on(v1: V1) -> None:
    component = factories.a_component()
    path, said = f"/components/{component.pk}", {"component_id": component.pk}
    v1.put(path, {"status": 4})
    row = v1.made("/incidents", **DOWN, **said, component_status=4)

    v1.post(
        f"/incidents/{row['id']}/updates", {"status": 2, "message": "Better.", **said, "component_status": 2}
    )
    assert v1.row(path)["status"] == 2
    v1.put(f"/incidents/{row['id']}", {"status": 4, **said, "component_status": 1})
    assert v1.row(path)["status"] == 1
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"incident_updated", "component_status_changed", "incident_update_recorded"} <= kinds


def test_a_component_that_there_is_not_is_passed_over(v1: V1) -> None:
    row = v1.made("/incidents", **DOWN, component_id=99, component_status=4)

    assert row["component_id"] == 0
    assert v1.put(f"/incidents/{row['id']}", {"component_id": 99, "component_status": 1}).status == 200


def test_a_whole_object_sent_back_changes_nothing(v1: V1) -> None:
    component = factories.a_component()
    incident = factories.an_incident(impacts=[(component, ComponentStatus.MAJOR_OUTAGE)], stickied=True)
    factories.an_update(incident)
    row = v1.row(f"/incidents/{incident.pk}")
    assert row["component_id"] == component.pk

    with nothing_written():
        assert v1.put(f"/incidents/{incident.pk}", row | {"occurred_at": None}).body["data"] == row
        assert v1.put(f"/incidents/{incident.pk}").body["data"] == row


def test_its_status_follows_its_updates(v1: V1, operator: Actor, now: datetime) -> None:
    incident = factories.an_incident(occurred_at=now - timedelta(minutes=90))
    path = f"/incidents/{incident.pk}"

    update = v1.made(f"{path}/updates", status=4, message="Fixed")

    row = v1.row(path)
    address = f"http://testserver/incidents/{incident.pk}#update-{update['id']}"
    assert update == {
        "id": update["id"],
        "incident_id": incident.pk,
        "status": 4,
        "message": "Fixed",
        "user_id": operator.user_id,
        "created_at": "2026-11-23 12:00:00",
        "updated_at": "2026-11-23 12:00:00",
        "human_status": "Fixed",
        "permalink": address,
    }
    assert row["updates"] == v1.get(f"{path}/updates").body["data"] == [update]
    assert (row["is_resolved"], row["duration"], row["latest_update_id"]) == (True, 5400, update["id"])
    one = f"{path}/updates/{update['id']}"
    assert v1.put(one, {"message": "Really"}).body["data"]["message"] == v1.row(one)["message"] == "Really"
    assert v1.delete(one).status == 204
    assert v1.get(one).status == 404
    assert details(v1.post(f"{path}/updates", {"status": 0})) == [
        "The status must be between 1 and 4.",
        "The message field is required.",
    ]


def test_an_update_belongs_to_its_incident(v1: V1) -> None:
    update, other = factories.an_update(factories.an_incident()), factories.an_incident()

    for method in ("GET", "PUT", "DELETE"):
        assert v1.send(method, f"/incidents/{other.pk}/updates/{update.pk}").status == 404


def test_incidents_are_found_by_their_component_and_the_rest(v1: V1, v1_guest: V1) -> None:
    component = factories.a_component()
    factories.an_incident(name="a", impacts=[(component, None)], status=IncidentStatus.UNKNOWN)
    factories.an_incident(name="b", component=component, visible=Visibility.SIGNED_IN)
    factories.an_incident(name="c", status=IncidentStatus.FIXED, stickied=True)
    hidden = factories.an_incident(name="d", published_at=datetime(9999, 1, 1, tzinfo=UTC))

    assert v1.names("/incidents", component_id=component.pk) == ["a", "b"]
    assert v1.names("/incidents", component_id=component.pk, per_page=1, page=2) == ["b"]
    assert v1.names("/incidents", status=1, visible=1) == ["a", "d"]
    assert v1.names("/incidents", stickied=1) == ["c"]
    assert v1.names("/incidents", sort="name", order="desc") == ["d", "c", "b", "a"]
    assert v1_guest.names("/incidents") == ["a", "c"]
    assert v1_guest.get(f"/incidents/{hidden.pk}").status == 404


def test_one_of_the_older_kind_is_maintenance_and_told_as_both(v1: V1, v1_guest: V1, now: datetime) -> None:
    component = factories.a_component()
    factories.an_incident(name="first")
    said = {"name": "Router", "message": "New.", "status": 0, "occurred_at": "2026-12-01 20:00"}

    row = v1.made("/incidents", **said, component_id=component.pk, component_status=3)

    window = Schedule.objects.get()
    assert (row["status"], row["human_status"], row["is_resolved"]) == (0, "Scheduled", False)
    assert (row["occurred_at"], row["component_id"]) == ("2026-12-01 20:00:00", component.pk)
    assert v1_guest.row(f"/incidents/{row['id']}") == row
    assert v1.row(f"/schedules/{window.pk}")["components"][0]["component_status"] == 3
    assert v1.names("/incidents") == ["first", "Router"]
    assert v1.names("/incidents", per_page=1, page=2) == v1.names("/incidents", status=0) == ["Router"]
    assert v1.names("/incidents", sort="id", order="desc", per_page=1) == ["Router"]
    with nothing_written():
        v1.put(f"/incidents/{row['id']}", row)
    v1.made(f"/incidents/{row['id']}/updates", status=1, message="Begun.")
    assert v1.row(f"/incidents/{row['id']}")["updates"][0]["incident_id"] == row["id"]
    fixed = v1.put(f"/incidents/{row['id']}", {"status": 4}).body["data"]
    assert (fixed["status"], fixed["is_resolved"]) == (4, True)
    assert v1.delete(f"/incidents/{row['id']}").status == 204
    assert v1.names("/incidents") == ["first"]


def test_one_of_the_older_kind_that_is_not_for_everyone_is_not(v1: V1, v1_guest: V1) -> None:
    row = v1.made("/incidents", name="x", message="y", status=0, visible=0)

    assert row["visible"] == 0
    assert v1_guest.names("/incidents") == v1_guest.names("/schedules") == []
    assert v1.put(f"/incidents/{row['id']}", {"visible": 1}).body["data"]["visible"] == 1
    assert v1_guest.names("/incidents") == ["x"]


def test_one_is_deleted(v1: V1) -> None:
    incident = factories.an_incident()

    assert v1.delete(f"/incidents/{incident.pk}").status == 204
    assert v1.get(f"/incidents/{incident.pk}").status == 404
