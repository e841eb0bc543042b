"""`heliograph check`: all monitors, once."""

from dataclasses import replace

import httpx
import pytest

from heliograph.project.exits import Exit
from tests.project.installation import Installation, eventually
from tests.receiver import Receiver

pytestmark = pytest.mark.loopback


@pytest.fixture
def here(migrated: Installation) -> Installation:
    """One that may check this machine."""
    allowed = {"HELIOGRAPH_ALLOW_NETWORKS": "127.0.0.0/8"}
    return replace(migrated, environment={**migrated.environment, **allowed})


_MAKES = """
import django; django.setup()
from heliograph.actors import Actor, Door
from heliograph.monitoring.drafts import MonitorDraft
from heliograph.monitoring.monitors import create_monitor
from heliograph.status.components import create_component
from heliograph.status.drafts import ComponentDraft
system = Actor.system(door=Door.COMMAND)
for name, address in {monitors!r}:
    component = create_component(ComponentDraft(name=name), actor=system)
    draft = MonitorDraft(component_id=component.pk, address=address, failure_threshold=1)
    create_monitor(draft, actor=system)
"""


def make_monitors(installation: Installation, *monitors: tuple[str, str]) -> None:
    made = installation.run_python(_MAKES.format(monitors=monitors))
    assert made.status == 0, made.err


def test_each_says_what_it_found(here: Installation, receiver: Receiver) -> None:
    well, ill = ("Front door", receiver.at("/")), ("Back door", receiver.at("/status/503"))
    make_monitors(here, well, ill)

    found = here.run("check")

    lines = {line.split(" ms")[1].strip(): line.split()[0:2] for line in found.out.splitlines()}
    assert lines == {
        "Front door": ["Operational", "200"],
        "Back door  The status is 503, and not 200-299.": ["Major", "outage"],
    }
    assert found.status == Exit.FOUND_WRONG


def test_all_is_well_where_all_are_well(here: Installation, receiver: Receiver) -> None:
    make_monitors(here, ("Front door", receiver.at("/")))

    assert here.run("check").status == Exit.DONE


def test_where_there_is_no_monitor_it_says_how_to_make_one(here: Installation) -> None:
    found = here.run("check")

    assert "There is no monitor." in found.out
    assert found.status == Exit.DONE


def test_a_worker_checks_and_guests_are_told(here: Installation, receiver: Receiver) -> None:
    make_monitors(here, ("Front door", receiver.at("/status/500")))

    with here.serving() as serving:
        address = f"http://127.0.0.1:{serving.port}/api/components"
        eventually(
            lambda: httpx.get(address).json()["data"][0]["attributes"]["status"]["human"] == "Major outage"
        )
