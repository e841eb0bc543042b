"""Class 16: who knows the number of what is not for them learns no more than who guesses one."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from heliograph.actors import Ability
from heliograph.lib import clock
from heliograph.status.models import Incident, Schedule, Update
from heliograph.status.vocabulary import Visibility
from tests import factories
from tests.ledger import nothing_written
from tests.metrics.factories import a_metric, a_point
from tests.people import Answer, Caller

Row = Any
"""A model's instance, of whichever resource."""

Path = Callable[[Row, int], str]
Made = tuple[Path, Callable[[], Row]]

MISSING = 99_999
HIDDEN, SIGNED_IN = Visibility.HIDDEN, Visibility.SIGNED_IN


def later() -> datetime:
    return clock.now() + timedelta(hours=1)


def an_update_of(parent: Incident | Schedule) -> Update:
    if isinstance(parent, Incident):
        return factories.an_update(parent)
    return Update.objects.create(schedule=parent, message="Half done.")


def plainly(name: str) -> Path:
    return lambda _, number: f"{name}/{number}"


GROUP, COMPONENT, INCIDENT = plainly("component-groups"), plainly("components"), plainly("incidents")
WINDOW, TEMPLATE, METRIC = plainly("schedules"), plainly("incident-templates"), plainly("metrics")


def incident_update(row: Row, number: int) -> str:
    return f"incidents/{row.incident_id}/updates/{number}"


def schedule_update(row: Row, number: int) -> str:
    return f"schedules/{row.schedule_id}/updates/{number}"


def point(row: Row, number: int) -> str:
    return f"metrics/{row.metric_id}/points/{number}"


a_group, a_component, an_incident = factories.a_group, factories.a_component, factories.an_incident
a_window, a_template = factories.a_window, factories.a_template

UNSEEN: dict[str, Made] = {
    "a hidden group": (GROUP, lambda: a_group(visible=HIDDEN)),
    "a component of a hidden group": (COMPONENT, lambda: a_component(group=a_group(visible=HIDDEN))),
    "a deleted component": (COMPONENT, lambda: a_component(deleted_at=clock.now())),
    "a hidden incident": (INCIDENT, lambda: an_incident(visible=HIDDEN)),
    "an embargoed incident": (INCIDENT, lambda: an_incident(published_at=later())),
    "a deleted incident": (INCIDENT, lambda: an_incident(deleted_at=clock.now())),
    "an update of a hidden incident": (incident_update, lambda: an_update_of(an_incident(visible=HIDDEN))),
    "an update of an embargoed incident": (
        incident_update,
        lambda: an_update_of(an_incident(published_at=later())),
    ),
    "an update of a deleted incident": (
        incident_update,
        lambda: an_update_of(an_incident(deleted_at=clock.now())),
    ),
    "an embargoed window": (WINDOW, lambda: a_window(published_at=later())),
    "a deleted window": (WINDOW, lambda: a_window(deleted_at=clock.now())),
    "an update of an embargoed window": (
        schedule_update,
        lambda: an_update_of(a_window(published_at=later())),
    ),
    "an update of a deleted window": (
        schedule_update,
        lambda: an_update_of(a_window(deleted_at=clock.now())),
    ),
    "a deleted template": (TEMPLATE, lambda: a_template(deleted_at=clock.now())),
    "a hidden metric": (METRIC, lambda: a_metric(visible=HIDDEN)),
    "a point of a hidden metric": (point, lambda: a_point(a_metric(visible=HIDDEN))),
}
FOR_THE_SIGNED_IN: dict[str, Made] = {
    "a group": (GROUP, lambda: a_group(visible=SIGNED_IN)),
    "a component": (COMPONENT, lambda: a_component(group=a_group(visible=SIGNED_IN))),
    "a disabled component": (COMPONENT, lambda: a_component(enabled=False)),
    "an incident": (INCIDENT, lambda: an_incident(visible=SIGNED_IN)),
    "an update": (incident_update, lambda: an_update_of(an_incident(visible=SIGNED_IN))),
    "a metric": (METRIC, lambda: a_metric(visible=SIGNED_IN)),
    "a point": (point, lambda: a_point(a_metric(visible=SIGNED_IN))),
}


