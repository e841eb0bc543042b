"""The rules and the small parts that processes are kept by."""

import io
import logging
import re
from collections.abc import Callable, Iterable
from ipaddress import ip_network
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.db import OperationalError

from heliograph.lib.env import Network
from heliograph.project import logs
from heliograph.project.binding import Binding, binding_of
from heliograph.project.bodies import limit_bodies
from heliograph.project.proxies import client, through
from heliograph.project.supervisor import pause_before
from heliograph.project.worker import pause_after

_TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("restart", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (7, 30), (9000, 30)]
)
def test_a_process_that_dies_again_and_again_is_started_more_and_more_seldom(
    restart: int, seconds: float
) -> None:
    assert pause_before(restart) == seconds


@pytest.mark.parametrize(
    ("failures", "every", "seconds"),
    [(0, 1, 1), (1, 1, 2), (5, 1, 32), (9, 1, 60), (9000, 1, 60), (3, 300, 300)],
)
def test_a_job_that_fails_again_and_again_is_tried_more_and_more_seldom(
    failures: int, every: float, seconds: float
) -> None:
    assert pause_after(failures, every=every) == seconds


@pytest.mark.parametrize(
    ("text", "binding", "url"),
    [
        ("127.0.0.1:8000", Binding("127.0.0.1", 8000), "http://127.0.0.1:8000"),
        ("localhost:80", Binding("localhost", 80), "http://localhost:80"),
        ("[::1]:8000", Binding("::1", 8000), "http://[::1]:8000"),
        ("[::]:8000", Binding("::", 8000), "http://[::1]:8000"),
        (":8000", Binding(".".join("0000"), 8000), "http://127.0.0.1:8000"),
    ],
)
def test_where_to_bind(text: str, binding: Binding, url: str) -> None:
    assert binding_of(text) == binding
    assert binding_of(text).url == url


@pytest.mark.parametrize(
    "text",
    ["", "8000", "::1:8000", "localhost", "localhost:", "localhost:0", "localhost:65536", "a:-1", "a:x"],
)
def test_where_nobody_can_bind(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        binding_of(text)


@pytest.mark.parametrize(
    ("forwarded_for", "peer", "who"),
    [
        ("192.0.2.1", "10.0.0.1", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "198.51.100.1"),
        ("192.0.2.66, 192.0.2.1", "10.0.0.1", "192.0.2.1"),
        ("192.0.2.1, 10.0.0.2", "10.0.0.1", "192.0.2.1"),
        ("10.0.0.3", "10.0.0.1", "10.0.0.3"),
        ("192.0.2.1, nonsense", "10.0.0.1", "10.0.0.1"),
        ("2001:db8::1", "fd00::1", "2001:db8::1"),
        ("192.0.2.1", "::ffff:10.0.0.1", "192.0.2.1"),
        ("", "10.0.0.1", "10.0.0.1"),
        ("203.0.113.7:5007", "10.0.0.1", "203.0.113.7"),
        ("[2001:db8::1]:443", "10.0.0.1", "2001:db8::1"),
        ("[2001:db8::1]", "10.0.0.1", "2001:db8::1"),
        ('"[2001:DB8:0::1]:443"', "10.0.0.1", "2001:db8::1"),
        ('"203.0.113.7:5007"', "10.0.0.1", "203.0.113.7"),
        ("::ffff:203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:80", "10.0.0.1", "203.0.113.7"),
        ("fe80::1%eth0", "10.0.0.1", "fe80::1"),
        ("[fe80::1%25eth0]:80", "10.0.0.1", "fe80::1"),
        ("192.0.2.1:80, 10.0.0.2:81", "10.0.0.1", "192.0.2.1"),
        ("192.0.2.1, unknown", "10.0.0.1", "10.0.0.1"),
        ("192.0.2.1, _hidden", "10.0.0.1", "10.0.0.1"),
        ("192.0.2.1, unknown, 10.0.0.2", "10.0.0.1", "10.0.0.2"),
        ("192.0.2.1, ", "10.0.0.1", "10.0.0.1"),
        ("[2001:db8::1", "10.0.0.1", "2001:db8::1"),
        ("[]:80", "10.0.0.1", "10.0.0.1"),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(
    forwarded_for: str, peer: str, who: str
) -> None:
    assert client(forwarded_for, peer=peer, trusted=_TRUSTED) == who


def _shown(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [str(environ[name]).encode() for name in ("REMOTE_ADDR", "wsgi.url_scheme", "HTTP_HOST")]


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        ("for=192.0.2.1", ["192.0.2.1", "http", "inside"]),
        ('For="[2001:db8::1]:4711"', ["2001:db8::1", "http", "inside"]),
        ('for=192.0.2.1:47;proto=HTTPS;host="a.example:8443"', ["192.0.2.1", "https", "a.example:8443"]),
        ("for=192.0.2.66, for=192.0.2.1;by=10.0.0.1", ["192.0.2.1", "http", "inside"]),
        ("for=192.0.2.1;proto=https, for=10.0.0.2;proto=http", ["192.0.2.1", "http", "inside"]),
        ("for=unknown", ["10.0.0.1", "http", "inside"]),
        ("for=_secret;proto=https", ["10.0.0.1", "https", "inside"]),
        ("proto=https", ["10.0.0.1", "https", "inside"]),
        ('for="192.0.2.66, for=192.0.2.1', ["192.0.2.1", "http", "inside"]),
        ('for=192.0.2.66;x=", for="[2001:db8::1]:47"', ["2001:db8::1", "http", "inside"]),
        ("nonsense", ["10.0.0.1", "http", "inside"]),
        ("proto=file;host=", ["10.0.0.1", "http", "inside"]),
    ],
)
def test_the_header_forwarded_is_read_from_a_trusted_proxy(forwarded: str, seen: list[str]) -> None:
    environ = {"HTTP_HOST": "inside", "wsgi.url_scheme": "http", "HTTP_FORWARDED": forwarded}
    application = through(_shown, trusted=_TRUSTED)

    def shown(**more: str) -> list[str]:
        return [one.decode() for one in application({**environ, **more}, _Started())]

    assert shown(REMOTE_ADDR="10.0.0.1") == seen
    assert shown(REMOTE_ADDR="198.51.100.1") == ["198.51.100.1", "http", "inside"]
    other = {"HTTP_X_FORWARDED_FOR": "192.0.2.99"}
    assert shown(REMOTE_ADDR="10.0.0.1", **other) == ["192.0.2.99", "http", "inside"]


def test_an_ipv4_address_has_one_form_without_any_proxy() -> None:
    application = through(_shown, trusted=())
    environ = {"HTTP_HOST": "inside", "wsgi.url_scheme": "http", "REMOTE_ADDR": "::ffff:192.0.2.1"}

    assert next(iter(application(environ, _Started()))) == b"192.0.2.1"


_FORWARDED = {
    "HTTP_HOST": "inside",
    "wsgi.url_scheme": "http",
    "HTTP_X_FORWARDED_FOR": "192.0.2.1",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "status.example.com",
}


@pytest.mark.parametrize(
    ("peer", "trusted", "seen"),
    [
        ("10.0.0.1", _TRUSTED, [b"192.0.2.1", b"https", b"status.example.com"]),
        ("198.51.100.1", _TRUSTED, [b"198.51.100.1", b"http", b"inside"]),
        ("10.0.0.1", (), [b"10.0.0.1", b"http", b"inside"]),
    ],
)
def test_only_trusted_proxies_are_believed(
    peer: str, trusted: tuple[Network, ...], seen: list[bytes]
) -> None:
    once = through(_shown, trusted=trusted)
    twice = through(once, trusted=trusted)  # what is not ready is asked for again

    assert list(once({**_FORWARDED, "REMOTE_ADDR": peer}, _Started())) == seen
    assert list(twice({**_FORWARDED, "REMOTE_ADDR": peer}, _Started())) == seen


class _Started:
    """What a server does with the head of an answer."""

    status = ""

    def __call__(
        self, status: str, _headers: object, _failure: object = None, /
    ) -> Callable[[bytes], object]:
        self.status = status
        return lambda _: None


def _echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))]


