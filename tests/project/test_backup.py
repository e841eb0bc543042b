"""`heliograph backup` and `restore`: what one wrote, the other brings back, whole or not at all."""

import io
import json
import re
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from heliograph.project.exits import Exit
from tests.environment import is_on_postgresql
from tests.project.installation import Installation, new_installation

pytestmark = pytest.mark.loopback


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    with new_installation(tmp_path / "elsewhere") as made:
        yield made


@pytest.fixture
def backup(migrated: Installation, tmp_path: Path) -> Path:
    migrated.run("user", "create", "olga@example.com", "--admin")
    file = tmp_path / "backup"
    made = migrated.run("backup", str(file))
    assert (made.status, made.err) == (Exit.DONE, "")
    return file


def asked(port: int, path: str, token: str) -> str:
    """But for how long ago everything was, and where it is asked."""
    address, headers = f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{address}{path}", headers=headers, timeout=20).raise_for_status()
    return re.sub(r"\d+ \w+ (ago|from now)", "", answer.text).replace(address, "")


def rewritten(backup: Path, **label: object) -> None:
    """With another label."""
    with tarfile.open(backup) as archive:
        parts = {name: archive.extractfile(name).read() for name in archive.getnames()}  # type: ignore[union-attr]
    parts["heliograph.json"] = json.dumps(json.loads(parts["heliograph.json"]) | label).encode()
    with tarfile.open(backup, "w:gz") as archive:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def test_what_was_backed_up_while_it_was_served_is_served_elsewhere(
    migrated: Installation, empty: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    assert migrated.run("demo").status == Exit.DONE
    migrated.run("user", "create", "olga@example.com", "--admin")
    token = migrated.run("token", "create", "olga@example.com", "--name", "x").out.strip()
    paths = ("/api/components?per_page=100", "/api/incidents?per_page=100&include=updates", "/api/metrics")
    with migrated.serving() as serving:
        before = [asked(serving.port, path, token) for path in paths]
        assert migrated.run("backup", str(file)).status == Exit.DONE

    restored = empty.run("restore", str(file))
    assert (restored.status, restored.err) == (Exit.DONE, "")

    with empty.serving() as serving:
        after = [asked(serving.port, path, token) for path in paths]
    assert after == before
    assert _key(empty) == _key(migrated)


def _key(installation: Installation) -> str:
    return (installation.data / "secret-key").read_text()


def test_nobody_else_may_read_it(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_an_installation_that_is_there_is_not_touched(migrated: Installation, backup: Path) -> None:
    migrated.run("user", "create", "ada@example.com")
    refused = migrated.run("restore", str(backup))

    assert refused.status == Exit.REFUSED
    assert "an installation here already" in refused.complaint
    assert migrated.run("token", "create", "ada@example.com", "--name", "x").status == Exit.DONE


def test_nothing_is_restored_below_who_serves(migrated: Installation, backup: Path) -> None:
    with migrated.serving():
        refused = migrated.run("restore", str(backup))

    assert refused.status == Exit.DATA_FOLDER
    assert "in use" in refused.complaint


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.999])
def test_half_a_backup_is_refused_and_a_whole_one_then_restored(
    kept: float, empty: Installation, backup: Path, tmp_path: Path
) -> None:
    half = tmp_path / "half"
    content = backup.read_bytes()
    half.write_bytes(content[: int(kept if kept >= 1 else kept * len(content))])
    refused = empty.run("restore", str(half))

    assert refused.status == Exit.SOURCE
    assert "not a whole backup" in refused.complaint
    assert empty.run("restore", str(backup)).status == Exit.DONE
    assert empty.run("token", "create", "olga@example.com", "--name", "x").status == Exit.DONE
    assert not list(empty.data.glob(".restore-*"))


def test_a_backup_of_another_kind_or_format_is_refused(empty: Installation, backup: Path) -> None:
    rewritten(backup, database="oracle")
    assert "backup of oracle" in empty.run("restore", str(backup)).complaint

    rewritten(backup, format=2, version="9.0")
    refused = empty.run("restore", str(backup))
    assert refused.status == Exit.OTHER_VERSION
    assert "9.0" in refused.complaint


def test_what_is_not_there_cannot_be_read(empty: Installation) -> None:
    refused = empty.run("restore", "/nowhere/backup")

    assert refused.status == Exit.SOURCE
    assert "/nowhere/backup cannot be read: No such file" in refused.complaint


def test_where_nothing_can_be_written_it_says_so(migrated: Installation, tmp_path: Path) -> None:
    refused = migrated.run("backup", str(tmp_path / "missing" / "backup"))

    assert refused.status == Exit.DESTINATION
    assert "missing" in refused.complaint


@pytest.mark.skipif(not is_on_postgresql(), reason="SQLite needs no program")
def test_it_says_which_program_is_missing(migrated: Installation, tmp_path: Path) -> None:
    refused = migrated.run("backup", str(tmp_path / "backup"), PATH="/nowhere")

    assert refused.status == Exit.ENVIRONMENT
    assert "pg_dump is not there" in refused.complaint
    assert not list(tmp_path.glob("*backup*"))
