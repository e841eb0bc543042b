import pytest
from pytest_django import DjangoAssertNumQueries

from heliograph.actors import Ability
from heliograph.status.vocabulary import Visibility
from heliograph.subscribers.models import Subscriber
from tests.factories import a_component, a_group, a_key
from tests.ledger import nothing_written
from tests.metrics.factories import NOON
from tests.people import Answer, Caller
from tests.subscribers.factories import a_subscriber


def emails(answer: Answer) -> list[str]:
    return [one["attributes"]["email"] for one in answer.body["data"]]


def test_a_subscriber_looks_as_the_contract_says(as_operator: Caller) -> None:
    subscriber = a_subscriber(
        email="ada@example.com", verified_at=NOON, created_at=NOON, updated_at=NOON, meta={"team": "core"}
    )

    answer = as_operator.get(f"/api/subscribers/{subscriber.pk}", {"include": "meta"})

    assert (answer.body["data"]["type"], answer.body["data"]["id"]) == ("subscribers", str(subscriber.pk))
    dates = {answer.row.pop(name)["string"] for name in ("verified_at", "created", "updated")}
    assert dates == {"2026-11-23 12:00:00"}
    assert answer.row == {
        "id": subscriber.pk,
        "email": "ada@example.com",
        "global": True,
        "verified": True,
        "meta": {"team": "core"},
    }


def test_one_who_is_not_verified_has_no_date_of_it(as_operator: Caller) -> None:
    row = as_operator.get(f"/api/subscribers/{a_subscriber().pk}").row

    assert row["verified"] is False
    assert row["verified_at"] == {"human": None, "string": None}
    assert "meta" not in row


def test_who_subscribed_is_read_by_those_alone_who_may_change_it(
    as_stranger: Caller, as_reader: Caller
) -> None:
    manager = Caller(token=a_key(Ability.SUBSCRIBERS_MANAGE).text)
    subscriber = a_subscriber()

    for path in ("/api/subscribers", f"/api/subscribers/{subscriber.pk}", "/api/subscribers?include=bogus"):
        assert (as_stranger.get(path).status, as_reader.get(path).status) == (401, 403)
    assert emails(manager.get("/api/subscribers")) == [subscriber.email]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["bob", "ada", "eve"]),
        ({"sort": "email"}, ["ada", "bob", "eve"]),
        ({"sort": "-id"}, ["eve", "ada", "bob"]),
        ({"filter[email]": "ADA,eve"}, ["ada", "eve"]),
        ({"filter[global]": "0"}, ["ada"]),
        ({"filter[global]": "true"}, ["bob", "eve"]),
        ({"filter[meta][floor]": "3"}, ["eve"]),
    ],
)
def test_a_list_is_sorted_and_filtered(
    as_operator: Caller, query: dict[str, str], expected: list[str]
) -> None:
    a_subscriber(email="bob@example.com")
    a_subscriber(email="ada@example.com", is_global=False)
    a_subscriber(email="eve@example.com", meta={"floor": 3})

    found = emails(as_operator.get("/api/subscribers", query))

    assert found == [f"{name}@example.com" for name in expected]


@pytest.mark.parametrize("query", [{"sort": "global"}, {"filter[verified]": "1"}, {"include": "bogus"}])
def test_what_a_list_does_not_offer_is_a_400(as_operator: Caller, query: dict[str, str]) -> None:
    assert as_operator.get("/api/subscribers", query).status == 400


def test_components_are_included_but_for_those_that_are_hidden(as_operator: Caller) -> None:
    shown = a_component()
    hidden = a_component(group=a_group(visible=Visibility.HIDDEN))
    deleted = a_component(deleted_at=NOON)
    subscriber = a_subscriber(components=[shown, hidden, deleted])

    answer = as_operator.get(f"/api/subscribers/{subscriber.pk}", {"include": "components,componentsCount"})

    linked = answer.body["data"]["relationships"]["components"]["data"]
    assert linked == [{"type": "components", "id": str(shown.pk)}]
    assert [one["id"] for one in answer.body["included"]] == [str(shown.pk)]
    assert answer.row["componentsCount"] == 1


