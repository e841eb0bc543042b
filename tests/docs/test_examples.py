"""The examples do what they say."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.conftest import Server

pytestmark = pytest.mark.loopback

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
_PROGRAMS = {
    "shell.sh": ("/bin/sh", "curl"),
    "python.py": (sys.executable, sys.executable),
    "javascript.mjs": ("node", "node"),
}
"""By the example: what runs it, and what must be on the machine."""


def test_every_example_is_tried() -> None:
    assert {one.name for one in EXAMPLES.iterdir()} == set(_PROGRAMS)


@pytest.mark.parametrize("name", _PROGRAMS)
def test_an_example_says_that_something_is_wrong_and_that_it_is_over(name: str, server: Server) -> None:
    runner, needed = _PROGRAMS[name]
    if shutil.which(needed) is None:
        pytest.skip(f"there is no {needed} on this machine")
    ended = subprocess.run(
        [runner, str(EXAMPLES / name)],
        env={"PATH": server.path, "URL": server.address, "TOKEN": server.token()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "All systems are operational." in ended.stdout
