from datetime import datetime, timedelta

import pytest

from heliograph.lib import clock
from heliograph.site.models import Setting
from tests import factories
from tests.ledger import nothing_written, the_event
from tests.people import ADDRESS, Answer, Caller

UNAUTHENTICATED = {"message": "Unauthenticated."}
READS = ["components", "component-groups", "incidents", "incident-templates", "ping", "version", "status"]
WRITES = [
    ("components", "components.manage"),
    ("component-groups", "component-groups.manage"),
    ("incidents", "incidents.manage"),
    ("incidents/99999/updates", "incident-updates.manage"),
    ("incident-templates", "incident-templates.manage"),
]


def with_header(value: str) -> Answer:
    headers = {"Authorization": value}
    return Caller().send("POST", "/api/components", '{"name": "API"}', headers=headers)


@pytest.mark.parametrize(
    "form", ["Bearer {id}|{secret}", "Bearer {secret}", "bearer {secret}", "Bearer   {secret} "]
)
def test_a_token_is_taken_with_its_number_or_without(form: str, db: None) -> None:
    key = factories.a_key("*")

    answer = with_header(form.format(id=key.token.pk, secret=key.secret))

    assert answer.status == 201
    event = the_event()
    assert (event.actor_kind, event.token_id, event.address) == ("token", key.token.pk, ADDRESS)


@pytest.mark.parametrize(
    "form",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "{secret}",
        "Basic {secret}",
        "Token {secret}",
        "Bearer {id}|wrong",
        "Bearer {other}|{secret}",
        "Bearer {hash}",
        "Bearer {id}|{secret}, Bearer x",
    ],
)
def test_anything_else_is_no_token(form: str, db: None) -> None:
    key = factories.a_key("*")

    with nothing_written():
        answer = with_header(
            form.format(
                id=key.token.pk, other=key.token.pk + 1, secret=key.secret, hash=key.token.secret_hash
            )
        )

    assert (answer.status, answer.body) == (401, UNAUTHENTICATED)


@pytest.mark.parametrize(
    ("is_active", "expires_at"), [(True, clock.now() - timedelta(days=1)), (False, None)]
)
def test_what_has_ended_is_no_token(*, is_active: bool, expires_at: datetime | None, db: None) -> None:
    key = factories.a_key("*", user=factories.a_user(is_active=is_active), expires_at=expires_at)

    with nothing_written():
        answer = Caller(token=key.text).post("/api/components", {"name": "API"})

    assert (answer.status, answer.body) == (401, UNAUTHENTICATED)


@pytest.mark.parametrize(("path", "ability"), WRITES)
def test_a_write_needs_a_token_with_its_own_ability(path: str, ability: str, db: None) -> None:
    others = [other for _, other in WRITES if other != ability]
    callers = {
        401: Caller(),
        403: Caller(token=factories.a_key(*others).text),
        404 if "99999" in path else 422: Caller(token=factories.a_key(ability).text),
    }

    with nothing_written():
        answers = {status: caller.post(f"/api/{path}", {}) for status, caller in callers.items()}

    assert {expected: answer.status for expected, answer in answers.items()} == {one: one for one in callers}
    assert answers[401].body == UNAUTHENTICATED
    assert answers[403].body == {"message": "Invalid ability provided."}


@pytest.mark.parametrize("body", ["{broken", "[" * 100_000, '{"status": 9}', ""])
def test_who_may_not_ask_learns_nothing_of_the_body_nor_of_what_there_is(
    body: str, as_stranger: Caller, as_reader: Caller
) -> None:
    for path, _ in WRITES:
        assert as_stranger.send("POST", f"/api/{path}", body).status == 401
        assert as_reader.send("POST", f"/api/{path}", body).status == 403


def test_what_there_is_not_is_a_404_before_the_body_is_wrong(as_operator: Caller) -> None:
    assert as_operator.send("POST", "/api/incidents/99999/updates", "{broken").status == 404


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("token", ["", "notatoken", "1|wrong"])
def test_reading_needs_no_token_and_a_bad_one_is_none(path: str, token: str, db: None) -> None:
    assert Caller(token=token).get(f"/api/{path}").status == 200


@pytest.mark.parametrize("path", [*READS, "incidents/1/updates", "components/1"])
def test_a_protected_api_is_read_with_a_token_only(path: str, as_stranger: Caller, as_reader: Caller) -> None:
    Setting.objects.create(name="api_protected", value=True)

    refused = as_stranger.get(f"/api/{path}")

    assert (refused.status, refused.body) == (401, UNAUTHENTICATED)
    assert Caller(token="notatoken").get(f"/api/{path}").status == 401
    assert as_reader.get(f"/api/{path}").status in {200, 404}


@pytest.mark.parametrize("path", [*READS, "incidents/1/updates", "nothing", ""])
def test_an_api_that_is_switched_off_is_not_there(
    path: str, as_stranger: Caller, as_operator: Caller
) -> None:
    Setting.objects.create(name="api_enabled", value=False)

    with nothing_written():
        for caller in (as_stranger, as_operator):
            assert caller.get(f"/api/{path}").status == 404
            assert caller.post(f"/api/{path}", {"name": "API"}).status == 404
