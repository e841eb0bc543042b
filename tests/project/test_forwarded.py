"""Visitors behind a trusted proxy, however it writes their addresses: no two share a limit. A real server."""

import socket
from dataclasses import replace
from io import BufferedReader

import pytest

from tests.project.installation import Installation

pytestmark = pytest.mark.loopback

_VISITORS = 310
_WAYS = (
    "X-Forwarded-For: 203.0.{0}.{1}:5007",
    "X-Forwarded-For: [2001:db8:{0}:{1}::1]:443",
    'Forwarded: for="203.1.{0}.{1}:5007";proto=https',
    'Forwarded: for=192.0.2.1, for="[2001:db9:{0}:{1}::1]:443"',
)


@pytest.mark.parametrize("way", _WAYS)
def test_visitors_of_one_proxy_never_share_a_limit(migrated: Installation, way: str) -> None:
    trusting = {**migrated.environment, "HELIOGRAPH_TRUSTED_PROXIES": "127.0.0.1"}
    with (
        replace(migrated, environment=trusting).serving("--web-only") as serving,
        socket.create_connection(("127.0.0.1", serving.port), timeout=60) as proxy,
        proxy.makefile("rb") as answers,
    ):
        statuses = set()
        for number in range(_VISITORS):
            header = way.format(*divmod(number, 250))
            request = f"GET /api/components HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n"
            proxy.sendall(request.encode())
            statuses.add(int(answers.readline().split()[1]))
            _read_the_rest(answers)

    assert statuses == {200}


def _read_the_rest(answers: BufferedReader) -> None:
    length = 0
    while (line := answers.readline()) not in {b"\r\n", b""}:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    answers.read(length)