@pytest.mark.parametrize("number", [1, 50])
def test_a_list_costs_the_same_queries_however_long_it_is(
    as_operator: Caller, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    component = a_component()
    for _ in range(number):
        a_subscriber(components=[component])

    with django_assert_num_queries(6):  # settings, token, page, components, their windows and incidents
        answer = as_operator.get("/api/subscribers", {"per_page": 100, "include": "components"})

    assert len(emails(answer)) == number


def test_a_subscriber_is_created_and_shown(as_operator: Caller) -> None:
    component = a_component()
    said = {
        "email": " ada@example.com ",
        "global": "0",
        "components": [str(component.pk)],
        "verified": True,
        "meta": {"team": "core"},
    }

    answer = as_operator.post("/api/subscribers?include=components,meta", said)

    assert answer.status == 201
    expected = {"email": "ada@example.com", "global": False, "verified": True, "meta": {"team": "core"}}
    assert answer.row.items() >= expected.items()
    assert [one["id"] for one in answer.body["included"]] == [str(component.pk)]


def test_an_address_that_is_there_is_a_200_and_gains_components(as_operator: Caller) -> None:
    component = a_component()
    known = a_subscriber(email="ada@example.com", is_global=False, verified_at=NOON)
    said = {"email": "ADA@example.com", "global": True, "verified": False, "components": [component.pk]}

    answer = as_operator.post("/api/subscribers?include=components", said)

    assert (answer.status, answer.row["id"]) == (200, known.pk)
    expected = {"email": "ada@example.com", "global": False, "verified": True}
    assert answer.row.items() >= expected.items()
    assert [one["id"] for one in answer.body["included"]] == [str(component.pk)]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", [None, "", "nope", 5, [], "a@b\nBcc: c@d", f"{'x' * 255}@example.com"]),
        ("global", ["x", 2, []]),
        ("verified", ["z", []]),
        ("components", ["y", 5]),
        ("components.0", [[999], ["x"], [None]]),
        ("meta", [1, "x"]),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    as_operator: Caller, field: str, values: list[object]
) -> None:
    for value in values:
        said = {"email": "ada@example.com"} | {field.partition(".")[0]: value}
        with nothing_written():
            answer = as_operator.post("/api/subscribers", said)
        assert (answer.status, answer.faults) == (422, {field}), value


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_what_is_said_changes_and_components_are_replaced(as_operator: Caller, method: str) -> None:
    old, new = a_component(), a_component()
    subscriber = a_subscriber(components=[old])
    path = f"/api/subscribers/{subscriber.pk}?include=components"

    answer = as_operator.send(method, path, f'{{"global": false, "components": [{new.pk}], "verified": 1}}')

    assert answer.status == 200
    expected = {"email": subscriber.email, "global": False, "verified": True}
    assert answer.row.items() >= expected.items()
    assert [one["id"] for one in answer.body["included"]] == [str(new.pk)]


def test_an_empty_list_of_components_leaves_none(as_operator: Caller) -> None:
    subscriber = a_subscriber(components=[a_component()])

    as_operator.send("PUT", f"/api/subscribers/{subscriber.pk}", '{"components": []}')

    assert not subscriber.components.exists()


@pytest.mark.parametrize("email", ["taken@example.com", "TAKEN@example.com", "nope", "", 5])
def test_an_address_of_another_or_none_is_refused(as_operator: Caller, email: object) -> None:
    a_subscriber(email="taken@example.com")
    subscriber = a_subscriber()

    with nothing_written():
        answer = as_operator.send(
            "PUT", f"/api/subscribers/{subscriber.pk}", f'{{"email": {email!r}}}'.replace("'", '"')
        )

    assert (answer.status, answer.faults) == (422, {"email"})


def test_an_empty_update_changes_nothing(as_operator: Caller) -> None:
    subscriber = a_subscriber(components=[a_component()])

    with nothing_written():
        assert as_operator.send("PUT", f"/api/subscribers/{subscriber.pk}", "{}").status == 200


def test_a_subscriber_is_deleted_once(as_operator: Caller) -> None:
    subscriber = a_subscriber()

    answers = [as_operator.send("DELETE", f"/api/subscribers/{subscriber.pk}").status for _ in range(2)]

    assert answers == [204, 404]
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/subscribers"), ("PUT", "/api/subscribers/99"), ("DELETE", "/api/subscribers/99")],
)
def test_who_may_not_ask_learns_nothing(
    as_stranger: Caller, as_reader: Caller, method: str, path: str
) -> None:
    assert as_stranger.send(method, path, "{}").status == 401
    assert as_reader.send(method, path, "{}").status == 403


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("number", ["99", "abc", "9" * 40])
def test_a_subscriber_that_there_is_not_is_a_404(as_operator: Caller, method: str, number: str) -> None:
    assert as_operator.send(method, f"/api/subscribers/{number}").status == 404
