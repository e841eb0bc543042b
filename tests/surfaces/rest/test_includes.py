from typing import Any

import pytest

from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests import factories
from tests.people import Answer, Caller

DOWN = ComponentStatus.MAJOR_OUTAGE


def included(answer: Answer) -> list[tuple[str, str]]:
    return [(one["type"], one["id"]) for one in answer.body.get("included", [])]


def relationship(answer: Answer, name: str) -> Any:  # noqa: ANN401 - a list, one, or none
    return answer.body["data"]["relationships"][name]["data"]


def test_without_include_nothing_is_related(as_stranger: Caller) -> None:
    incident = factories.an_incident(impacts=[(factories.a_component(), DOWN)])

    answer = as_stranger.get(f"/api/incidents/{incident.pk}")

    assert set(answer.body) == {"data"}
    assert set(answer.body["data"]) == {"id", "type", "attributes"}


def test_the_group_of_a_component(as_stranger: Caller) -> None:
    group = factories.a_group(name="Europe")
    component = factories.a_component(group=group)

    answer = as_stranger.get(f"/api/components/{component.pk}?include=group")

    link = {"type": "componentGroups", "id": str(group.pk)}
    assert relationship(answer, "group") == link
    assert answer.body["included"][0].items() >= link.items()
    assert answer.body["included"][0]["attributes"]["name"] == "Europe"


def test_the_group_of_a_component_that_has_none(as_stranger: Caller) -> None:
    component = factories.a_component()

    answer = as_stranger.get(f"/api/components/{component.pk}?include=group")

    assert relationship(answer, "group") is None
    assert included(answer) == []


def test_the_incidents_of_a_component(as_stranger: Caller) -> None:
    component = factories.a_component()
    incident = factories.an_incident(impacts=[(component, DOWN)])

    answer = as_stranger.get(f"/api/components/{component.pk}?include=incidents")

    assert relationship(answer, "incidents") == [{"type": "incidents", "id": str(incident.pk)}]
    assert included(answer) == [("incidents", str(incident.pk))]


def test_the_components_of_a_group(as_stranger: Caller) -> None:
    group = factories.a_group()
    components = [factories.a_component(group=group, status=DOWN) for _ in range(2)]

    answer = as_stranger.get(f"/api/component-groups/{group.pk}?include=components")

    ids = [str(one.pk) for one in components]
    assert relationship(answer, "components") == [{"type": "components", "id": one} for one in ids]
    assert [one["attributes"]["latest_status"]["value"] for one in answer.body["included"]] == [4, 4]


def test_an_affected_component_says_what_the_incident_gives_it(as_stranger: Caller) -> None:
    component = factories.a_component()
    incident = factories.an_incident(impacts=[(component, DOWN)])

    answer = as_stranger.get(f"/api/incidents/{incident.pk}?include=components")

    assert answer.body["included"][0]["attributes"]["pivot"] == {
        "component_status": {"human": "Major outage", "value": 4}
    }


def test_an_affected_component_that_is_given_no_status(as_stranger: Caller) -> None:
    incident = factories.an_incident(impacts=[(factories.a_component(), None)])

    answer = as_stranger.get(f"/api/incidents/{incident.pk}?include=components")

    assert answer.body["included"][0]["attributes"]["pivot"] == {"component_status": None}


def test_components_with_their_groups_come_in_one_answer(as_stranger: Caller) -> None:
    group = factories.a_group()
    component = factories.a_component(group=group)
    incident = factories.an_incident(impacts=[(component, DOWN)])

    answer = as_stranger.get(f"/api/incidents/{incident.pk}?include=components.group")

    assert included(answer) == [("components", str(component.pk)), ("componentGroups", str(group.pk))]
    assert answer.body["included"][0]["relationships"] == {
        "group": {"data": {"type": "componentGroups", "id": str(group.pk)}}
    }


def test_what_several_share_is_included_once(as_stranger: Caller) -> None:
    group = factories.a_group()
    components = [factories.a_component(group=group) for _ in range(3)]

    answer = as_stranger.get("/api/components?include=group")

    assert len(answer.body["data"]) == len(components)
    assert included(answer) == [("componentGroups", str(group.pk))]


