from pathlib import Path

import pytest

from heliograph.project.exits import Exit
from tests.lib.test_pictures import SVG, a_picture
from tests.project.installation import Installation


@pytest.fixture
def ready(installation: Installation) -> Installation:
    assert installation.run("migrate").status == Exit.DONE
    return installation


def test_a_logo_is_set_and_taken_down(ready: Installation, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(a_picture())
    assert ready.run("logo", "set", "light", str(file)).status == Exit.DONE
    assert ready.run("settings", "get", "logo_light").out.strip() != "null"
    assert ready.run("logo", "remove", "light").status == Exit.DONE
    assert ready.run("settings", "get", "logo_light").out.strip() == "null"


def test_what_cannot_be_a_logo_is_refused(ready: Installation, tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(SVG)
    refused = ready.run("logo", "set", "dark", str(file))
    assert refused.status == Exit.REFUSED
    assert "PNG, JPEG or WebP" in refused.complaint
    missing = ready.run("logo", "set", "dark", str(tmp_path / "none.png"))
    assert missing.status == Exit.REFUSED
    assert "cannot be read" in missing.complaint
    assert ready.run("logo", "set", "grey", str(file)).status == Exit.USAGE
