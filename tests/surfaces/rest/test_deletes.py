import pytest

from heliograph.events.models import Event
from heliograph.status.models import Incident, Schedule
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import nothing_written, the_event
from tests.people import Caller
from tests.surfaces.rest.resources import RESOURCES, Resource, a_schedule_update, named

DOWN = ComponentStatus.MAJOR_OUTAGE
ALL = pytest.mark.parametrize("resource", RESOURCES, ids=named)


@ALL
def test_the_answer_is_empty_and_of_no_type(resource: Resource, as_operator: Caller) -> None:
    answer = as_operator.send("DELETE", resource.one(resource.make()))

    assert (answer.status, answer.body) == (204, None)
    assert "Content-Type" not in answer.headers
    assert answer.headers.get("Content-Length", "0") == "0"
    assert (the_event().door, the_event().actor_name) == ("rest", "Olga Operator")


@ALL
def test_what_is_deleted_is_gone_and_the_others_are_not(resource: Resource, as_operator: Caller) -> None:
    row = resource.make()
    path = resource.one(row)

    as_operator.send("DELETE", path)

    assert as_operator.get(path).status == 404
    assert as_operator.get(resource.all(row)).body["data"] == []
    other = resource.make()
    assert as_operator.get(resource.one(other)).status == 200


@ALL
def test_a_second_time_there_is_nothing(resource: Resource, as_operator: Caller) -> None:
    path = resource.one(resource.make())
    as_operator.send("DELETE", path)

    with nothing_written():
        answer = as_operator.send("DELETE", path)

    assert answer.status == 404
    assert Event.objects.count() == 1


@pytest.mark.parametrize("parents", [Incident, Schedule])
def test_the_updates_go_with_what_they_are_of(
    parents: type[Incident | Schedule], as_operator: Caller
) -> None:
    update = factories.an_update(factories.an_incident()) if parents is Incident else a_schedule_update()
    path = f"/api/{parents.__name__.lower()}s/{parents.objects.get().pk}"

    as_operator.send("DELETE", path)

    assert as_operator.get(f"{path}/updates").status == 404
    assert as_operator.get(f"{path}/updates/{update.pk}").status == 404
    assert as_operator.post(f"{path}/updates", {"status": 4, "message": "x"}).status == 404


def test_a_deleted_group_leaves_its_components_without_one(as_operator: Caller, as_stranger: Caller) -> None:
    group = factories.a_group(visible=0)
    component = factories.a_component(group=group)
    assert as_stranger.get("/api/components").names == []

    as_operator.send("DELETE", f"/api/component-groups/{group.pk}")

    shown = as_stranger.get(f"/api/components/{component.pk}?include=group")
    assert shown.body["data"]["relationships"] == {"group": {"data": None}}


def test_a_deleted_component_is_in_no_incident_any_more(as_operator: Caller) -> None:
    component = factories.a_component()
    incident = factories.an_incident(impacts=[(component, DOWN)])

    as_operator.send("DELETE", f"/api/components/{component.pk}")

    answer = as_operator.get(f"/api/incidents/{incident.pk}?include=components")
    assert answer.body["data"]["relationships"]["components"]["data"] == []


def test_what_is_over_gives_a_component_its_status_back(as_operator: Caller) -> None:
    component = factories.a_component()
    incident = factories.an_incident(impacts=[(component, DOWN)])
    window = factories.a_window(impacts=[(component, None)])

    def status() -> object:
        return as_operator.get(f"/api/components/{component.pk}").row["latest_status"]["value"]

    statuses = [status()]
    for path in (f"/api/incidents/{incident.pk}", f"/api/schedules/{window.pk}"):
        as_operator.send("DELETE", path)
        statuses.append(status())

    assert statuses == [DOWN, ComponentStatus.UNDER_MAINTENANCE, ComponentStatus.OPERATIONAL]
