"""A MariaDB of the test's own: it listens on a Unix socket alone, and ends with the test."""

import getpass
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 60.0
"""Seconds after which a test fails that would wait for ever."""

_SEARCHED = "/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin"
MISSING = "there is no MariaDB on this machine"


def find() -> str | None:
    """Servers are rarely on the path."""
    return shutil.which("mariadbd") or shutil.which("mariadbd", path=_SEARCHED)


@contextmanager
def running(folder: Path) -> Iterator[Path]:
    """The socket of a server that asks for no password. `folder` needs a short path, as sockets do."""
    server = find()
    assert server is not None, MISSING
    socket = folder / "socket"
    with subprocess.Popen(
        (server, *_options(folder), f"--socket={socket}"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _await(socket, process)
            yield socket
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE)


def _options(folder: Path) -> tuple[str, ...]:
    """Without tables of users, and so without having to be installed; careless of what a crash would lose."""
    content = folder / "content"
    content.mkdir()
    return (
        "--no-defaults",
        "--skip-grant-tables",
        "--skip-networking",
        f"--user={getpass.getuser()}",
        f"--datadir={content}",
        f"--pid-file={folder / 'pid'}",
        "--innodb-buffer-pool-size=16M",
        "--innodb-log-file-size=8M",
        "--innodb-flush-log-at-trx-commit=0",
    )


def _await(socket: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not socket.exists():
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server never answered"
        time.sleep(0.1)
