from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from heliograph.status.vocabulary import ComponentStatus, IncidentStatus
from tests import factories
from tests.people import Caller


@pytest.fixture
def components(db: None) -> None:
    factories.a_component(name="Web API", status=ComponentStatus.OPERATIONAL, order=3)
    factories.a_component(name="Mail", status=ComponentStatus.MAJOR_OUTAGE, order=1)
    factories.a_component(name="Webmail", status=ComponentStatus.PARTIAL_OUTAGE, order=2)
    factories.a_component(name="Old api", status=ComponentStatus.OPERATIONAL, enabled=False)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Web API", "Mail", "Webmail"]),
        ("filter[name]=web", ["Web API", "Webmail"]),
        ("filter[name]=WEB", ["Web API", "Webmail"]),
        ("filter[name]=api,mail", ["Web API", "Mail", "Webmail"]),
        ("filter[name]=nothing", []),
        ("filter[name]=%25", []),
        ("filter[name]=_", []),
        ("filter[name]=", ["Web API", "Mail", "Webmail"]),
        ("filter[status]=4", ["Mail"]),
        ("filter[status]=4,3", ["Mail", "Webmail"]),
        ("filter[status]=9", []),
        ("filter[status]=x", []),
        ("filter[enabled]=0", ["Old api"]),
        ("filter[enabled]=false", ["Old api"]),
        ("filter[enabled]=0,1", ["Web API", "Mail", "Webmail", "Old api"]),
        ("filter[enabled]=", ["Web API", "Mail", "Webmail"]),
        ("filter[name]=web&filter[status]=1", ["Web API"]),
        ("sort=name", ["Mail", "Web API", "Webmail"]),
        ("sort=-name", ["Webmail", "Web API", "Mail"]),
        ("sort=order", ["Mail", "Webmail", "Web API"]),
        ("sort=-id", ["Webmail", "Mail", "Web API"]),
        ("sort=", ["Web API", "Mail", "Webmail"]),
    ],
)
def test_components_are_filtered_and_sorted(
    query: str, names: list[str], components: None, as_reader: Caller
) -> None:
    assert as_reader.get(f"/api/components?{query}").names == names


@pytest.fixture
def incidents(db: None) -> None:
    """Made in this order, so that the last one is listed first."""
    for day, name in ((1, "first"), (2, "second"), (3, "third")):
        factories.an_incident(
            name=name,
            status=IncidentStatus(day),
            created_at=datetime(2026, 11, day, tzinfo=UTC),
            occurred_at=datetime(2026, 11, day, 12, tzinfo=UTC),
        )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["third", "second", "first"]),
        ("sort=created_at", ["first", "second", "third"]),
        ("sort=status", ["first", "second", "third"]),
        ("sort=-status,name", ["third", "second", "first"]),
        ("sort=name", ["first", "second", "third"]),
        ("filter[name]=IR", ["third", "first"]),
        ("filter[status]=2,3", ["third", "second"]),
        ("filter[occurs_after]=2026-11-02 12:00:00", ["third"]),
        ("filter[occurs_before]=2026-11-02", ["first"]),
        ("filter[occurs_on]=2026-11-02", ["second"]),
        ("filter[occurs_on]=2026-11-02T23:00:00-05:00", ["third"]),
        ("filter[occurs_on]=yesterday, or so", []),
        ("filter[occurs_after]=2026-11-01&filter[occurs_before]=2026-11-03", ["second", "first"]),
    ],
)
def test_incidents_are_filtered_and_sorted(
    query: str, names: list[str], incidents: None, as_stranger: Caller
) -> None:
    assert as_stranger.get(f"/api/incidents?{query}").names == names


@pytest.mark.parametrize(
    ("stored", "asked", "is_found"),
    [
        ("x", "x", True),
        ("x", "X", False),
        ("x", "xy", False),
        (3, "3", True),
        ("3", "3", True),
        (3, "4", False),
        (30, "3", False),
        (2.5, "2.5", True),
        (-7, "-7", True),
        (True, "true", True),
        ("true", "true", True),
        (True, "false", False),
        (False, "false", True),
        ([3], "3", False),
        ({"a": 3}, "3", False),
        (None, "3", False),
        ("a'b\"c", "a'b\"c", True),
    ],
)
def test_meta_is_equal_whether_stored_as_text_number_or_boolean(
    stored: object, asked: str, *, is_found: bool, as_stranger: Caller
) -> None:
    factories.a_component(meta={"key": stored})

    found = as_stranger.get("/api/components", {"filter[meta][key]": asked}).names

    assert found == (["Website"] if is_found else [])


def test_several_pairs_of_meta_must_all_match(as_stranger: Caller) -> None:
    factories.a_component(name="both", meta={"team": "core", "tier": 1})
    factories.a_component(name="one", meta={"team": "core", "tier": 2})
    factories.a_component(name="none")

    query = {"filter[meta][team]": "core", "filter[meta][tier]": "1"}

    assert as_stranger.get("/api/components", query).names == ["both"]


def test_groups_are_sorted_and_filtered_by_meta(as_stranger: Caller) -> None:
    for name, meta in (("b", {"k": 1}), ("a", {}), ("c", {"k": 1})):
        factories.a_group(name=name, meta=meta)

    assert as_stranger.get("/api/component-groups?sort=-name").names == ["c", "b", "a"]
    assert as_stranger.get("/api/component-groups?filter[meta][k]=1&sort=name").names == ["b", "c"]


@pytest.mark.parametrize(
    ("path", "what", "asked", "allowed"),
    [
        ("components?sort=secret", "sort", "secret", "name, order, id"),
        ("components?sort=name,-created_at", "sort", "-created_at", "name, order, id"),
        ("components?filter[secret]=1", "filter", "secret", "name, status, enabled, meta"),
        ("components?include=secret", "include", "secret", "group, incidents, meta"),
        ("components?include=group.components", "include", "group.components", "group, incidents, meta"),
        ("component-groups?filter[name]=x", "filter", "name", "meta"),
        ("incidents?include=user.tokens", "include", "user.tokens", "components, updates, user"),
        ("incidents?sort=message", "sort", "message", "name, status, id, created_at"),
        ("incident-templates?filter[template]=x", "filter", "template", "name, slug"),
    ],
)
def test_what_may_not_be_asked_is_refused_with_what_may(
    path: str, what: str, asked: str, allowed: str, as_stranger: Caller
) -> None:
    answer = as_stranger.get(f"/api/{path}")

    assert (answer.status, set(answer.body)) == (400, {"message"})
    assert f"Requested {what}(s) `{asked}` are not allowed." in answer.body["message"]
    assert _is_within(allowed.split(", "), answer.body["message"])


def _is_within(names: Sequence[str], message: str) -> bool:
    offered = message.split("Allowed")[1].split("`")[1].split(", ")
    return set(names) <= set(offered)
