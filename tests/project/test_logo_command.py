from pathlib import Path

from heliograph.project.exits import Exit
from tests.lib.test_pictures import SVG, a_picture
from tests.project.installation import Installation


def test_a_logo_is_set_and_taken_down(migrated: Installation, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(a_picture())
    assert migrated.run("logo", "set", "light", str(file)).status == Exit.DONE
    assert migrated.run("settings", "get", "logo_light").out.strip() != "null"
    assert migrated.run("logo", "remove", "light").status == Exit.DONE
    assert migrated.run("settings", "get", "logo_light").out.strip() == "null"


def test_what_cannot_be_a_logo_is_refused(migrated: Installation, tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(SVG)
    refused = migrated.run("logo", "set", "dark", str(file))
    assert refused.status == Exit.REFUSED
    assert "PNG, JPEG or WebP" in refused.complaint
    missing = migrated.run("logo", "set", "dark", str(tmp_path / "none.png"))
    assert missing.status == Exit.REFUSED
    assert "cannot be read" in missing.complaint
    assert migrated.run("logo", "set", "grey", str(file)).status == Exit.USAGE
