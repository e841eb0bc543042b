"""Probes of load balancers and Kubernetes over raw sockets: any host, no host, HTTP/1.0."""

import pytest

from tests.project.installation import Installation, Running, eventually

pytestmark = pytest.mark.loopback

_HEADS = (
    "GET {path} HTTP/1.0\r\n{more}\r\n",
    "GET {path} HTTP/1.1\r\nHost: 10.1.2.3:8000\r\nConnection: close\r\n{more}\r\n",
    "GET {path} HTTP/1.1\r\nHost: [fd00::1]:8000\r\nConnection: close\r\n{more}\r\n",
    "GET {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n{more}\r\n",
    "GET {path} HTTP/1.1\r\nHost: \xe4 bad/host\r\nConnection: close\r\n{more}\r\n",
)


def statuses(serving: Running, path: str, more: str = "") -> list[int]:
    return [serving.send(head.format(path=path, more=more).encode("latin-1")) for head in _HEADS]


def test_probes_are_answered_whatever_the_host_is(migrated: Installation) -> None:
    migrated.run("user", "create", "olga@example.com")
    key = migrated.run("token", "create", "olga@example.com", "--name", "prometheus").out.strip()
    with migrated.serving() as serving:
        serving.children()
        eventually(lambda: serving.get("/health/ready") == 200)

        assert set(statuses(serving, "/health")) == {200}
        assert set(statuses(serving, "/health/ready")) == {200}
        assert set(statuses(serving, "/metrics", f"Authorization: Bearer {key}\r\n")) == {200}
        assert set(statuses(serving, "/metrics")) == {401}
        for path in ("/", "/health/", "/metrics/", "/dashboard/login/", "/api/components"):
            _without_host, *foreign_hosts = statuses(serving, path)
            assert set(foreign_hosts) == {400}, path
