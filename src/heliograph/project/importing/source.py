"""A database that is read: never written, a page of rows at a time, as it was when the reading began."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg
import pymysql  # type: ignore[import-untyped]  # it ships no types
from psycopg.types.string import TextLoader

from heliograph.project.exits import CannotGoOn, Exit

PAGE = 2_000
"""Rows that are in memory at once."""

_FIRST_ID = -(2**63)
_PATIENCE = 10
"""Seconds in which a server must answer."""

_FORMS = "sqlite:///path, mysql://user:password@host/name or postgresql://user:password@host/name"
_FAILURES = (sqlite3.Error, pymysql.MySQLError, psycopg.Error)


class Cursor(Protocol):
    """What the three drivers have in common."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None: ...
    def execute(self, statement: str, parameters: Sequence[object] = (), /) -> object: ...
    def fetchall(self) -> Sequence[Sequence[object]]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """`snapshot` begins a transaction in which nothing changes under the reader."""

    snapshot: tuple[str, ...]
    tables: str
    placeholder: str


_SQLITE = Dialect(
    snapshot=("BEGIN",),
    tables="SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    placeholder="?",
)
_MYSQL = Dialect(
    snapshot=(
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
    ),
    tables="SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
    placeholder="%s",
)
_POSTGRESQL = Dialect(
    snapshot=("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",),
    tables=(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = ANY (current_schemas(false))"
    ),
    placeholder="%s",
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Table names go into statements as they are: those that the caller knows, or that `tables` holds."""

    cursor: Callable[[], Cursor]
    dialect: Dialect
    tables: frozenset[str]

    def count(self, table: str) -> int:
        (row,) = self._all(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(str(row[0]))

    def highest_id(self, table: str) -> int:
        (row,) = self._all(f"SELECT max(id) FROM {table}")  # noqa: S608
        return int(str(row[0] or 0))

    def columns(self, table: str) -> frozenset[str]:
        with closing(self.cursor()) as cursor:
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
            return frozenset(_names(cursor))

    def pages(self, table: str) -> Iterator[list[Mapping[str, object]]]:
        """All rows by id: each page is asked for by where the last one ended."""
        beyond = f"id > {self.dialect.placeholder} ORDER BY id LIMIT {PAGE}"
        statement = f"SELECT * FROM {table} WHERE {beyond}"  # noqa: S608
        last = _FIRST_ID
        while rows := self._rows(statement, last):
            yield rows
            last = int(str(rows[-1]["id"]))

    def rows(self, table: str) -> Iterator[Mapping[str, object]]:
        return (row for page in self.pages(table) for row in page)

    def _rows(self, statement: str, *parameters: object) -> list[Mapping[str, object]]:
        with _told(), closing(self.cursor()) as cursor:
            cursor.execute(statement, parameters)
            names = _names(cursor)
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _all(self, statement: str) -> Sequence[Sequence[object]]:
        with _told(), closing(self.cursor()) as cursor:
            cursor.execute(statement)
            return cursor.fetchall()


def _names(cursor: Cursor) -> list[str]:
    return [str(column[0]) for column in cursor.description or ()]


@contextmanager
def opened(url: str) -> Iterator[Source]:
    """Raises CannotGoOn for what cannot be read; no message holds the URL, which may hold a password."""
    with _told():
        connection, dialect = _connected(url)
    with closing(connection):
        with _told():
            cursor = connection.cursor()
            for statement in dialect.snapshot:
                cursor.execute(statement)
            cursor.execute(dialect.tables)
            tables = frozenset(str(row[0]) for row in cursor.fetchall())
        yield Source(cursor=connection.cursor, dialect=dialect, tables=tables)


def _connected(url: str) -> tuple[Any, Dialect]:
    said = _split(url)
    match said.scheme:
        case "sqlite":
            return _sqlite(said), _SQLITE
        case "mysql" | "mariadb":
            return _mysql(said), _MYSQL
        case "postgresql" | "postgres":
            return _postgresql(url), _POSTGRESQL
        case _:
            raise cannot_read(f"This is no URL of a database. Expected: {_FORMS}")


def _split(url: str) -> SplitResult:
    try:
        said = urlsplit(url)
        _ = said.port
    except ValueError as error:
        raise cannot_read(f"This is no URL of a database ({error}). Expected: {_FORMS}") from error
    return said


def _sqlite(said: SplitResult) -> sqlite3.Connection:
    path = Path(unquote(said.path.removeprefix("/")))
    if said.netloc or not said.path.strip("/"):
        raise cannot_read("This names no file. Expected: sqlite:///relative/path or sqlite:////absolute/path")
    if not path.is_file():
        raise cannot_read(f"There is no file {path}.")
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, detect_types=0)
    connection.text_factory = _text
    return connection


def _text(content: bytes) -> str:
    """SQLite takes any bytes for text."""
    return content.decode("utf-8", "replace")


def _mysql(said: SplitResult) -> Any:
    options = dict(parse_qsl(said.query))
    return pymysql.connect(
        host=said.hostname or "localhost",
        port=said.port or 3306,
        user=unquote(said.username or ""),
        password=unquote(said.password or ""),
        database=unquote(said.path.removeprefix("/")),
        unix_socket=options.get("unix_socket"),
        charset="utf8mb4",
        connect_timeout=_PATIENCE,
    )


def _postgresql(url: str) -> psycopg.Connection:
    connection = psycopg.connect(url, autocommit=True, connect_timeout=_PATIENCE)
    for kind in ("json", "jsonb"):  # as text, as the other databases hand it over
        connection.adapters.register_loader(kind, TextLoader)
    return connection


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _FAILURES as error:
        reason = " ".join(str(error).split())
        raise cannot_read(f"The database to import from cannot be read. It said: {reason}") from error


def cannot_read(message: str) -> CannotGoOn:
    return CannotGoOn(Exit.SOURCE, message)
