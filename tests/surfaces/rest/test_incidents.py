from datetime import UTC, datetime, timedelta

import pytest

from heliograph.status.models import Incident
from heliograph.status.vocabulary import IncidentStatus
from tests import factories
from tests.ledger import the_event
from tests.people import Caller

AN_INCIDENT = {"name": "Disk full", "status": 1, "message": "We look."}


def components_of(number: int) -> dict[int, int | None]:
    return dict(Incident.objects.get(pk=number).impacts.values_list("component_id", "status"))


def test_with_what_is_required_alone_it_is_made_with_the_defaults(as_operator: Caller) -> None:
    answer = as_operator.post("/api/incidents", AN_INCIDENT)

    assert answer.status == 201
    assert (
        answer.row.items()
        >= {"visible": 0, "stickied": False, "notifications": 0, "component_id": None}.items()
    )
    assert answer.row["occurred"] == {"human": None, "string": None}


def test_everything_that_may_be_said_is_kept(as_operator: Caller, now: datetime) -> None:
    said = {"visible": 1, "stickied": True, "notifications": True, "meta": {"ticket": 7}}
    dates = {"occurred_at": "2026-11-22T10:00:00+02:00", "published_at": "2026-12-24 00:00:00"}

    answer = as_operator.post("/api/incidents?include=meta", AN_INCIDENT | said | dates)

    assert answer.row.items() >= {"visible": 1, "stickied": True, "notifications": 1}.items()
    assert answer.row["occurred"] == {"human": "1 day ago", "string": "2026-11-22 08:00:00"}
    assert answer.row["published"] == {"human": "1 month from now", "string": "2026-12-24 00:00:00"}
    assert Incident.objects.get(pk=answer.row["id"]).meta == {"ticket": 7}


def test_making_one_is_one_event_by_this_door(as_operator: Caller) -> None:
    answer = as_operator.post("/api/incidents", AN_INCIDENT)

    event = the_event()
    assert (event.kind, event.subject_id, event.door) == ("incident_created", answer.row["id"], "rest")
    assert event.actor_name == "Olga Operator"


@pytest.mark.parametrize(
    ("visible", "number"), [(True, 1), (False, 0), (1, 1), (0, 0), (2, 2), ("1", 1), ("0", 0), ("2", 2)]
)
def test_who_may_see_it_is_a_boolean_or_a_number(visible: object, number: int, as_operator: Caller) -> None:
    assert as_operator.post("/api/incidents", AN_INCIDENT | {"visible": visible}).row["visible"] == number


def test_it_may_name_several_components_and_the_older_single_one(as_operator: Caller) -> None:
    api, web = factories.a_component(), factories.a_component()
    listed = [{"id": api.pk, "status": 2}, {"id": web.pk, "status": 2}]
    single = {"component_id": api.pk, "component_status": 4}

    answer = as_operator.post("/api/incidents", AN_INCIDENT | single | {"components": listed})

    assert answer.row["component_id"] == api.pk
    assert components_of(answer.row["id"]) == {api.pk: 4, web.pk: 2}


def test_the_older_status_without_its_component_is_nothing(as_operator: Caller) -> None:
    answer = as_operator.post("/api/incidents", AN_INCIDENT | {"component_status": 3})

    assert (answer.status, answer.row["component_id"]) == (201, None)


def test_the_message_may_come_from_a_template(as_operator: Caller) -> None:
    factories.a_template(
        template="We're investigating an issue with {{ provider }} affecting {{ incident.name }}."
    )
    said = {
        "name": "Mail",
        "status": 2,
        "template": "provider-down",
        "template_vars": {"provider": "ACME <b>"},
    }

    answer = as_operator.post("/api/incidents", said)

    assert answer.row["message"] == "We're investigating an issue with ACME &lt;b&gt; affecting Mail."


def test_with_a_message_and_a_template_the_template_is_taken(as_operator: Caller) -> None:
    factories.a_template(template="from the template")

    answer = as_operator.post("/api/incidents", AN_INCIDENT | {"template": "provider-down"})

    assert answer.row["message"] == "from the template"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"name": None}, {"name"}),
        ({"status": None}, {"status"}),
        ({"message": None}, {"message", "template"}),
        ({"message": "  "}, {"message", "template"}),
        ({"template": "nothing"}, {"template"}),
        ({"status": 9}, {"status"}),
        ({"status": -1}, {"status"}),
        ({"status": "x"}, {"status"}),
        ({"name": "x" * 256}, {"name"}),
        ({"visible": 3}, {"visible"}),
        ({"visible": "yes"}, {"visible"}),
        ({"stickied": "x"}, {"stickied"}),
        ({"notifications": 7}, {"notifications"}),
        ({"occurred_at": "soon"}, {"occurred_at"}),
        ({"occurred_at": "1763892245"}, {"occurred_at"}),
        ({"published_at": [1]}, {"published_at"}),
        ({"meta": "x"}, {"meta"}),
        ({"template_vars": "x"}, {"template_vars"}),
        ({"components": "x"}, {"components"}),
        ({"components": [7]}, {"components.0", "components.0.id", "components.0.status"}),
        ({"components": [{}]}, {"components.0.id", "components.0.status"}),
        ({"components": [{"id": 99_999, "status": 1}]}, {"components.0.id"}),
        (
            {"components": [{"id": 99_999, "status": 1}, {"id": 99_999, "status": 2}]},
            {"components.0.id", "components.1.id"},
        ),
        ({"component_id": 99_999, "component_status": 1}, {"component_id"}),
        ({"component_id": 99_999}, {"component_id", "component_status"}),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], faults: set[str], as_operator: Caller) -> None:
    answer = as_operator.post("/api/incidents", AN_INCIDENT | changes)

    assert (answer.status, answer.faults) == (422, faults)
    assert not Incident.objects.exists()


def test_all_that_is_wrong_is_said_at_once_and_counted(as_operator: Caller) -> None:
    answer = as_operator.post("/api/incidents", {})

    assert answer.body == {
        "message": "The name field is required. (and 3 more errors)",
        "errors": {
            "name": ["The name field is required."],
            "status": ["The status field is required."],
            "message": ["The message field is required when template is not present."],
            "template": ["The template field is required when message is not present."],
        },
    }


def test_the_newest_are_listed_first(as_stranger: Caller) -> None:
    today = datetime(2026, 11, 23, tzinfo=UTC)
    yesterday = today - timedelta(days=1)
    for name, created in (("old", yesterday), ("new", today), ("newer by number", today)):
        factories.an_incident(name=name, created_at=created)

    assert as_stranger.get("/api/incidents").names == ["newer by number", "new", "old"]


def test_fixed_ones_are_listed_too(as_stranger: Caller) -> None:
    factories.an_incident(name="over", status=IncidentStatus.FIXED)

    assert as_stranger.get("/api/incidents").names == ["over"]


def test_what_may_not_be_written_is_passed_over(as_operator: Caller) -> None:
    guid = "11111111-1111-4111-8111-111111111111"
    said = {"id": 99_999, "guid": guid, "user_id": 1, "created_at": "2020-01-01", "deleted_at": "2020-01-01"}

    kept = Incident.objects.get(pk=as_operator.post("/api/incidents", AN_INCIDENT | said).row["id"])

    assert kept.pk != 99_999
    assert str(kept.guid) != guid
    assert (kept.user_id, kept.deleted_at) == (None, None)
    assert kept.created_at.year != 2020