@pytest.mark.parametrize(
    ("head", "body", "status"),
    [
        ({"CONTENT_LENGTH": "4"}, b"good", "200 OK"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, b"good", "200 OK"),
        ({}, b"", "200 OK"),
        ({"CONTENT_LENGTH": "9"}, b"", "413 "),
        ({"CONTENT_LENGTH": "9"}, b"too long.", "413 "),
        ({"CONTENT_LENGTH": "six"}, b"", "400 "),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, b"too long it is", "413 "),
    ],
)
def test_a_wsgi_server_s_body_is_read_whole_or_refused(
    head: dict[str, str], body: bytes, status: str
) -> None:
    started = _Started()
    application = limit_bodies(_echo, max_bytes=8)
    answer = b"".join(application({**head, "wsgi.input": io.BytesIO(body)}, started))

    assert started.status.startswith(status)
    assert not status.startswith("200") or answer == body


@pytest.mark.parametrize("formatter", [logs.TextLines(), logs.JsonLines()])
def test_a_record_is_one_line_whatever_is_in_it(formatter: logging.Formatter) -> None:
    said = "evil\nCRITICAL forged\r\x1b[2J\u2028end"
    record = logging.LogRecord("heliograph", logging.INFO, "", 0, "%s", (said,), None)

    assert len(formatter.format(record).splitlines()) == 1
    assert "\x1b" not in formatter.format(record)


def test_an_outage_of_the_database_is_a_line_now_and_then() -> None:
    brief = logs.OutageInShort()

    def passed(failure: Exception) -> str | None:
        record = logging.LogRecord(
            "heliograph", logging.ERROR, "", 0, "%s failed", ("GET /",), (type(failure), failure, None)
        )
        return logs.TextLines().format(record) if brief.filter(record) else None

    first, second = passed(OperationalError("it is\nstopped")), passed(OperationalError("it is stopped"))
    assert first is not None
    assert first.endswith("GET / failed: it is stopped")
    assert second is None
    assert "ValueError" in (passed(ValueError("ours")) or ""), "what is ours to mend keeps its trace"
