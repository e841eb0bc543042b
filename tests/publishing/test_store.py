"""What is on disk is whole, or it is not there."""

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from heliograph.events.generation import generation
from heliograph.publishing.addresses import Asked
from heliograph.publishing.renditions import Rendition
from heliograph.publishing.store import Disk

HOME = Asked("/")


def a_rendition(body: bytes = b"all is well", *, path: str = "/") -> Rendition:
    now = time.time()
    return Rendition(
        asked=Asked(path),
        headers=[("Content-Type", "text/html")],
        body=body,
        generation=generation.current,
        since=now,
        until=now + 60,
        fresh_until=now + 60,
        zone="UTC",
    )


def the_file(disk: Disk, folder: Path) -> Path:
    disk.put(a_rendition())
    (file,) = folder.glob("*.kept")
    return file


def test_what_is_kept_is_read_by_another_process(tmp_path: Path) -> None:
    written = a_rendition(b"\n\n\xff\x00 anything")
    Disk(tmp_path / "published").put(written)

    assert Disk(tmp_path / "published").get(HOME) == written


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"well", b"hell"),
        lambda content: content.replace(b"text/html", b"text/evil"),
        lambda _: b"",
        lambda _: b"\0" * 4096,
    ],
)
def test_a_damaged_rendition_is_none(
    damage: Callable[[bytes], bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = Disk(tmp_path)
    file = the_file(disk, tmp_path)
    file.write_bytes(damage(file.read_bytes()))

    assert disk.get(HOME) is None
    assert "damaged" in caplog.text
    disk.put(a_rendition())
    assert disk.get(HOME) is not None


def _write_for_ever(folder: Path) -> None:
    disk = Disk(folder)
    while True:
        for letter in b"ab":
            disk.put(a_rendition(bytes([letter]) * 300_000))


def test_who_is_killed_while_writing_leaves_the_one_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = Disk(tmp_path)
    disk.put(a_rendition(b"a" * 300_000))
    context = multiprocessing.get_context("fork")
    for _ in range(10):
        writer = context.Process(target=_write_for_ever, args=(tmp_path,))
        writer.start()
        found = [disk.get(HOME) for _ in range(20)]
        writer.kill()
        writer.join()
        assert all(one is not None and len(set(one.body)) == 1 for one in [*found, disk.get(HOME)])
    assert "damaged" not in caplog.text


@contextmanager
def no_room_for(most: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_the_one_before_stays(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    disk = Disk(tmp_path)
    disk.put(a_rendition())
    with no_room_for(2_000):
        disk.put(a_rendition(b"x" * 10_000))
        disk.put(a_rendition(b"y" * 10_000))
    kept = disk.get(HOME)

    assert kept is not None
    assert kept.body == b"all is well"
    assert caplog.text.count("cannot be kept") == 1
    assert [file.suffix for file in tmp_path.iterdir()] == [".kept"]


def test_a_folder_that_cannot_be_made_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    disk = Disk(tmp_path / "file")
    disk.put(a_rendition())

    with disk.alone(HOME):
        assert disk.get(HOME) is None


def test_what_was_taken_back_leaves_the_disk(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    file = the_file(disk, tmp_path)
    disk.forget_what_was_taken_back()
    assert file.exists()

    generation.tell(1, takes_back=True)
    disk.forget_what_was_taken_back()

    assert not file.exists()
    assert disk.date_of(HOME) == a_rendition().dated
    assert all(b"well" not in one.read_bytes() for one in tmp_path.iterdir())
