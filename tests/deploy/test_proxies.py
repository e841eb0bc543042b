"""The sample configurations of proxies work with a real Heliograph, and no client chooses its address."""

import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
import pytest_socket
from typing_extensions import override

from heliograph.lib import clock
from tests.certificates import certify
from tests.deploy.proxies import HOST, PROXIES, SAMPLES, Certificate, running
from tests.project.installation import Installation, migrated_installation

pytestmark = pytest.mark.loopback

VISITOR = "127.0.0.2"
"""The visitor's address: another than that of the proxy, which connects from 127.0.0.1."""

FORGED = "203.0.113.9"
_LATEST_ADDRESS = """
import django
django.setup()
from heliograph.events.models import Event
print(Event.objects.order_by("-pk").values_list("address", flat=True).first())
"""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A served installation, at `port`, and a token for it."""

    installation: Installation
    port: int
    token: str


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    folder = tmp_path_factory.mktemp("certificate")
    certify(folder, until=clock.now() + timedelta(days=30))
    certificate, key, both = folder / "certificate.pem", folder / "key.pem", folder / "both.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    return Certificate(certificate=certificate, key=key, both=both)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    settings = {"HELIOGRAPH_URL": f"https://{HOST}", "HELIOGRAPH_TRUSTED_PROXIES": "127.0.0.1"}
    with migrated_installation(tmp_path_factory.mktemp("site")) as made:
        installation = replace(made, environment={**made.environment, **settings})
        installation.run("user", "create", "operator@example.com")
        token = installation.run("token", "create", "operator@example.com", "--name", "proxy").out.strip()
        with installation.serving() as served:
            yield Site(installation=installation, port=served.port, token=token)


@pytest.fixture(scope="module", params=PROXIES)
def visitor(
    request: pytest.FixtureRequest,
    site: Site,
    certificate: Certificate,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[httpx.Client]:
    """A visitor's client that speaks to the proxy."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        proxy = PROXIES[request.param]
        address = stack.enter_context(running(proxy, to=site.port, certificate=certificate, folder=folder))
        transport = httpx.HTTPTransport(verify=False, local_address=VISITOR)
        yield stack.enter_context(
            httpx.Client(base_url=address, transport=transport, headers={"Host": HOST}, timeout=30)
        )


def visitor_of(address: str) -> httpx.Client:
    transport = httpx.HTTPTransport(verify=False, local_address=VISITOR)
    return httpx.Client(base_url=address, transport=transport, headers={"Host": HOST}, timeout=30)


def get(visitor: httpx.Client, path: str, **headers: str) -> httpx.Response:
    return visitor.get(path, headers=headers, extensions={"sni_hostname": HOST})


def post(visitor: httpx.Client, path: str, body: object, **headers: str) -> httpx.Response:
    return visitor.post(path, json=body, headers=headers, extensions={"sni_hostname": HOST})


def test_the_page_and_public_links_are_those_of_the_public_address(visitor: httpx.Client) -> None:
    page = get(visitor, "/")

    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    first = get(visitor, "/api/components?per_page=1").json()["links"]["first"]
    assert first.startswith(f"https://{HOST}/api/components")


def test_the_health_check_stays_green(visitor: httpx.Client) -> None:
    """The proxies check five times a second here; failed checks would take Heliograph out of service."""
    time.sleep(1.5)

    assert get(visitor, "/health").status_code == 200
    assert get(visitor, "/").status_code == 200


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X_Forwarded_For", "X_Forwarded-For", "x-forwarded_for", "Forwarded", "X-Real-IP"],
)
def test_a_forged_header_is_not_taken_for_the_address_of_the_visitor(
    visitor: httpx.Client, site: Site, header: str
) -> None:
    """The audit log has the address of a write with a token."""
    value = f"for={FORGED}" if header == "Forwarded" else FORGED
    sent = {"Authorization": f"Bearer {site.token}", header: value}

    answer = post(visitor, "/api/components", {"name": header}, **sent)

    assert answer.status_code == 201, answer.text
    assert site.installation.run_python(_LATEST_ADDRESS).out.strip() == VISITOR


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X_Forwarded_Host", "X-Forwarded_Host"])
def test_a_forged_host_is_in_no_link(visitor: httpx.Client, header: str) -> None:
    answer = get(visitor, "/api/components?per_page=2", **{header: "attacker.example"})

    assert answer.status_code == 200
    assert "attacker.example" not in answer.text


def test_the_sign_in_form_is_accepted_over_tls(visitor: httpx.Client) -> None:
    """Django compares `Origin` with the scheme and host that the proxy passes on."""
    page = get(visitor, "/dashboard/login/")
    assert page.status_code == 200
    assert "Secure" in page.headers["Set-Cookie"]
    assert "no-store" in page.headers["Cache-Control"]

    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text))
    cookies = "; ".join(one.partition(";")[0] for one in page.headers.get_list("set-cookie"))
    sent = {"Cookie": cookies, "Origin": f"https://{HOST}", "Referer": f"https://{HOST}/dashboard/login/"}
    form = {"csrfmiddlewaretoken": token, "login": "operator@example.com", "password": "wrong"}
    answer = visitor.post("/dashboard/login/", data=form, headers=sent, extensions={"sni_hostname": HOST})

    assert answer.status_code == 200, answer.text


