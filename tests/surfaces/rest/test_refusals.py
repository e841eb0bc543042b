"""The order of refusals: 401, then 403, then 404, then 422 (contract, section 1)."""

import json

import pytest

from heliograph.actors import Ability
from tests import factories
from tests.ledger import nothing_written
from tests.people import Caller
from tests.surfaces.rest.resources import CHANGEABLE, RESOURCES, Resource, named

ALL = pytest.mark.parametrize("resource", RESOURCES, ids=named)
ALL_CHANGEABLE = pytest.mark.parametrize("resource", CHANGEABLE, ids=named)
BODIES = ["{broken", '{"name": 7}', ""]
NUMBERS = ["99999", "0", "-1", "1.5", "abc", "9" * 40, "%D9%A3", "1e3"]


def all_but(ability: str) -> Caller:
    return Caller(token=factories.a_key(*(one for one in Ability if one != ability)).text)


@ALL_CHANGEABLE
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_who_may_not_change_learns_neither_what_there_is_nor_what_is_wrong(
    method: str, resource: Resource, as_stranger: Caller
) -> None:
    path = resource.one(resource.make())
    others = all_but(f"{resource.name}.manage")

    with nothing_written():
        for asked in (path, f"{path}9999", f"{path}x"):
            for body in (*BODIES, json.dumps(resource.changes)):
                assert as_stranger.send(method, asked, body).status == 401
                assert others.send(method, asked, body).status == 403


@ALL
def test_who_may_not_delete_learns_not_what_there_is(resource: Resource, as_stranger: Caller) -> None:
    path = resource.one(resource.make())
    others = all_but(f"{resource.name}.delete")

    with nothing_written():
        for asked in (path, f"{path}9999", f"{path}x"):
            assert as_stranger.send("DELETE", asked).status == 401
            assert others.send("DELETE", asked).status == 403


@ALL
def test_the_one_ability_is_enough(resource: Resource, db: None) -> None:
    row = resource.make()
    may = {right: Caller(token=factories.a_key(f"{resource.name}.{right}").text) for right in RIGHTS}

    if resource.changes is not None:
        assert may["manage"].send("PUT", resource.one(row), json.dumps(resource.changes)).status == 200
    assert may["manage"].post(resource.all(row), resource.body).status in {200, 201}
    assert may["delete"].send("DELETE", resource.one(row)).status == 204


RIGHTS = ("manage", "delete")


@ALL_CHANGEABLE
@pytest.mark.parametrize("number", NUMBERS)
def test_what_there_is_not_is_a_404_before_the_body_is_wrong(
    number: str, resource: Resource, as_operator: Caller
) -> None:
    path = f"{resource.all(resource.make())}/{number}"

    with nothing_written():
        statuses = [as_operator.send("PUT", path, body).status for body in BODIES]

    assert statuses == [404] * len(BODIES)


@ALL
@pytest.mark.parametrize("number", NUMBERS)
def test_what_there_is_not_is_neither_shown_nor_deleted(
    number: str, resource: Resource, as_operator: Caller
) -> None:
    path = f"{resource.all(resource.make())}/{number}"

    with nothing_written():
        answers = [as_operator.send(method, path) for method in ("GET", "DELETE")]

    assert [(answer.status, set(answer.body)) for answer in answers] == [(404, {"message"})] * 2
