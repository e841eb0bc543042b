"""Files that Heliograph makes are for the user that runs it, whatever folder they are in (class 45)."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from heliograph.project.exits import Exit
from tests.project.installation import Installation, new_installation

pytestmark = pytest.mark.loopback

_WIDE = 0o755


def modes(folder: Path) -> dict[str, int]:
    return {
        str(one.relative_to(folder)): stat.S_IMODE(one.stat().st_mode)
        for one in folder.rglob("*")
        if one.is_file()
    }


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """On SQLite, in a folder that was there before and that everybody may enter."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with new_installation(tmp_path) as made:
        made.data.mkdir()
        made.data.chmod(_WIDE)
        yield made


def test_everything_in_the_data_folder_is_for_its_owner(installation: Installation) -> None:
    with installation.serving() as serving:
        serving.children()
        assert serving.get("/") == 200
        found = modes(installation.data)

    assert {
        "heliograph.sqlite",
        "heliograph.sqlite-wal",
        "heliograph.sqlite-shm",
        "secret-key",
    } <= found.keys()
    assert set(found.values()) == {0o600}


def test_backups_and_exports_are_for_their_owner(installation: Installation, tmp_path: Path) -> None:
    written = tmp_path / "written"
    written.mkdir()
    written.chmod(_WIDE)
    for command in (("migrate",), ("backup", str(written / "backup")), ("export", str(written / "export"))):
        assert installation.run(*command).status == Exit.DONE

    assert modes(written) == {"backup": 0o600, "export": 0o600}


def test_a_database_that_others_could_read_is_reported_and_closed_to_them(installation: Installation) -> None:
    installation.run("migrate")
    database = installation.data / "heliograph.sqlite"
    database.chmod(0o644)

    assert f"chmod 600 {database}" in installation.run("doctor").out
    with installation.serving() as serving:
        serving.children()
        assert stat.S_IMODE(database.stat().st_mode) == 0o600
        serving.process.terminate()
        _, log = serving.process.communicate()
    assert f"Other users could read {database}. Its mode is now 0600." in log


def test_a_published_site_is_for_web_servers_to_read(installation: Installation, tmp_path: Path) -> None:
    site = tmp_path / "a" / "site"
    for command in (("migrate",), ("publish", "--to", str(site))):
        assert installation.run(*command).status == Exit.DONE

    assert set(modes(site).values()) == {0o644}
    folders = [site.parent, site, *(one for one in site.rglob("*") if one.is_dir())]
    assert {stat.S_IMODE(one.stat().st_mode) for one in folders} == {0o755}
