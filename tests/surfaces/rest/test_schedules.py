from datetime import datetime, timedelta

import pytest

from heliograph.lib import clock
from heliograph.status.models import Schedule
from heliograph.status.vocabulary import ComponentStatus, Visibility
from tests import factories
from tests.ledger import nothing_written, the_event
from tests.people import Caller

HOUR = timedelta(hours=1)
DOWN = ComponentStatus.MAJOR_OUTAGE
JUST_NOW = {"human": "0 seconds ago", "string": "2026-11-23 12:00:00"}
NEVER = {"human": None, "string": None}
A_WINDOW = {"name": "New disks", "message": "We put them in.", "scheduled_at": "2026-11-24 12:00:00"}


def test_with_what_is_required_alone_it_is_made_with_the_defaults(as_operator: Caller, now: datetime) -> None:
    answer = as_operator.post("/api/schedules", A_WINDOW)

    number = answer.row["id"]
    assert (answer.status, answer.headers["Content-Type"]) == (201, "application/vnd.api+json")
    assert answer.body == {
        "data": {
            "id": str(number),
            "type": "schedules",
            "attributes": {
                "id": number,
                "name": "New disks",
                "message": "We put them in.",
                "notifications": 0,
                "status": {"human": "Upcoming", "value": 0},
                "scheduled": {"human": "1 day from now", "string": "2026-11-24 12:00:00"},
                "completed": NEVER,
                "published": JUST_NOW,
                "created": JUST_NOW,
                "updated": JUST_NOW,
            },
        }
    }
    assert (the_event().kind, the_event().door) == ("schedule_created", "rest")


def test_everything_that_may_be_said_is_kept(as_operator: Caller, now: datetime) -> None:
    api, web = factories.a_component(), factories.a_component()
    dates = {"completed_at": "2026-11-25T12:00:00+02:00", "published_at": "2026-11-23"}
    said = {"notifications": "1", "components": [{"id": api.pk, "status": 6}, {"id": web.pk, "status": "2"}]}

    answer = as_operator.post("/api/schedules?include=meta", A_WINDOW | dates | said | {"meta": {"k": 7}})

    assert (answer.status, answer.row["meta"], answer.row["notifications"]) == (201, {"k": 7}, 1)
    assert answer.row["completed"]["string"] == "2026-11-25 10:00:00"
    assert answer.row["published"]["string"] == "2026-11-23 00:00:00"
    kept = Schedule.objects.get(pk=answer.row["id"])
    assert dict(kept.impacts.values_list("component_id", "status")) == {api.pk: 6, web.pk: 2}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"name": None}, {"name"}),
        ({"message": " "}, {"message"}),
        ({"scheduled_at": None}, {"scheduled_at"}),
        ({"scheduled_at": "1763892245"}, {"scheduled_at"}),
        ({"completed_at": "soon"}, {"completed_at"}),
        ({"published_at": []}, {"published_at"}),
        ({"notifications": "yes"}, {"notifications"}),
        ({"meta": "x"}, {"meta"}),
        ({"components": "x"}, {"components"}),
        ({"components": [{}]}, {"components.0.id", "components.0.status"}),
        ({"components": [{"id": 99_999, "status": 1}]}, {"components.0.id"}),
        (
            {"components": [{"id": 7, "status": 1}, {"id": 7, "status": 2}]},
            {"components.0.id", "components.1.id"},
        ),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], faults: set[str], as_operator: Caller) -> None:
    with nothing_written():
        answer = as_operator.post("/api/schedules", A_WINDOW | changes)

    assert (answer.status, answer.faults) == (422, faults)


def test_an_update_replaces_its_components(as_operator: Caller) -> None:
    api, web = factories.a_component(), factories.a_component()
    window = factories.a_window(impacts=[(api, DOWN)])
    body = f'{{"components": [{{"id": {web.pk}, "status": 2}}]}}'

    answer = as_operator.send("PUT", f"/api/schedules/{window.pk}?include=components", body)

    (component,) = answer.body["included"]
    assert component["id"] == str(web.pk)
    assert component["attributes"]["pivot"] == {
        "component_status": {"human": "Performance issues", "value": 2}
    }


