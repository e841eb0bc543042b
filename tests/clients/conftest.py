from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_socket

from tests.clients.environments import Installed, NodeClient, PythonClient, Unreachable, installed
from tests.project.installation import Installation, migrated_installation

Clients = Callable[[PythonClient | NodeClient], Installed]


@dataclass(frozen=True, kw_only=True)
class Served:
    """An installation that is served, and a token that may do everything in it."""

    installation: Installation
    address: str
    token: str

    def rows(self, path: str) -> list[dict[str, Any]]:
        """What a list of `/api/v1` holds."""
        found: list[dict[str, Any]] = self._send("GET", path)
        return found

    def row(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self._send("GET", path)
        return found

    def make(self, path: str, **said: object) -> int:
        """The number of what was made."""
        return int(self._send("POST", path, said)["id"])

    def remove(self, path: str) -> None:
        self._send("DELETE", path)

    def _send(self, method: str, path: str, said: object = None) -> Any:  # noqa: ANN401 - whatever is there
        address, headers = f"{self.address}/api/v1/{path}", {"X-Cachet-Token": self.token}
        answer = httpx.request(method, address, json=said, headers=headers, timeout=30)
        answer.raise_for_status()
        return answer.json()["data"] if answer.content else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.clients)
            item.add_marker(pytest.mark.loopback)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)  # before that of each test
    folder = tmp_path_factory.mktemp("served")
    with migrated_installation(folder) as installation, installation.serving() as running:
        installation.run("user", "create", "operator@example.com")
        made = installation.run("token", "create", "operator@example.com", "--name", "clients")
        address = f"http://127.0.0.1:{running.port}"
        yield Served(installation=installation, address=address, token=made.out.strip())


@pytest.fixture
def client() -> Clients:
    def get(one: PythonClient | NodeClient) -> Installed:
        try:
            return installed(one)
        except Unreachable as reason:
            pytest.skip(str(reason))

    return get
