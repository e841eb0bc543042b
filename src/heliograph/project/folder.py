"""The data folder: who may read it, the secret key in it, and which version is using it."""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from heliograph.project.exits import CannotGoOn, Exit

log = logging.getLogger(__name__)

_KEY_BYTES = 48
_SETTLING = 5.0
"""Seconds that a process may take to write its version down, once it has the folder for itself."""


@dataclass(frozen=True)
class DataFolder:
    path: Path

    @property
    def database(self) -> Path:
        return self.path / "heliograph.sqlite"

    @property
    def secret_key(self) -> Path:
        return self.path / "secret-key"

    @property
    def published(self) -> Path:
        return self.path / "published"

    @property
    def in_use(self) -> Path:
        return self.path / "in-use"

    @property
    def migrating(self) -> Path:
        return self.path / "migrating"


def made(path: Path) -> DataFolder:
    """The folder, made if there is none; raises CannotGoOn when it cannot be written."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error.strerror) from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise _unwritable(path, "Permission denied")
    return DataFolder(path)


def sqlite_files(database: Path) -> list[Path]:
    """The files of an SQLite database that exist: itself, its write-ahead log and the index of that."""
    files = (database.with_name(f"{database.name}{suffix}") for suffix in ("", "-wal", "-shm"))
    return [one for one in files if one.exists()]


def is_open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def close_to_others(files: list[Path]) -> None:
    """Sets the mode of files that others can read to 0600, and logs which; or logs that it cannot."""
    for one in files:
        try:
            if is_open_to_others(one):
                one.chmod(0o600)
                log.warning("Other users could read %s. Its mode is now 0600.", one)
        except OSError as error:
            log.warning("Other users can read %s, and its mode cannot be changed: %s", one, error.strerror)


def secret_key(folder: DataFolder) -> str:
    """The signing key, made by whoever comes first."""
    try:
        if not folder.secret_key.exists():
            _make_key(folder.secret_key)
        return folder.secret_key.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        message = (
            f"The secret key {folder.secret_key} cannot be read: {error}. Mend its rights, or set another."
        )
        raise CannotGoOn(Exit.DATA_FOLDER, message) from error


def put_key(folder: DataFolder, key: str) -> None:
    """Instead of the one that is there."""
    with _draft(folder.secret_key, key) as draft:
        draft.replace(folder.secret_key)


def _make_key(path: Path) -> None:
    """The second to come loses: the key is that of the first."""
    with _draft(path, secrets.token_urlsafe(_KEY_BYTES)) as draft, suppress(FileExistsError):
        os.link(draft, path)


@contextmanager
def _draft(path: Path, text: str) -> Iterator[Path]:
    """Written whole under another name first: nobody ever reads half a key."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # O_EXCL, mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def hold(folder: DataFolder, *, version: str) -> TextIO:
    """Shared among processes of one version, for as long as the answer or a fork of it is open.

    Raises CannotGoOn while a process of another version holds it.
    """
    file = _opened(folder.in_use)
    if _locked(file, fcntl.LOCK_EX):
        _write(file, version)
    # To share is to let go and take again, and another version may come between: what counts is what is
    # written there once we share it, since nobody can write it from then on.
    holder = _holder(file)
    if holder != version:
        file.close()
        message = (
            f"The data folder {folder.path} is in use by Heliograph {holder}, and this is {version}. "
            "Stop that one first, or choose another folder with HELIOGRAPH_DATA."
        )
        raise CannotGoOn(Exit.OTHER_VERSION, message)
    return file


@contextmanager
def held_alone(folder: DataFolder) -> Iterator[None]:
    """Nobody serves from it meanwhile. Raises CannotGoOn while somebody does."""
    with _opened(folder.in_use) as file:
        if not _locked(file, fcntl.LOCK_EX):
            message = f"The data folder {folder.path} is in use. Stop the Heliograph that uses it first."
            raise CannotGoOn(Exit.DATA_FOLDER, message)
        yield


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Waits until no other process is between these two lines for the same file."""
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _opened(path: Path) -> TextIO:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path.parent, error.strerror) from error


def _locked(file: TextIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: TextIO) -> str:
    deadline = time.monotonic() + _SETTLING
    while not _locked(file, fcntl.LOCK_SH):
        if time.monotonic() > deadline:
            return "of an unknown version"
        time.sleep(0.01)
    file.seek(0)
    return file.read()


def _write(file: TextIO, version: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(version)
    file.flush()


def _unwritable(path: Path, reason: str | None) -> CannotGoOn:
    message = (
        f"The data folder {path} cannot be written: {reason}. "
        "Give it to the user that runs Heliograph, or choose another with HELIOGRAPH_DATA."
    )
    return CannotGoOn(Exit.DATA_FOLDER, message)