@pytest.fixture
def windows(now: datetime, db: None) -> None:
    """Each named for what the clock makes of it."""
    for name, begins, ends in (
        ("upcoming", 1, None),
        ("in progress", -1, 1),
        ("without end", -2, None),
        ("complete", -3, -1),
        ("over right now", -4, 0),
    ):
        factories.a_window(
            name=name,
            scheduled_at=now + begins * HOUR,
            completed_at=None if ends is None else now + ends * HOUR,
        )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"upcoming", "in progress", "without end", "complete", "over right now"}),
        ("filter[status]=0", {"upcoming"}),
        ("filter[status]=1", {"in progress", "without end"}),
        ("filter[status]=2", {"complete", "over right now"}),
        ("filter[status]=0,2", {"upcoming", "complete", "over right now"}),
        ("filter[status]=9", {"upcoming", "in progress", "without end", "complete", "over right now"}),
        ("filter[status]=1&filter[name]=END", {"without end"}),
    ],
)
def test_they_are_filtered_by_what_the_clock_makes_of_them(
    query: str, names: set[str], windows: None, as_stranger: Caller
) -> None:
    assert set(as_stranger.get(f"/api/schedules?{query}").names) == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["c", "a", "b"]),
        ("sort=name", ["a", "b", "c"]),
        ("sort=-id", ["b", "a", "c"]),
        ("sort=scheduled_at", ["a", "b", "c"]),
        ("sort=-completed_at", ["c", "b", "a"]),
        ("filter[meta][team]=core&sort=-name", ["c", "b"]),
    ],
)
def test_they_can_be_sorted(query: str, names: list[str], as_stranger: Caller, now: datetime) -> None:
    for name, hours, team in (("c", 3, "core"), ("a", 1, "web"), ("b", 2, "core")):
        factories.a_window(
            name=name,
            scheduled_at=now + hours * HOUR,
            completed_at=now + 2 * hours * HOUR,
            meta={"team": team},
        )

    assert as_stranger.get(f"/api/schedules?{query}").names == names


def test_what_may_not_be_asked_is_refused(as_stranger: Caller) -> None:
    for query in ("sort=message", "filter[message]=x", "include=user.tokens", "include=components.incidents"):
        assert as_stranger.get(f"/api/schedules?{query}").status == 400


@pytest.mark.parametrize(
    ("who", "hours", "sees"),
    [
        ("guest", -1, True),
        ("guest", 1, False),
        ("reader", 1, False),
        ("manager of incidents", 1, False),
        ("manager", 1, True),
    ],
)
def test_before_its_publication_it_is_there_for_who_manages_schedules_alone(
    who: str, hours: int, *, sees: bool, db: None
) -> None:
    component = factories.a_component()
    window = factories.a_window(published_at=clock.now() + hours * HOUR, impacts=[(component, DOWN)])
    abilities = {"reader": [], "manager": ["schedules.manage"], "manager of incidents": ["incidents.manage"]}
    caller = Caller(token=factories.a_key(*abilities[who]).text) if who in abilities else Caller()

    assert len(caller.get("/api/schedules").names) == int(sees)
    for path in (f"/api/schedules/{window.pk}", f"/api/schedules/{window.pk}/updates"):
        assert caller.get(path).status == (200 if sees else 404)
    status = caller.get(f"/api/components/{component.pk}").row["latest_status"]["value"]
    assert status == (DOWN if hours < 0 else ComponentStatus.OPERATIONAL)


def test_a_deleted_one_is_gone_for_everyone(as_operator: Caller) -> None:
    window = factories.a_window(deleted_at=clock.now())

    assert as_operator.get("/api/schedules").names == []
    assert as_operator.get(f"/api/schedules/{window.pk}").status == 404


def test_visitors_see_only_those_of_its_components_that_they_may_see(as_stranger: Caller) -> None:
    hidden, shown = factories.a_group(visible=Visibility.HIDDEN), factories.a_group()
    components = [
        factories.a_component(name="of a hidden group", group=hidden),
        factories.a_component(name="of a shown group", group=shown),
        factories.a_component(name="switched off", enabled=False),
        factories.a_component(name="deleted", deleted_at=clock.now()),
    ]
    window = factories.a_window(impacts=[(one, DOWN) for one in components])

    answer = as_stranger.get(f"/api/schedules/{window.pk}?include=components.group,componentsCount")

    included = [(one["type"], one["attributes"]["name"]) for one in answer.body["included"]]
    assert [name for kind, name in included if kind == "components"] == ["of a shown group"]
    groups = [one["id"] for one in answer.body["included"] if one["type"] == "componentGroups"]
    assert groups == [str(shown.pk)]
    assert answer.row["componentsCount"] == 1


def test_who_planned_it_is_nobodys_business(as_operator: Caller) -> None:
    window = factories.a_window(user=factories.a_user())

    answer = as_operator.get(f"/api/schedules/{window.pk}?include=user,userCount,userExists")

    assert answer.body["data"]["relationships"] == {"user": {"data": None}}
    assert (answer.row["userCount"], answer.row["userExists"]) == (0, False)
    assert "included" not in answer.body


def test_a_window_in_progress_gives_its_components_their_status(as_stranger: Caller) -> None:
    touched, named = (factories.a_component(status=ComponentStatus.PARTIAL_OUTAGE) for _ in range(2))
    factories.a_window(impacts=[(touched, ComponentStatus.PERFORMANCE_ISSUES), (named, None)])

    answer = as_stranger.get("/api/components")

    statuses = [one["attributes"]["latest_status"]["value"] for one in answer.body["data"]]
    assert statuses == [ComponentStatus.PERFORMANCE_ISSUES, ComponentStatus.UNDER_MAINTENANCE]
