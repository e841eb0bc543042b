"""WSGI environments as a real Granian makes them of requests that come through a socket."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.project.installation import eventually, free_port, new_installation
from tests.wire import Response, get, head, send

pytestmark = pytest.mark.loopback

_ECHO = """
import json, os
from functools import partial
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from heliograph.project.environ import environ_of
from heliograph.project.lifeline import end_with
from heliograph.project.refusals import RequestRefused, refused

async def echo(scope, protocol):
    try:
        shown = {{name: value for name, value in environ_of(scope).items() if isinstance(value, str)}}
        answer = 200, [], json.dumps(shown).encode()
    except RequestRefused as refusal:
        answer = refused(refusal)
    protocol.response_bytes(*answer)

def load(parent):
    end_with(parent)
    return echo

if __name__ == "__main__":
    server = Granian("echo", port={port}, interface=Interfaces.RSGI, http=HTTPModes.http1, websockets=False)
    server.serve(target_loader=partial(load, os.getpid()), wrap_loader=False)
"""


@contextmanager
def _running_echo(folder: Path) -> Iterator[int]:
    port = free_port()
    with new_installation(folder) as installation, installation.running_python(_ECHO.format(port=port)):
        eventually(lambda: _is_up(port))
        yield port


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with _running_echo(tmp_path_factory.mktemp("echo")) as port:
        yield port


def _is_up(port: int) -> bool:
    try:
        return get(port, "/").status == 200
    except OSError:
        return False


def _environ(response: Response) -> dict[str, Any]:
    assert response.status == 200
    environ: dict[str, Any] = json.loads(response.body)
    return environ


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", ""),
        ("/a%20b?c=%20+d", "/a b", "c=%20+d"),
        ("/%c3%bc?%c3%bc", "/\u00c3\u00bc", "%c3%bc"),
        ("/%2525", "/%25", ""),
        ("//double//slash/../up", "//double//slash/../up", ""),
        ("/?", "/", ""),
    ],
)
def test_the_path_is_decoded_once_and_the_query_is_not(echo: int, target: str, path: str, query: str) -> None:
    environ = _environ(get(echo, target))

    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == (path, query)


def test_the_connection_and_the_request_line_are_in_the_environment(echo: int) -> None:
    environ = _environ(send(echo, head("REPORT", "/x", "Host: status.example.com:81")))

    assert environ["REQUEST_METHOD"] == "REPORT"
    assert environ["HTTP_HOST"] == "status.example.com:81"
    assert environ["REMOTE_ADDR"] == environ["SERVER_NAME"] == "127.0.0.1"
    assert environ["SERVER_PORT"] == str(echo)
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.1"
    assert environ["SCRIPT_NAME"] == ""
    assert environ["wsgi.url_scheme"] == "http"


def test_a_request_of_http_1_0_needs_no_host(echo: int) -> None:
    environ = _environ(send(echo, b"GET / HTTP/1.0\r\n\r\n"))

    assert environ["SERVER_PROTOCOL"] == "HTTP/1.0"
    assert "HTTP_HOST" not in environ


def test_values_of_a_repeated_header_are_joined(echo: int) -> None:
    environ = _environ(get(echo, "/", "X-A: 1", "Cookie: a=1", "x-a: 2", "Cookie: b=2"))

    assert environ["HTTP_X_A"] == "1,2"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_type_and_length_of_a_body_have_names_of_their_own(echo: int) -> None:
    request = head("POST", "/", "Host: localhost", "Content-Type: text/plain", "Content-Length: 2")
    environ = _environ(send(echo, request + b"hi"))

    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "2")
    assert "HTTP_CONTENT_TYPE" not in environ
    assert "HTTP_CONTENT_LENGTH" not in environ


@pytest.mark.parametrize(
    "name", ["X_Auth_User", "X-Auth_User", "x_auth-user", "Content_Length", "_", "Host_"]
)
def test_a_header_with_an_underscore_is_dropped(echo: int, name: str) -> None:
    plain = _environ(get(echo, "/"))

    assert _environ(get(echo, "/", f"{name}: 9")) == plain


@pytest.mark.parametrize(
    "spellings",
    [
        ("X-Auth-User", "X_Auth_User"),
        ("X_Auth_User", "X-Auth-User"),
        ("x-auth-user", "X-AUTH_USER"),
        ("Content-Type", "Content_Type"),
    ],
)
def test_a_header_in_both_spellings_is_refused_and_named(echo: int, spellings: tuple[str, str]) -> None:
    response = get(echo, "/", *(f"{name}: a" for name in spellings))

    assert response.status == 400
    assert spellings[0].lower().replace("_", "-") in json.loads(response.body)["message"]


def test_both_spellings_are_refused_although_a_value_cannot_be_read(echo: int) -> None:
    response = get(echo, "/", "X_Auth_User: \u00fc", "X-Auth-User: op@example.org")

    assert response.status == 400


def test_a_value_that_is_not_ascii_counts_as_empty(echo: int) -> None:
    assert _environ(get(echo, "/", "X-A: \u00fc"))["HTTP_X_A"] == ""
    assert _environ(get(echo, "/", host="\u00fc.example.com"))["HTTP_HOST"] == ""


def test_two_hosts_are_refused(echo: int) -> None:
    assert get(echo, "/", "Host: other.example.com").status == 400


def test_the_host_of_a_whole_url_counts(echo: int) -> None:
    assert _environ(get(echo, "http://status.example.com/x"))["HTTP_HOST"] == "status.example.com"