def test_the_updates_of_an_incident_come_oldest_first(as_stranger: Caller) -> None:
    incident = factories.an_incident()
    updates = [
        factories.an_update(incident, status=one) for one in (IncidentStatus.WATCHING, IncidentStatus.FIXED)
    ]

    answer = as_stranger.get(f"/api/incidents/{incident.pk}?include=updates")

    assert included(answer) == [("updates", str(one.pk)) for one in updates]
    assert [one["attributes"]["status"]["value"] for one in answer.body["included"]] == [3, 4]


def test_who_opened_an_incident_is_a_number_and_no_more(as_operator: Caller) -> None:
    user = factories.a_user(name="Ada", email="ada@example.com")
    incident = factories.an_incident(user=user)

    answer = as_operator.get(f"/api/incidents/{incident.pk}?include=user")

    assert answer.body["included"] == [{"id": str(user.pk), "type": "users", "attributes": {"id": user.pk}}]


def test_the_incident_of_an_update(as_stranger: Caller) -> None:
    incident = factories.an_incident()
    update = factories.an_update(incident)

    answer = as_stranger.get(f"/api/incidents/{incident.pk}/updates/{update.pk}?include=incident")

    assert included(answer) == [("incidents", str(incident.pk))]


@pytest.mark.parametrize(("stored", "shown"), [({"team": "core"}, {"team": "core"}), ({}, [])])
@pytest.mark.parametrize("kind", ["components", "component-groups", "incidents"])
def test_meta_is_an_attribute_and_an_empty_list_when_there_is_none(
    kind: str, stored: dict[str, str], shown: object, as_stranger: Caller
) -> None:
    rows = {
        "components": factories.a_component(meta=stored),
        "component-groups": factories.a_group(meta=stored),
        "incidents": factories.an_incident(meta=stored),
    }
    path = f"/api/{kind}/{rows[kind].pk}"

    assert as_stranger.get(f"{path}?include=meta").row["meta"] == shown
    assert "meta" not in as_stranger.get(path).row


@pytest.mark.parametrize(
    ("asked", "number", "is_there"), [("incidents", 2, True), ("group", 1, True), ("meta", 3, True)]
)
def test_what_is_related_can_be_counted(
    asked: str, number: int, *, is_there: bool, as_stranger: Caller
) -> None:
    component = factories.a_component(group=factories.a_group(), meta={"a": 1, "b": 2, "c": 3})
    for _ in range(2):
        factories.an_incident(impacts=[(component, DOWN)])

    answer = as_stranger.get(f"/api/components/{component.pk}?include={asked}Count,{asked}Exists")

    assert (answer.row[f"{asked}Count"], answer.row[f"{asked}Exists"]) == (number, is_there)
    assert "relationships" not in answer.body["data"]


def test_where_there_is_nothing_to_count_it_is_none(as_stranger: Caller) -> None:
    incident = factories.an_incident()

    row = as_stranger.get(f"/api/incidents/{incident.pk}?include=updatesCount,updatesExists,userExists").row

    assert (row["updatesCount"], row["updatesExists"], row["userExists"]) == (0, False, False)


def test_a_create_may_include_too(as_operator: Caller) -> None:
    component = factories.a_component()
    body = {"name": "x", "status": 1, "message": "m", "components": [{"id": component.pk, "status": 4}]}

    answer = as_operator.post("/api/incidents?include=components", body)

    assert (answer.status, included(answer)) == (201, [("components", str(component.pk))])


def test_only_the_fields_that_are_wanted(as_stranger: Caller) -> None:
    group = factories.a_group(name="Europe")
    component = factories.a_component(name="API", group=group)

    query = {"include": "group", "fields[components]": "name,enabled", "fields[componentGroups]": "name"}
    answer = as_stranger.get(f"/api/components/{component.pk}", query)

    assert answer.row == {"name": "API", "enabled": True}
    assert answer.body["included"][0]["attributes"] == {"name": "Europe"}


def test_lists_may_be_said_member_by_member(as_stranger: Caller) -> None:
    factories.a_component(name="B", group=factories.a_group())
    factories.a_component(name="A")
    answer = as_stranger.get("/api/components?include[]=group&include[]=groupCount&sort[]=name")
    assert [one["attributes"]["groupCount"] for one in answer.body["data"]] == [0, 1]
    assert len(included(answer)) == 1
    assert as_stranger.get("/api/components?include[]=secret").status == 400