def seen_as(answer: Answer) -> tuple[int, object, set[str]]:
    return answer.status, answer.body, set(answer.headers)


def asked_for(made: Made, caller: Caller, method: str = "GET") -> Iterator[Answer]:
    """First the one that there is, then one that there is not."""
    path, make = made
    row = make()
    for number in (row.pk, MISSING):
        yield caller.send(method, f"/api/{path(row, number)}", json.dumps({"message": "x"}))


@pytest.mark.parametrize("what", UNSEEN)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_not_for_a_reader_is_as_what_is_not(
    method: str, what: str, as_stranger: Caller, as_reader: Caller
) -> None:
    for caller in (as_stranger, as_reader):
        real, guessed = asked_for(UNSEEN[what], caller, method)
        assert real.status == 404
        assert seen_as(real) == seen_as(guessed)


@pytest.mark.parametrize("what", FOR_THE_SIGNED_IN)
def test_what_is_for_the_signed_in_is_not_there_for_a_guest(what: str, as_stranger: Caller) -> None:
    real, guessed = asked_for(FOR_THE_SIGNED_IN[what], as_stranger)

    assert real.status == 404
    assert seen_as(real) == seen_as(guessed)


@pytest.mark.parametrize(
    ("what", "method"),
    [
        (what, method)
        for what in UNSEEN
        for method in ("PUT", "PATCH", "DELETE")
        if method == "DELETE" or not what.startswith("a point")  # a point has no update
    ],
)
def test_who_may_not_write_is_told_the_same_of_both(
    what: str, method: str, as_stranger: Caller, as_reader: Caller
) -> None:
    for caller, status in ((as_stranger, 401), (as_reader, 403)):
        real, guessed = asked_for(UNSEEN[what], caller, method)
        assert real.status == status
        assert seen_as(real) == seen_as(guessed)


@pytest.mark.parametrize("what", [one for one in UNSEEN if "embargoed" in one or "deleted" in one])
def test_who_may_delete_everything_and_manage_nothing_is_told_the_same_of_both(what: str, db: None) -> None:
    """What is under embargo is there for who manages it, not for who sweeps up."""
    sweeper = Caller(token=factories.a_key(*(one for one in Ability if one.endswith(".delete"))).text)

    real, guessed = asked_for(UNSEEN[what], sweeper, "DELETE")

    assert real.status == 404
    assert seen_as(real) == seen_as(guessed)


CHILDREN: dict[str, tuple[Callable[[], Row], Callable[[Row], Row]]] = {
    "incidents/{}/updates/{}": (an_incident, an_update_of),
    "schedules/{}/updates/{}": (a_window, an_update_of),
    "metrics/{}/points/{}": (a_metric, a_point),
}


@pytest.mark.parametrize(
    ("path", "method"),
    [
        (path, method)
        for path in CHILDREN
        for method in ("GET", "PUT", "PATCH", "DELETE")
        if method in {"GET", "DELETE"} or "points" not in path
    ],
)
def test_a_child_is_only_reached_through_its_own_parent(method: str, path: str, as_operator: Caller) -> None:
    make, make_child = CHILDREN[path]
    parent, other = make(), make()
    child = make_child(parent)

    with nothing_written():
        answers = [
            as_operator.send(method, f"/api/{path.format(number, child.pk)}", '{"message": "x"}')
            for number in (other.pk, MISSING)
        ]

    assert [answer.status for answer in answers] == [404, 404]
    assert as_operator.get(f"/api/{path.format(parent.pk, child.pk)}").status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_updates_of_incidents_and_of_windows_are_not_mistaken_for_each_other(
    method: str, as_operator: Caller
) -> None:
    incident, window = an_incident(), a_window()
    of_incident, of_window = an_update_of(incident), an_update_of(window)
    wrong = (
        f"incidents/{incident.pk}/updates/{of_window.pk}",
        f"schedules/{window.pk}/updates/{of_incident.pk}",
    )

    with nothing_written():
        answers = [as_operator.send(method, f"/api/{path}", '{"message": "y"}') for path in wrong]

    assert [answer.status for answer in answers] == [404, 404]
