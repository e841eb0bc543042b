"""PUT and PATCH, which are the same: what is left out stays as it is (contract, section 1)."""

import json
from datetime import UTC, datetime

import pytest

from heliograph.events.models import Event
from tests import factories
from tests.ledger import nothing_written, the_event
from tests.people import Caller
from tests.surfaces.rest.resources import CHANGEABLE, Resource, named

ALL = pytest.mark.parametrize("resource", CHANGEABLE, ids=named)
# A template has nothing to include, and takes no notice of what is asked.
WITH_INCLUDES = [one for one in CHANGEABLE if one.name != "incident-templates"]
BOTH = pytest.mark.parametrize("method", ["PUT", "PATCH"])


@ALL
@BOTH
def test_what_is_said_changes_and_the_rest_stays(
    method: str, resource: Resource, as_operator: Caller, now: datetime
) -> None:
    path = resource.one(resource.make())
    before = as_operator.get(path)

    answer = as_operator.send(method, path, json.dumps(resource.changes))

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/vnd.api+json")
    assert answer.body["data"]["id"] == before.body["data"]["id"]
    assert answer.row == {**before.row, **(resource.changes or {})}
    assert as_operator.get(path).body == answer.body
    assert (the_event().door, the_event().actor_name) == ("rest", "Olga Operator")


@ALL
@BOTH
@pytest.mark.parametrize("body", ["{}", "", '{"nothing": "of ours"}'])
def test_what_says_nothing_changes_nothing(
    method: str, resource: Resource, body: str, as_operator: Caller
) -> None:
    path = resource.one(resource.make())

    with nothing_written():
        answer = as_operator.send(method, path, body)

    assert answer.status == 200


@ALL
def test_the_same_again_changes_nothing(resource: Resource, as_operator: Caller, now: datetime) -> None:
    path = resource.one(resource.make())
    first = as_operator.send("PUT", path, json.dumps(resource.changes))

    with nothing_written():
        again = as_operator.send("PUT", path, json.dumps(resource.changes))

    assert (again.status, again.row) == (200, first.row)
    assert Event.objects.count() == 1


@ALL
def test_what_is_wrong_is_named_and_what_is_right_beside_it_is_not_done(
    resource: Resource, as_operator: Caller
) -> None:
    path = resource.one(resource.make())

    with nothing_written():
        answer = as_operator.send("PUT", path, json.dumps({**(resource.changes or {}), **resource.wrong}))

    assert (answer.status, answer.faults) == (422, set(resource.wrong))


@ALL
@BOTH
def test_a_body_that_cannot_be_read_changes_nothing(
    method: str, resource: Resource, as_operator: Caller
) -> None:
    path = resource.one(resource.make())

    with nothing_written():
        answer = as_operator.send(method, path, "{broken")

    assert answer.status == 422


@pytest.mark.parametrize(
    ("make", "changes", "faults"),
    [
        (factories.a_component, {"name": None}, {"name"}),
        (factories.a_component, {"status": None, "enabled": None}, {"status", "enabled"}),
        (factories.a_component, {"meta": None}, set()),
        (factories.a_group, {"name": None, "visible": None}, {"name", "visible"}),
        (factories.a_group, {"components": None, "meta": None}, set()),
        (factories.an_incident, {"name": None, "message": None}, {"name", "message"}),
        (factories.an_incident, {"occurred_at": None, "published_at": None}, set()),
        (factories.a_window, {"message": "  "}, {"message"}),
        (factories.a_window, {"scheduled_at": None, "completed_at": None, "components": []}, set()),
        (factories.a_window, {"published_at": None, "components": None}, set()),
        (factories.a_template, {"template": None}, {"template"}),
        (factories.a_template, {"slug": None}, set()),
    ],
)
def test_null_says_nothing_where_it_may_be_said_and_is_refused_elsewhere(
    make: object, changes: dict[str, object], faults: set[str], as_operator: Caller
) -> None:
    resource = next(one for one in CHANGEABLE if one.make is make)
    path = resource.one(resource.make())

    with nothing_written():
        answer = as_operator.send("PATCH", path, json.dumps(changes))

    assert answer.status == (422 if faults else 200)
    assert set(answer.body.get("errors", {})) == faults


LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


def test_keys_may_be_written_with_humps(as_operator: Caller) -> None:
    group, component = factories.a_group(), factories.a_component()
    incident, window = factories.an_incident(), factories.a_window(scheduled_at=LONG_AGO)
    day = "2026-11-22 08:00:00"

    def changed(path: str, body: object) -> dict[str, object]:
        answer = as_operator.send("PUT", path, json.dumps(body))
        assert answer.status == 200
        return answer.row

    changed(f"/api/components/{component.pk}", {"componentGroupId": group.pk})
    component.refresh_from_db()
    assert component.group_id == group.pk
    ordered = changed(f"/api/component-groups/{group.pk}", {"orderColumn": "name", "orderDirection": "desc"})
    assert (ordered["order_column"], ordered["order_direction"]) == ("name", "desc")
    occurred = changed(f"/api/incidents/{incident.pk}", {"occurredAt": day})["occurred"]
    completed = changed(f"/api/schedules/{window.pk}", {"completedAt": day})["completed"]
    assert [one["string"] for one in (occurred, completed)] == [day, day]  # type: ignore[index]


def test_an_incident_keeps_its_components(as_operator: Caller) -> None:
    kept, other = factories.a_component(), factories.a_component()
    incident = factories.an_incident(impacts=[(kept, None)])
    said = {"components": [{"id": other.pk, "status": 4}], "component_id": other.pk, "component_status": 4}

    with nothing_written():
        answer = as_operator.send("PUT", f"/api/incidents/{incident.pk}", json.dumps(said))

    assert (answer.status, answer.row["component_id"]) == (200, None)


@pytest.mark.parametrize("resource", WITH_INCLUDES, ids=named)
def test_an_include_that_there_is_not_is_refused_before_anything_is_written(
    resource: Resource, as_operator: Caller
) -> None:
    row = resource.make()
    asked = "?include=secrets"

    with nothing_written():
        answers = [
            as_operator.post(resource.all(row) + asked, resource.body),
            as_operator.send("PUT", resource.one(row) + asked, json.dumps(resource.changes)),
        ]

    assert [answer.status for answer in answers] == [400, 400]
    assert all("secrets" in answer.body["message"] for answer in answers)


def test_an_include_is_honoured(as_operator: Caller) -> None:
    component = factories.a_component(group=factories.a_group())

    answer = as_operator.send("PATCH", f"/api/components/{component.pk}?include=group", '{"name": "API"}')

    assert [one["type"] for one in answer.body["included"]] == ["componentGroups"]


def test_a_point_of_a_metric_has_no_update(as_operator: Caller) -> None:
    assert as_operator.send("PUT", "/api/metrics/1/points/1", "{}").status == 405