def test_what_a_token_is_shown_is_not_shown_to_others(visitor: httpx.Client, site: Site) -> None:
    authorization = {"Authorization": f"Bearer {site.token}"}
    body = {"name": "hidden incident", "message": "m", "status": 1, "visible": 0}
    number = post(visitor, "/api/incidents", body, **authorization).json()["data"]["id"]

    assert get(visitor, f"/api/incidents/{number}", **authorization).status_code == 200
    assert get(visitor, f"/api/incidents/{number}").status_code == 404
    old = get(visitor, "/api/v1/incidents", **{"X-Cachet-Token": site.token})
    assert "hidden incident" in old.text
    assert "hidden incident" not in get(visitor, "/api/v1/incidents").text


@pytest.mark.parametrize("visitor", ["nginx-cache", "varnish"], indirect=True)
def test_a_cache_keeps_pages_and_nothing_else(visitor: httpx.Client, site: Site) -> None:
    """A second answer from the cache has an `Age` or says HIT; a page that is not kept never does."""
    pages = [get(visitor, "/rss") for _ in range(3)]
    assert any(_is_from_cache(one) for one in pages)

    forms = [get(visitor, "/dashboard/login/") for _ in range(3)]
    assert not any(_is_from_cache(one) for one in forms)
    missing = [get(visitor, "/schedules/999999") for _ in range(3)]
    assert {one.status_code for one in missing} == {404}
    assert not any(_is_from_cache(one) for one in missing)


def _is_from_cache(answer: httpx.Response) -> bool:
    is_varnish_hit = len(answer.headers.get("X-Varnish", "").split()) > 1
    return is_varnish_hit or answer.headers.get("X-Cache") in {"HIT", "STALE", "UPDATING", "REVALIDATED"}


@pytest.mark.parametrize("name", ["nginx", "nginx-cache", "haproxy"])
def test_connections_of_one_address_are_bounded(
    name: str, site: Site, certificate: Certificate, tmp_path: Path
) -> None:
    """Of 60 requests at once from one address, 50 are answered by Heliograph: 401, since no token is sent."""
    with running(PROXIES[name], to=site.port, certificate=certificate, folder=tmp_path) as address:
        statuses = _statuses_at_once(int(address.rpartition(":")[2]), 60)

    assert statuses.count(401) == 50, statuses
    assert set(statuses) <= {401, 429, CLOSED}


class Echo(BaseHTTPRequestHandler):
    """Answers every request with the header fields that arrived."""

    protocol_version = "HTTP/1.1"

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        body = json.dumps(self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that stands for Heliograph and shows what a proxy sends to it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("name", PROXIES)
def test_only_the_proxy_says_who_the_visitor_is(
    name: str, echo: int, certificate: Certificate, tmp_path: Path
) -> None:
    claims = ("For", "Proto", "Host")
    spellings = ("X-Forwarded-{}", "X_Forwarded_{}", "X_Forwarded-{}", "x-forwarded_{}")
    forged = {one.format(claim): FORGED for one in spellings for claim in claims}
    forged |= {"Forwarded": f"for={FORGED}", "X-Real-IP": FORGED}

    with (
        running(PROXIES[name], to=echo, certificate=certificate, folder=tmp_path) as address,
        visitor_of(address) as visitor,
    ):
        arrived = [(key.lower(), value) for key, value in get(visitor, "/", **forged).json()]

    assert FORGED not in str(arrived)
    expected = {"x-forwarded-for": VISITOR, "x-forwarded-proto": "https", "x-forwarded-host": HOST}
    assert {key: value for key, value in arrived if "forwarded" in key} == expected
    assert [value for key, value in arrived if key == "host"] == [HOST]


@pytest.mark.parametrize("name", [one for one in PROXIES if one != "varnish"])
def test_no_header_name_with_an_underscore_arrives(
    name: str, echo: int, certificate: Certificate, tmp_path: Path
) -> None:
    """Varnish cannot drop names that its configuration does not list."""
    with (
        running(PROXIES[name], to=echo, certificate=certificate, folder=tmp_path) as address,
        visitor_of(address) as visitor,
    ):
        arrived = get(visitor, "/", Remote_Email="root@example.com", **{"X-Kept": "1"}).json()

    names = [key.lower() for key, _ in arrived]
    assert "x-kept" in names
    assert not [one for one in names if "_" in one]


CLOSED = 0


def _statuses_at_once(port: int, number: int) -> list[int]:
    """Statuses of requests that are all open before the first body is sent."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with ExitStack() as stack:
        sent = [_send_head(stack, context, port) for _ in range(number)]
        return [_status_after_body(one) for one in sent]


def _send_head(stack: ExitStack, context: ssl.SSLContext, port: int) -> ssl.SSLSocket | None:
    head = f"POST /api/v1/components HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 2\r\n\r\n"
    try:
        plain = socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(VISITOR, 0))
        # The stack owns the socket before the handshake, which the proxy may refuse.
        connection = stack.enter_context(
            context.wrap_socket(plain, server_hostname=HOST, do_handshake_on_connect=False)
        )
        connection.do_handshake()
        connection.sendall(head.encode())
    except OSError:
        return None
    return connection


def _status_after_body(connection: ssl.SSLSocket | None) -> int:
    if connection is None:
        return CLOSED
    try:
        connection.sendall(b"{}")
        line = connection.makefile("rb").readline()
    except OSError:
        return CLOSED
    return int(line.split()[1]) if line else CLOSED


def test_every_sample_is_tested() -> None:
    assert {one.sample for one in PROXIES.values()} == {one.name for one in SAMPLES.iterdir()}
