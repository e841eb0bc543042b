"""Databases of Cachet: the recorded one, changed as a test needs it, on any server."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heliograph.project.importing.cachet.importing import IMPORT, CachetImport, Into, import_cachet
from heliograph.project.importing.source import opened
from heliograph.project.importing.tally import Tally

RECORDED = Path(__file__).parents[1] / "contract" / "cachet-3.sqlite"

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Cachet:
    path: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def do(self, statement: str, *parameters: object) -> Rows:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement, parameters).fetchall()

    def do_many(self, statement: str, rows: Rows) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.executemany(statement, rows)

    def without_columns(self, table: str, *columns: str) -> None:
        """As an older version had it."""
        for column in columns:
            self.do(f'ALTER TABLE {table} DROP COLUMN "{column}"')

    def ids(self, table: str) -> list[int]:
        return [row[0] for row in self.do(f"SELECT id FROM {table} ORDER BY id")]  # noqa: S608

    def come(self, into: Into = Into.EMPTY) -> Tally:
        return brought(self.url, into)


def brought(url: str, into: Into = Into.EMPTY) -> Tally:
    with opened(url) as source:
        return import_cachet(CachetImport(source=source, into=into), actor=IMPORT)


def copied_to(folder: Path) -> Cachet:
    path = folder / "cachet.sqlite"
    path.write_bytes(RECORDED.read_bytes())
    return Cachet(path)


def pour(cachet: Cachet, execute: Callable[..., object], *, quote: str, types: dict[str, str]) -> None:
    """The same tables and rows on a server: `types` are its own for Cachet's."""
    tables = cachet.do("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'")
    for (table,) in tables:
        columns = cachet.do(f"PRAGMA table_info({table})")
        defined = ", ".join(f"{quote}{one[1]}{quote} {_type(one[2], types)}" for one in columns)
        execute(f"CREATE TABLE {quote}{table}{quote} ({defined})")
        marks = ", ".join(["%s"] * len(columns))
        for row in cachet.do(f"SELECT * FROM {table}"):  # noqa: S608
            execute(f"INSERT INTO {quote}{table}{quote} VALUES ({marks})", row)  # noqa: S608


def _type(kind: str, types: dict[str, str]) -> str:
    return next(theirs for ours, theirs in types.items() if kind.lower().startswith(ours))
