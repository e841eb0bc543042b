"""Class 24: who a client is, the connection says; its headers only through proxies that the owner trusts."""

import json
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from ipaddress import ip_network
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

import pytest
from django.http import HttpResponse
from django.test.client import ClientHandler

from heliograph.lib.env import Network
from heliograph.project.proxies import through
from heliograph.site.models import Setting
from tests.factories import Key
from tests.ledger import the_event

OURS = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
PROXY, STRANGER, VISITOR = "10.0.0.1", "198.51.100.1", "192.0.2.1"
HEADERS = (
    "X-Forwarded-For",
    "X-Real-IP",
    "X-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "Client-IP",
    "Forwarded",
)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Ours, as Django's test client asks it: in the transaction of the test."""
    response = cast("HttpResponse", ClientHandler()(environ))
    start_response(f"{response.status_code} {response.reason_phrase}", [])
    return [response.content]


def asked(
    peer: str, headers: Mapping[str, str], *, trusted: tuple[Network, ...] = OURS, body: bytes = b""
) -> tuple[int, Any]:
    """For the components, or with a body for a new one: the status, and the JSON that came back, if any."""
    statuses: list[str] = []

    def start_response(status: str, _headers: object, _failure: object = None, /) -> Callable[[bytes], None]:
        statuses.append(status)
        return lambda _: None

    environ: WSGIEnvironment = {
        "REMOTE_ADDR": peer,
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": "/api/components",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "HTTP_HOST": "localhost",
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    setup_testing_defaults(environ)
    said = b"".join(through(application, trusted=trusted)(environ, start_response))
    return int(statuses[0][:3]), json.loads(said) if said.startswith(b"{") else None


@pytest.fixture
def two_a_minute(db: None) -> None:
    Setting.objects.create(name="api_rate_limit", value=2)


def statuses(peer: str, each: Iterable[Mapping[str, str]], trusted: tuple[Network, ...] = OURS) -> list[int]:
    return [asked(peer, headers, trusted=trusted)[0] for headers in each]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    ("peer", "trusted"),
    [pytest.param(STRANGER, OURS, id="a stranger"), pytest.param(PROXY, (), id="a proxy that nobody trusts")],
)
def test_who_is_not_trusted_cannot_pretend_to_be_many(
    peer: str, trusted: tuple[Network, ...], header: str, two_a_minute: None
) -> None:
    assert statuses(peer, [{header: f"203.0.113.{n}"} for n in range(3)], trusted) == [200, 200, 429]


@pytest.mark.parametrize("header", [one for one in HEADERS if one not in {"X-Forwarded-For", "Forwarded"}])
def test_a_trusted_proxy_is_believed_in_no_other_header(header: str, two_a_minute: None) -> None:
    assert statuses(PROXY, [{header: f"203.0.113.{n}"} for n in range(3)]) == [200, 200, 429]


def test_visitors_behind_a_trusted_proxy_are_counted_each_by_themselves(two_a_minute: None) -> None:
    assert statuses(PROXY, [{"X-Forwarded-For": f"192.0.2.{n}"} for n in range(5)]) == [200] * 5


def test_what_a_visitor_wrote_before_the_proxy_did_counts_for_nothing(two_a_minute: None) -> None:
    chains = [f"203.0.113.1, {VISITOR}", f"203.0.113.2, {VISITOR}", f"127.0.0.1, {VISITOR}, 10.0.0.2"]

    assert statuses(PROXY, [{"X-Forwarded-For": chain} for chain in chains]) == [200, 200, 429]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        pytest.param(STRANGER, "127.0.0.1", STRANGER, id="a stranger who writes the header"),
        pytest.param(STRANGER, f"{VISITOR}, {PROXY}", STRANGER, id="a stranger who knows our proxy"),
        pytest.param(PROXY, VISITOR, VISITOR, id="through our proxy"),
        pytest.param(PROXY, f"127.0.0.1, {VISITOR}", VISITOR, id="a forged one through our proxy"),
        pytest.param(PROXY, "x'; DROP TABLE", PROXY, id="no address through our proxy"),
        pytest.param("fd00::1", "2001:db8::7", "2001:db8::7", id="by version 6"),
        pytest.param(f"::ffff:{STRANGER}", VISITOR, STRANGER, id="a mapped stranger"),
    ],
)
def test_an_event_names_the_address_that_is_true(
    peer: str, forwarded_for: str, address: str, operators_key: Key
) -> None:
    forged = {"X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    headers = {"Authorization": f"Bearer {operators_key.text}", "X-Forwarded-For": forwarded_for, **forged}

    status, _ = asked(peer, headers, body=b'{"name": "API"}')

    assert (status, the_event().address) == (201, address)


@pytest.mark.parametrize(
    ("peer", "here"),
    [(STRANGER, "http://localhost/api/components"), (PROXY, "https://127.0.0.1/api/components")],
)
def test_links_name_host_and_scheme_as_a_trusted_proxy_says_them(peer: str, here: str, db: None) -> None:
    _, shown = asked(peer, {"X-Forwarded-Host": "127.0.0.1", "X-Forwarded-Proto": "https"})

    assert shown["meta"]["path"] == here


@pytest.mark.parametrize(("peer", "status"), [(STRANGER, 200), (PROXY, 400)])
def test_nobody_names_a_host_that_is_not_ours(peer: str, status: int, db: None) -> None:
    assert asked(peer, {"X-Forwarded-Host": "evil.example"})[0] == status
