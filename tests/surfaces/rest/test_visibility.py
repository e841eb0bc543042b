"""Who sees what (contract, section 4): guests, callers with any token, and those who manage incidents."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from heliograph.lib import clock
from heliograph.status.vocabulary import ComponentStatus, Visibility
from tests import factories
from tests.people import Caller

DOWN = ComponentStatus.MAJOR_OUTAGE
LATER = timedelta(hours=1)


@pytest.fixture
def callers(as_stranger: Caller, as_reader: Caller) -> Mapping[str, Caller]:
    manager = Caller(token=factories.a_key("incidents.manage").text)
    return {"guest": as_stranger, "reader": as_reader, "manager": manager}


GROUPS = [
    ("guest", Visibility.EVERYONE, True),
    ("guest", Visibility.SIGNED_IN, False),
    ("guest", Visibility.HIDDEN, False),
    ("reader", Visibility.EVERYONE, True),
    ("reader", Visibility.SIGNED_IN, True),
    ("reader", Visibility.HIDDEN, False),
]


@pytest.mark.parametrize(("who", "visible", "sees"), GROUPS)
def test_a_group(who: str, visible: Visibility, *, sees: bool, callers: Mapping[str, Caller]) -> None:
    group = factories.a_group(visible=visible)

    assert callers[who].get("/api/component-groups").names == (["Services"] if sees else [])
    assert callers[who].get(f"/api/component-groups/{group.pk}").status == (200 if sees else 404)


@pytest.mark.parametrize(("who", "visible", "sees"), GROUPS)
def test_a_component_follows_its_group(
    who: str, visible: Visibility, *, sees: bool, callers: Mapping[str, Caller]
) -> None:
    component = factories.a_component(group=factories.a_group(visible=visible))

    assert callers[who].get("/api/components").names == (["Website"] if sees else [])
    assert callers[who].get(f"/api/components/{component.pk}").status == (200 if sees else 404)


@pytest.mark.parametrize(("who", "sees"), [("guest", False), ("reader", True)])
def test_a_disabled_component(who: str, *, sees: bool, callers: Mapping[str, Caller]) -> None:
    component = factories.a_component(enabled=False)

    assert callers[who].get("/api/components").names == []
    assert callers[who].get("/api/components?filter[enabled]=0").names == (["Website"] if sees else [])
    assert callers[who].get(f"/api/components/{component.pk}").status == (200 if sees else 404)


INCIDENTS = [
    *[(who, Visibility.EVERYONE, -LATER, True) for who in ("guest", "reader", "manager")],
    ("guest", Visibility.EVERYONE, LATER, False),
    ("reader", Visibility.EVERYONE, LATER, False),
    ("manager", Visibility.EVERYONE, LATER, True),
    ("guest", Visibility.SIGNED_IN, -LATER, False),
    ("reader", Visibility.SIGNED_IN, -LATER, True),
    ("reader", Visibility.SIGNED_IN, LATER, False),
    ("manager", Visibility.SIGNED_IN, LATER, True),
    *[(who, Visibility.HIDDEN, -LATER, False) for who in ("guest", "reader", "manager")],
]


@pytest.mark.parametrize(("who", "visible", "published", "sees"), INCIDENTS)
def test_an_incident(
    who: str, visible: Visibility, published: timedelta, *, sees: bool, callers: Mapping[str, Caller]
) -> None:
    incident = factories.an_incident(name="x", visible=visible, published_at=clock.now() + published)
    update = factories.an_update(incident)
    path = f"/api/incidents/{incident.pk}"

    assert callers[who].get("/api/incidents").names == (["x"] if sees else [])
    for one in (path, f"{path}/updates", f"{path}/updates/{update.pk}"):
        assert callers[who].get(one).status == (200 if sees else 404)


@pytest.mark.parametrize(("who", "visible", "published", "sees"), INCIDENTS)
def test_an_incident_within_its_component(
    who: str, visible: Visibility, published: timedelta, *, sees: bool, callers: Mapping[str, Caller]
) -> None:
    component = factories.a_component()
    factories.an_incident(visible=visible, published_at=clock.now() + published, impacts=[(component, DOWN)])

    answer = callers[who].get(
        f"/api/components/{component.pk}?include=incidents,incidentsCount,incidentsExists"
    )

    assert len(answer.body.get("included", [])) == int(sees)
    assert len(answer.body["data"]["relationships"]["incidents"]["data"]) == int(sees)
    assert (answer.row["incidentsCount"], answer.row["incidentsExists"]) == (int(sees), sees)


@pytest.mark.parametrize(("who", "visible", "sees"), GROUPS)
def test_a_component_and_its_group_within_an_incident(
    who: str, visible: Visibility, *, sees: bool, callers: Mapping[str, Caller]
) -> None:
    component = factories.a_component(group=factories.a_group(visible=visible))
    incident = factories.an_incident(impacts=[(component, DOWN)])

    answer = callers[who].get(f"/api/incidents/{incident.pk}?include=components.group,componentsCount")

    types = {one["type"] for one in answer.body.get("included", [])}
    assert types == ({"components", "componentGroups"} if sees else set())
    assert answer.row["componentsCount"] == int(sees)


@pytest.mark.parametrize(("who", "sees"), [("guest", False), ("reader", True)])
def test_a_disabled_component_within_its_group_and_an_incident(
    who: str, *, sees: bool, callers: Mapping[str, Caller]
) -> None:
    group = factories.a_group()
    incident = factories.an_incident(impacts=[(factories.a_component(group=group, enabled=False), DOWN)])

    for path in (f"/api/component-groups/{group.pk}", f"/api/incidents/{incident.pk}"):
        answer = callers[who].get(f"{path}?include=components")
        assert len(answer.body.get("included", [])) == int(sees)


@pytest.mark.parametrize("who", ["guest", "reader", "manager"])
@pytest.mark.parametrize(
    ("visible", "published"),
    [(Visibility.EVERYONE, LATER), (Visibility.SIGNED_IN, -LATER), (Visibility.HIDDEN, -LATER)],
)
def test_what_guests_may_not_know_changes_no_status_for_anybody(
    visible: Visibility, published: timedelta, who: str, callers: Mapping[str, Caller]
) -> None:
    component = factories.a_component()
    factories.an_incident(visible=visible, published_at=clock.now() + published, impacts=[(component, DOWN)])

    assert callers[who].get(f"/api/components/{component.pk}").row["latest_status"]["value"] == 1
    assert callers[who].get("/api/status").body["data"]["status"] == "operational"


def test_unknown_and_unseen_are_answered_alike(as_stranger: Caller) -> None:
    unseen = factories.an_incident(visible=Visibility.HIDDEN)

    answers = [as_stranger.get(f"/api/incidents/{number}") for number in (unseen.pk, unseen.pk + 1)]

    assert [one.status for one in answers] == [404, 404]
    assert answers[0].body == answers[1].body


def test_an_embargo_ends_by_the_clock_alone(as_stranger: Caller) -> None:
    factories.an_incident(name="x", published_at=clock.now())

    assert as_stranger.get("/api/incidents").names == ["x"]
