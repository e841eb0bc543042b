"""What the documentation says to type works, typed in its order on a fresh installation.

Blocks that begin with ```` ```sh run ```` are run, those of one file in one shell; all others are to be read.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.conftest import Server

pytestmark = [
    pytest.mark.loopback,
    pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine"),
]

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^ *```sh run\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"
"""Where the documentation's server is; the test's has a port of its own."""

CACHET = "/var/www/cachet/database/database.sqlite"
"""Where the documentation's Cachet is; the test's is the one that was recorded."""
RECORDED = ROOT / "tests/contract/cachet-3.sqlite"


def _script(file: Path) -> str:
    return "\n".join(BLOCK.findall(file.read_text()))


RUNNABLE = [one for one in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if one.exists()]


@pytest.mark.parametrize(
    "file", [one for one in RUNNABLE if _script(one)], ids=lambda file: str(file.relative_to(ROOT))
)
def test_what_is_said_to_be_typed_works(file: Path, server: Server, tmp_path: Path) -> None:
    script = _script(file).replace(ADDRESS, server.address).replace(CACHET, str(RECORDED))
    environment = {**server.installation.environment, "PATH": server.path}
    ended = subprocess.run(
        ["/bin/sh", "-eux"],
        input=script,
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
