"""A file is replaced whole, or stays as it was."""

import os
import stat
import threading
from pathlib import Path

import pytest

from heliograph.lib.files import replacing


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "file"
    made.write_bytes(b"old")
    return made


def test_the_old_one_is_there_until_the_new_one_is_whole(file: Path) -> None:
    with replacing(file, mode=0o640) as opened:
        opened.write(b"new")
        opened.flush()
        assert file.read_bytes() == b"old"

    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_who_is_interrupted_leaves_all_as_it_was(file: Path) -> None:
    def write() -> None:
        with replacing(file) as opened:
            opened.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_a_link_goes_on_leading_to_its_file(file: Path) -> None:
    link = file.with_name("link")
    link.symlink_to(file)

    with replacing(link) as opened:
        opened.write(b"new")

    assert (link.is_symlink(), file.read_bytes()) == (True, b"new")


def test_a_pipe_is_written_as_it_comes(tmp_path: Path) -> None:
    pipe, said = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: said.append(pipe.read_bytes()))
    reader.start()

    with replacing(pipe) as opened:
        opened.write(b"new")
    reader.join()

    assert (said, pipe.is_fifo()) == ([b"new"], True)
