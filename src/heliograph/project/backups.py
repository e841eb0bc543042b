"""An installation in one file: its database, and the key that its links and sessions are signed with.

The file is a compressed tar: `heliograph.json` says what it is, `database.sqlite` is a copy of the database
as SQLite makes it, `database.dump` one as `pg_dump` does, and `secret-key` is there unless the environment
sets one. What is rendered and counted is made anew, and not in it.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from django.conf import settings
from django.db import OperationalError, connection
from psycopg.conninfo import make_conninfo

from heliograph import __version__
from heliograph.errors import Conflict
from heliograph.lib import clock
from heliograph.lib.plain_text import one_line
from heliograph.project import database, folder
from heliograph.project.exits import CannotGoOn, Exit, cannot_write

if TYPE_CHECKING:
    from heliograph.lib.env import PostgresServer

_FORMAT = 1
_LABEL, _KEY = "heliograph.json", "secret-key"
_COPIES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
"""By Django's names of what they are copies of."""

_AT_ONCE = 1024 * 1024
"""Bytes."""

_DAMAGED = (
    *(tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError),
    *(KeyError, TypeError, ValueError, sqlite3.Error),
)


@dataclass(frozen=True, kw_only=True)
class Label:
    """`version` is Heliograph's, `database` Django's name of the kind, `made_at` in ISO 8601."""

    format: int
    version: str
    database: str
    made_at: str


def back_up(file: Path) -> int:
    """Its size in bytes. It is replaced whole, or stays what it was; only its owner may read it.

    What is written meanwhile may be in it or not, and a transaction is so as a whole. Raises CannotGoOn.
    """
    database.require_ready()
    try:
        with tempfile.TemporaryDirectory(dir=file.resolve().parent, prefix=".backup-") as drafts:
            draft = _written(Path(drafts))
            draft.replace(file)
    except OSError as error:
        raise cannot_write(file, error) from error
    return file.stat().st_size


def restore(file: Path) -> Label:
    """Into an installation where nothing is yet; raises Conflict for another, and CannotGoOn."""
    with folder.held_alone(settings.DATA_FOLDER), _opened(file) as archive:
        label = _label_of(file, archive)
        database.require_reachable()
        if connection.introspection.table_names():
            raise Conflict("There is an installation here already. A backup is restored into an empty one.")
        connection.close()
        try:
            _put(file, archive, _COPIES[label.database])
        except OSError as error:
            message = f"{file} cannot be restored to {_place()}: {error.strerror or error}."
            raise CannotGoOn(Exit.DATA_FOLDER, message) from error
    database.bring_up_to_date()
    return label


def _written(drafts: Path) -> Path:
    label = Label(
        format=_FORMAT, version=__version__, database=connection.vendor, made_at=clock.now().isoformat()
    )
    (drafts / _LABEL).write_text(json.dumps(asdict(label)), encoding="utf-8")
    _copy(drafts / _COPIES[connection.vendor])
    if settings.ENVIRONMENT.secret_key is None:
        shutil.copyfile(settings.DATA_FOLDER.secret_key, drafts / _KEY)
    draft = drafts / "backup"
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        with tarfile.open(fileobj=written, mode="w:gz") as archive:
            for name in (_LABEL, _KEY, _COPIES[connection.vendor]):
                if (drafts / name).exists():
                    archive.add(drafts / name, name)
        written.flush()
        os.fsync(written.fileno())
    return draft


def _copy(copy: Path) -> None:
    if connection.vendor == "sqlite":
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
        except OperationalError as error:  # of the copy's disk: the database itself has just been read
            raise OSError(str(error)) from error
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")


def _put(file: Path, archive: tarfile.TarFile, name: str) -> None:
    """The key comes first: who is killed in between restores once more."""
    with tempfile.TemporaryDirectory(dir=_place(), prefix=".restore-") as drafts:
        copy = Path(drafts) / name
        key = _unpacked(file, archive, copy)
        if key is not None:
            folder.put_key(settings.DATA_FOLDER, key)
        _put_back(copy)


def _place() -> Path:
    """On the disk where the database will be, so that it takes its place at once."""
    name = settings.DATABASES["default"]["NAME"]
    return Path(name).parent if connection.vendor == "sqlite" else settings.DATA_FOLDER.path


def _put_back(copy: Path) -> None:
    if connection.vendor == "sqlite":
        copy.replace(settings.DATABASES["default"]["NAME"])
    else:
        options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
        _run("pg_restore", *options, str(copy))


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        archive = tarfile.open(file, "r:gz")  # noqa: SIM115 - what is raised within is not about the file
    except _DAMAGED as error:
        raise _unreadable(file, error) from error
    except OSError as error:
        raise CannotGoOn(Exit.SOURCE, f"{file} cannot be read: {error.strerror or error}.") from error
    with archive:
        yield archive


def _label_of(file: Path, archive: tarfile.TarFile) -> Label:
    try:
        label = Label(**json.loads(_member(archive, _LABEL).read()))
    except _DAMAGED as error:
        raise _unreadable(file, error) from error
    if label.format != _FORMAT:
        message = f"{file} was written by Heliograph {label.version}, which is newer. Restore it with that."
        raise CannotGoOn(Exit.OTHER_VERSION, message)
    if label.database != connection.vendor:
        message = (
            f"{file} is a backup of {label.database}, and this installation is on {connection.vendor}. "
            "Set DATABASE_URL to one of that kind."
        )
        raise CannotGoOn(Exit.SOURCE, message)
    return label


def _unpacked(file: Path, archive: tarfile.TarFile, copy: Path) -> str | None:
    """The key, and the database's copy where it is said; checked whole before anything is put anywhere."""
    try:
        key = _member(archive, _KEY).read().decode("ascii") if _KEY in archive.getnames() else None
        with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            shutil.copyfileobj(_member(archive, copy.name), written)
            os.fsync(written.fileno())
        _read_to_the_end(archive)
        if copy.name == _COPIES["sqlite"]:
            _check(copy)
    except _DAMAGED as error:
        raise _unreadable(file, error) from error
    return key


def _read_to_the_end(archive: tarfile.TarFile) -> None:
    """Where the checksum is."""
    while archive.fileobj.read(_AT_ONCE):
        pass


def _check(copy: Path) -> None:
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as opened:
        (verdict,) = opened.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise ValueError(verdict)


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    member = archive.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member


def _unreadable(file: Path, error: Exception) -> CannotGoOn:
    return CannotGoOn(Exit.SOURCE, f"{file} is not a whole backup of Heliograph: {one_line(str(error))}.")


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own, told of our database without the password where others could read it."""
    server = cast("PostgresServer", settings.ENVIRONMENT.database)
    named = {"host": server.host, "port": server.port, "user": server.user, "dbname": server.name}
    said = dict(server.options) | {name: one for name, one in named.items() if one}
    whereto = make_conninfo(**{name: str(one) for name, one in said.items()})
    environment = os.environ | ({"PGPASSWORD": server.password} if server.password else {})
    command = [program, *arguments, f"--dbname={whereto}"]
    try:
        ended = subprocess.run(  # noqa: S603 - nothing in it comes from anybody else
            command, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        message = f"{program} is not there. Install PostgreSQL's client programs, of the server's version."
        raise CannotGoOn(Exit.ENVIRONMENT, message) from error
    if ended.returncode != 0:
        raise CannotGoOn(Exit.DATABASE, f"{program} failed, and said: {one_line(ended.stderr)}")
