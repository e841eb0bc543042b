"""Class 15: a token is with its owner and nowhere else."""

import json
import logging
from collections.abc import Mapping

import pytest
from django.db import connection

from heliograph.accounts.models import ApiToken
from heliograph.accounts.tokens import NewToken, TokenDraft, create_token, hash_of
from heliograph.actors import Actor
from heliograph.events.models import Event
from tests import factories
from tests.ledger import everything
from tests.people import Answer, Caller

AN_INCIDENT = {"name": "Disk full", "status": 1, "message": "We look."}


@pytest.fixture
def made(operator: Actor) -> NewToken:
    return create_token(TokenDraft(user=factories.a_user(), name="CI"), actor=operator)


@pytest.fixture
def secret(made: NewToken) -> str:
    return made.text.partition("|")[2]


def used(made: NewToken) -> list[Answer]:
    """Every way to be answered: shown, made, made again, refused, not there, not known."""
    caller, guess = Caller(token=made.text), Caller(token=f"{made.text}x")
    key = {"Idempotency-Key": "k"}
    return [
        caller.get("/api/incidents"),
        *(caller.send("POST", "/api/incidents", json.dumps(AN_INCIDENT), headers=key) for _ in range(2)),
        caller.send("POST", "/api/incidents", "{}", headers=key),
        caller.post("/api/incidents", {"name": 7}),
        caller.send("POST", "/api/incidents", "{broken"),
        caller.get("/api/incidents/99999"),
        caller.get("/api/incidents?sort=secret"),
        caller.send("PUT", "/api/ping"),
        guess.post("/api/incidents", AN_INCIDENT),
    ]


def test_the_database_keeps_its_hash_and_nothing_else_of_it(made: NewToken, secret: str) -> None:
    used(made)

    assert ApiToken.objects.get(pk=made.token.pk).secret_hash == hash_of(secret)
    kept = str(everything())
    assert secret not in kept
    assert secret[:20] not in kept
    assert secret[20:] not in kept


def test_no_event_knows_it_nor_its_hash(made: NewToken, secret: str) -> None:
    used(made)

    events = str(list(Event.objects.values()))
    assert Event.objects.filter(token_id=made.token.pk).exists()
    assert secret not in events
    assert hash_of(secret) not in events


def test_no_answer_repeats_it(made: NewToken, secret: str) -> None:
    for answer in used(made):
        assert secret not in f"{answer.body} {dict(answer.headers)}"


def test_no_log_names_it(made: NewToken, secret: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="heliograph")
    caplog.set_level(logging.DEBUG, logger="django.request")

    used(made)

    assert secret not in caplog.text


@pytest.mark.parametrize("table", ["status_incident", "events_event"])
def test_a_failure_of_ours_tells_it_to_nobody(
    table: str, made: NewToken, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO lost")

    answer = Caller(token=made.text).post("/api/incidents", AN_INCIDENT)

    assert answer.status in {500, 503}  # SQLite says of a lost table what it says of a lost database
    assert set(answer.body) == {"message"}
    assert secret not in answer.body["message"]
    assert "POST /api/incidents failed" in caplog.text
    assert secret not in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cookie": "token={}"},
        {"X-Api-Key": "{}"},
        {"Authorization": "Basic {}"},
    ],
)
@pytest.mark.parametrize("query", ["", "?token={0}&access_token={0}&api_key={0}&api_token={0}"])
def test_it_counts_nowhere_but_where_it_is_not_written_down(
    query: str, headers: Mapping[str, str], made: NewToken
) -> None:
    """Addresses end up in logs, histories and referrers, cookies in other sites' requests."""
    said = {name: value.format(made.text) for name, value in headers.items()}

    path = f"/api/incidents{query.format(made.text)}"
    answer = Caller().send("POST", path, json.dumps(AN_INCIDENT | {"token": made.text}), headers=said)

    assert (answer.status, answer.body) == (401, {"message": "Unauthenticated."})


def test_nothing_that_the_api_shows_holds_a_token_or_its_owner(made: NewToken, as_operator: Caller) -> None:
    user = made.token.user
    incident = factories.an_incident(user=user)

    shown = as_operator.get(f"/api/incidents/{incident.pk}?include=user").body

    assert shown["included"] == [{"id": str(user.pk), "type": "users", "attributes": {"id": user.pk}}]
