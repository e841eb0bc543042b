"""`Strict-Transport-Security` where the public address is https, on cached answers too. A real server."""

import socket
from dataclasses import replace

import pytest

from tests.project.installation import Installation, Running

pytestmark = pytest.mark.loopback

_STRICT = b"strict-transport-security: max-age=31536000\r\n"
_PATHS = (
    "/",
    "/",
    "/rss",
    "/favicon.ico",
    "/health",
    "/api/components",
    "/static/public/page.css",
    "/nothing",
)


def head_of(serving: Running, path: str) -> bytes:
    more = "Host: status.example\r\nX-Forwarded-Proto: https\r\nConnection: close"
    head = f"GET {path} HTTP/1.1\r\n{more}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", serving.port), timeout=20) as connection:
        connection.sendall(head.encode())
        return connection.makefile("rb").read().partition(b"\r\n\r\n")[0].lower() + b"\r\n"


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_https_is_strict_where_the_public_address_is_https(migrated: Installation, scheme: str) -> None:
    url = {"HELIOGRAPH_URL": f"{scheme}://status.example", "HELIOGRAPH_TRUSTED_PROXIES": "127.0.0.1"}
    with replace(migrated, environment={**migrated.environment, **url}).serving("--web-only") as serving:
        heads = {path: head_of(serving, path) for path in _PATHS}

    strict = {path for path, head in heads.items() if _STRICT in head}
    assert strict == (set(_PATHS) if scheme == "https" else set())
