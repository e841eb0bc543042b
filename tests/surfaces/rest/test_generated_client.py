"""A client that is generated from the description speaks to a server that runs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from heliograph.surfaces.rest.openapi.document import document_of
from heliograph.surfaces.rest.urls import api
from tests.project.installation import Running, migrated_installation

pytestmark = pytest.mark.loopback

A_PROGRAM = """
import sys

from heliograph_client import AuthenticatedClient
from heliograph_client.api.incidents import create_incident, list_incidents
from heliograph_client.models import IncidentIn, IncidentStatus, Visibility
from heliograph_client.models.list_incidents_include_item import ListIncidentsIncludeItem

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2], raise_on_unexpected_status=True)
said = IncidentIn(
    name="API answers slowly",
    message="We are looking into it.",
    status=IncidentStatus.INVESTIGATING,
    visible=Visibility.EVERYONE,
)
made = create_incident.sync(client=client, body=said, idempotency_key="once")
again = create_incident.sync(client=client, body=said, idempotency_key="once")
assert made.data.id == again.data.id

include = [ListIncidentsIncludeItem.UPDATES, ListIncidentsIncludeItem.UPDATESCOUNT]
found = list_incidents.sync(client=client, include=include)
(incident,) = found.data
print(incident.attributes.name, incident.attributes.status.value.name)
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the generated package can be imported from."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(document_of(api)))
    (folder / "config.yml").write_text("post_hooks: []\n")
    said = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate"),
            *("--path", "openapi.json", "--config", "config.yml", "--fail-on-warning"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    return folder / "heliograph-client"


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[tuple[Running, str]]:
    with migrated_installation(tmp_path) as installation, installation.serving() as running:
        installation.run("user", "create", "operator@example.com")
        made = installation.run("token", "create", "operator@example.com", "--name", "client")
        yield running, made.out.strip()


def test_it_creates_an_incident_once_and_lists_it(client: Path, serving: tuple[Running, str]) -> None:
    running, token = serving
    ended = subprocess.run(
        [sys.executable, "-c", A_PROGRAM, f"http://127.0.0.1:{running.port}/api", token],
        cwd=client,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout == "API answers slowly INVESTIGATING\n", ended.stderr
