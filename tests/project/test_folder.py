import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from heliograph.project import folder
from heliograph.project.exits import CannotGoOn, Exit


def test_it_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = folder.made(tmp_path / "a" / "data")

    assert stat.S_IMODE(made.path.stat().st_mode) == 0o700


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    made = folder.made(tmp_path)
    key = folder.secret_key(made)

    assert len(key) >= 50
    assert folder.secret_key(made) == key
    assert stat.S_IMODE(made.secret_key.stat().st_mode) == 0o600


def test_many_that_come_first_agree_on_one_secret_key(tmp_path: Path) -> None:
    made = folder.made(tmp_path)
    with ThreadPoolExecutor(16) as many:
        keys = set(many.map(lambda _: folder.secret_key(made), range(64)))

    assert len(keys) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["secret-key"]


def test_processes_of_one_version_share_it(tmp_path: Path) -> None:
    made = folder.made(tmp_path)
    with folder.hold(made, version="1.0.0"), folder.hold(made, version="1.0.0"):
        assert made.in_use.read_text() == "1.0.0"


def test_another_version_is_refused_as_long_as_one_holds_it(tmp_path: Path) -> None:
    made = folder.made(tmp_path)
    first = folder.hold(made, version="1.0.0")
    with folder.hold(made, version="1.0.0"):
        first.close()
        with pytest.raises(CannotGoOn) as refused:
            folder.hold(made, version="1.1.0")

    assert refused.value.status is Exit.OTHER_VERSION


def test_another_version_may_have_it_afterwards(tmp_path: Path) -> None:
    made = folder.made(tmp_path)
    folder.hold(made, version="1.10.0").close()
    with folder.hold(made, version="1.2.0"):
        assert made.in_use.read_text() == "1.2.0"


def test_many_that_come_at_once_are_of_one_version(tmp_path: Path) -> None:
    made = folder.made(tmp_path)

    def version_held(turn: int) -> str | None:
        try:
            all_held.enter_context(folder.hold(made, version=f"1.{turn % 3}"))
        except CannotGoOn:
            return None
        return f"1.{turn % 3}"

    with ExitStack() as all_held, ThreadPoolExecutor(12) as many:
        versions = set(many.map(version_held, range(24))) - {None}

    assert len(versions) == 1
