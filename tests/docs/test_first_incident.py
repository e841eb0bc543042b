"""The README's promise: from nothing to an incident on the page, and out again."""

import re
import subprocess

import httpx

from tests.docs import test_runnable as docs
from tests.docs.conftest import Server

pytestmark = docs.pytestmark


def test_the_readme_leads_to_an_incident_on_the_page_and_to_its_end(server: Server) -> None:
    httpx.get(server.address)  # as a newcomer looks first; what all pages share is loaded then
    *until_it_breaks, end = docs.BLOCK.findall((docs.ROOT / "README.md").read_text())
    token = _typed("\n".join([*until_it_breaks, 'echo "TOKEN=$TOKEN"']), server)

    broken = httpx.get(server.address).text
    assert "API errors" in broken
    assert "elevated" in broken
    assert "Partial outage" in broken

    _typed(f"TOKEN='{token}'\n{end}", server)

    mended = httpx.get(f"{server.address}/api/components/1").json()
    assert mended["data"]["attributes"]["latest_status"]["value"] == 1
    assert "All systems are operational." in httpx.get(server.address).text


def _typed(script: str, server: Server) -> str:
    """The token that the script ends with, if it says one."""
    ended = subprocess.run(
        ["/bin/sh", "-eu"],
        input=script.replace(docs.ADDRESS, server.address),
        env={**server.installation.environment, "PATH": server.path},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said = re.search(r"TOKEN=(\S+)\s*$", ended.stdout)
    return said[1] if said else ""
