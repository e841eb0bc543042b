"""Who asks: an operator, who may do everything; a reader, signed in, who may do nothing; a stranger, a guest.

Each comes as an actor, for the verbs, and `as_...` as a caller of the REST API.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from heliograph.actors import EVERYTHING, Ability, Actor, ActorKind, Door
from tests import factories
from tests.factories import Key

ADDRESS = "192.0.2.7"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`body` is the JSON that came back, or None where there was no body."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def row(self) -> dict[str, Any]:
        """The attributes of the one resource."""
        attributes: dict[str, Any] = self.body["data"]["attributes"]
        return attributes

    @property
    def names(self) -> list[str]:
        """The names of a list's resources, in their order."""
        return [one["attributes"]["name"] for one in self.body["data"]]

    @property
    def faults(self) -> set[str]:
        """The fields that a 422 names."""
        return set(self.body["errors"])


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Speaks to the API as its clients do: over HTTP, with a bearer token or without."""

    token: str = ""

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Answer:
        return self.send("GET", f"{path}?{urlencode(query)}" if query else path)

    def post(self, path: str, body: object) -> Answer:
        return self.send("POST", path, json.dumps(body))

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes = "",
        *,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Our own failures are answers too: a 500 is what a caller would see."""
        said = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        client = Client(raise_request_exception=False, headers={**said, **(headers or {})})
        response = client.generic(method, path, body, content_type=content_type, REMOTE_ADDR=ADDRESS)
        is_json = "json" in response.headers.get("Content-Type", "")
        said_back = json.loads(response.content) if is_json and response.content else None
        return Answer(status=response.status_code, headers=response.headers, body=said_back)


def actor_of(key: Key, *abilities: Ability) -> Actor:
    return Actor(
        kind=ActorKind.TOKEN,
        door=Door.REST,
        abilities=frozenset(abilities),
        user_id=key.token.user_id,
        token_id=key.token.pk,
        name=str(key.token.user),
        address=ADDRESS,
    )


@pytest.fixture
def operators_key(db: None) -> Key:
    return factories.a_key("*", user=factories.a_user(name="Olga Operator"))


@pytest.fixture
def readers_key(db: None) -> Key:
    return factories.a_key(user=factories.a_user(name="Rita Reader"))


@pytest.fixture
def operator(operators_key: Key) -> Actor:
    return actor_of(operators_key, *EVERYTHING)


@pytest.fixture
def reader(readers_key: Key) -> Actor:
    return actor_of(readers_key)


@pytest.fixture
def stranger() -> Actor:
    return Actor.guest(door=Door.REST, address=ADDRESS)


@pytest.fixture
def as_operator(operators_key: Key) -> Caller:
    return Caller(token=operators_key.text)


@pytest.fixture
def as_reader(readers_key: Key) -> Caller:
    return Caller(token=readers_key.text)


@pytest.fixture
def as_stranger(db: None) -> Caller:
    return Caller()
