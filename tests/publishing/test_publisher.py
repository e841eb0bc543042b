"""The static site is kept up: by a command that watches, and by the worker of a server."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.installation import Installation, eventually, migrated_installation

pytestmark = pytest.mark.loopback

_SAY = """
import django
django.setup()
from heliograph.actors import Actor, Door
from heliograph.status.drafts import IncidentChanges, IncidentDraft
from heliograph.status.incidents import create_incident, update_incident
from heliograph.status.models import Incident
from heliograph.status.vocabulary import IncidentStatus, Visibility
actor = Actor.system(door=Door.COMMAND)
"""
_REPORT = f"""{_SAY}
draft = IncidentDraft(
    name="All is lost", message="!", status=IncidentStatus.INVESTIGATING, visible=Visibility.EVERYONE
)
create_incident(draft, actor=actor)
"""
_HIDE = f"""{_SAY}
for one in Incident.objects.all():
    update_incident(one.pk, IncidentChanges(visible=Visibility.HIDDEN), actor=actor)
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with migrated_installation(tmp_path) as made:
        yield made


def is_told(site: Path) -> bool:
    """In any file, whatever it is."""
    return any(b"All is lost" in one.read_bytes() for one in site.rglob("*") if one.is_file())


def test_who_watches_publishes_what_happens_and_takes_back_what_is_hidden(
    installation: Installation, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    with installation.running("publish", "--to", str(site), "--watch") as watching:
        watching.await_line("files in")
        assert not is_told(site)
        assert installation.run_python(_REPORT).err == ""
        eventually(lambda: is_told(site))
        assert installation.run_python(_HIDE).err == ""
        eventually(lambda: not is_told(site))
        site.rename(tmp_path / "elsewhere")
        site.touch()  # it is no folder any more
        assert installation.run_python(_REPORT).err == ""
        assert watching.process.stderr is not None
        assert "What changes is not published" in watching.process.stderr.readline()
        site.unlink()
        eventually(lambda: is_told(site))
        watching.process.send_signal(signal.SIGTERM)
        assert watching.process.wait(timeout=20) == 0


def test_a_server_publishes_where_the_owner_has_said(installation: Installation, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert installation.run("settings", "set", "publish_to", json.dumps(str(site))).status == 0
    with installation.serving():
        eventually((site / "index.html").exists)
        assert installation.run_python(_REPORT).err == ""
        eventually(lambda: is_told(site))
        assert installation.run_python(_HIDE).err == ""
        eventually(lambda: not is_told(site))
