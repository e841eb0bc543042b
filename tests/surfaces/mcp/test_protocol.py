"""Versions, messages and who may come in, as the specification has them."""

import mcp_types
import pytest
from django.test import Client
from mcp_types import jsonrpc, version

from heliograph.site.models import Setting
from heliograph.surfaces.mcp import numbers
from tests import factories
from tests.surfaces.mcp.speaking import Assistant, an_assistant, switched_on

pytestmark = pytest.mark.django_db

NEWEST = "2026-07-28"
CALL = '{"jsonrpc": "2.0", "method": "tools/call", "id": 1, "params": %s}'


@pytest.fixture
def reader() -> Assistant:
    switched_on()
    return an_assistant()


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2024-11-05", "2024-11-05"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("1999-01-01", "2025-11-25"),
        (NEWEST, "2025-11-25"),
        (None, "2025-11-25"),
    ],
)
def test_a_session_begins_with_a_version_that_both_know(
    reader: Assistant, asked: str | None, answered: str
) -> None:
    said = {"protocolVersion": asked, "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    begun = reader.ask("initialize", said)

    assert begun.body["result"]["protocolVersion"] == answered
    assert begun.body["result"]["capabilities"] == {"tools": {"listChanged": False}}
    assert begun.headers["Mcp-Session-Id"]
    assert reader.ask("ping").body["result"] == {}
    assert reader.send({"jsonrpc": "2.0", "method": "notifications/initialized"}).status == 202


def test_since_2026_every_request_stands_alone(reader: Assistant) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": NEWEST,
        "io.modelcontextprotocol/clientCapabilities": {},
    }

    def ask(method: str, named: str | None = None, **params: object) -> object:
        headers = {"MCP_Protocol_Version": NEWEST, "Mcp_Method": named or method}
        return reader.ask(method, params | {"_meta": meta}, **headers)

    found = ask("server/discover")
    assert NEWEST in found.body["result"]["supportedVersions"]  # type: ignore[attr-defined]
    assert found.body["result"]["resultType"] == "complete"  # type: ignore[attr-defined]
    listed = ask("tools/list").body["result"]  # type: ignore[attr-defined]
    assert (listed["ttlMs"], listed["cacheScope"]) == (0, "private")
    called = ask("tools/call", name="get_status", arguments={})
    assert called.body["result"]["structuredContent"]["data"]  # type: ignore[attr-defined]
    mixed = ask("tools/list", "tools/call")
    assert (mixed.status, mixed.body["error"]["code"]) == (400, -32020)  # type: ignore[attr-defined]
    assert ask("initialize").status == 404  # type: ignore[attr-defined]
    alone = reader.ask("tools/list", MCP_Protocol_Version=NEWEST, Mcp_Method="tools/list")
    assert (alone.status, alone.body["error"]["code"]) == (400, -32020)


def test_a_version_that_nobody_knows_is_refused(reader: Assistant) -> None:
    refused = reader.ask("ping", MCP_Protocol_Version="1999-01-01")
    assert (refused.status, refused.body["error"]["code"]) == (400, -32022)
    assert NEWEST in refused.body["error"]["data"]["supported"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, -32700),
        ("{", 400, -32700),
        ("[" * 100_000, 400, -32700),
        ("[]", 400, -32600),
        ("3", 400, -32600),
        ('{"method": "ping", "id": 1}', 400, -32600),
        ('{"jsonrpc": "2.0", "method": "ping", "id": null}', 400, -32600),
        ('{"jsonrpc": "2.0", "method": "ping", "id": true}', 400, -32600),
        ('{"jsonrpc": "2.0", "method": 3, "id": 1}', 400, -32600),
        ('{"jsonrpc": "2.0", "method": "ping", "id": 1, "params": []}', 200, -32602),
        ('{"jsonrpc": "2.0", "method": "nothing", "id": 1}', 200, -32601),
        (CALL % '{"name": {}}', 200, -32602),
        (CALL % '{"name": "get_status", "arguments": 3}', 200, -32602),
    ],
)
def test_what_is_no_sound_message_is_told_so(reader: Assistant, body: str, status: int, code: int) -> None:
    answer = reader.send(body)
    assert (answer.status, answer.body["error"]["code"]) == (status, code)


def test_batches_are_answered_where_the_version_knows_them(reader: Assistant) -> None:
    ping = {"jsonrpc": "2.0", "method": "ping"}
    both = [ping | {"id": 1}, ping, ping | {"id": "two"}]

    assert [one["id"] for one in reader.send(both).body] == [1, "two"]
    assert reader.send([ping]).status == 202
    assert reader.send(both, MCP_Protocol_Version="2025-06-18").body["error"]["code"] == -32600
    assert reader.send([ping | {"id": 1}] * 21).body["error"]["code"] == -32600


def test_it_is_off_until_the_owner_switches_it_on_and_then_asks_for_a_token() -> None:
    assert an_assistant("*").ask("ping").status == 404
    switched_on()
    closed = Assistant().ask("ping")
    assert (closed.status, closed.body, closed.headers["WWW-Authenticate"]) == (
        401,
        {"message": "Unauthenticated."},
        "Bearer",
    )
    assert Assistant(token="1|nonsense").ask("ping").status == 401
    assert an_assistant().ask("ping").status == 200


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_no_stream_and_no_session_to_end(method: str) -> None:
    switched_on()
    response = Client(headers={"Authorization": f"Bearer {factories.a_key().text}"}).generic(method, "/mcp")
    assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://127.0.0.1:8000", 200),
        ("https://inspector.example", 200),
        ("https://evil.example", 403),
        ("http://127.0.0.1:8000.evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_a_foreign_page_may_not_call_whatever_name_it_has_given_us(
    reader: Assistant, origin: str | None, status: int
) -> None:
    Setting.objects.create(name="api_allowed_origins", value="https://inspector.example")
    headers = {} if origin is None else {"Origin": origin}
    assert reader.ask("ping", **headers).status == status
    Setting.objects.filter(name="api_allowed_origins").update(value="*")
    if origin not in {None, "http://127.0.0.1:8000"}:
        assert reader.ask("ping", **headers).status == 403


def test_calls_are_counted_apart_from_the_apis(reader: Assistant) -> None:
    Setting.objects.create(name="api_rate_limit", value=2)
    answers = [reader.ask("ping") for _ in range(3)]
    assert [one.status for one in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"]
    assert Client().get("/api/ping")["X-RateLimit-Remaining"] == "1"


@pytest.mark.parametrize("name", [name for name in dir(numbers) if name.isupper()])
def test_numbers_are_those_of_the_specification(name: str) -> None:
    """By its own package, which a server that starts within two seconds has no time to load."""
    said = next(getattr(module, name) for module in (mcp_types, jsonrpc, version) if hasattr(module, name))

    assert getattr(numbers, name) == said
