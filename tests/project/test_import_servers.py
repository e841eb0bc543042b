"""The same Cachet on a server comes as it does from a file: drivers and types differ, rows do not."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pymysql  # type: ignore[import-untyped]  # it ships no types
import pytest
from psycopg import sql

from heliograph.project.importing.cachet.importing import Into
from heliograph.status.models import Incident, Schedule
from tests import mariadb, postgresql
from tests.ledger import nothing_written
from tests.project.cachets import Cachet, brought, copied_to, pour

MYSQL_TYPES = {
    "integer": "bigint",
    "varchar": "varchar(255)",
    "text": "longtext",
    "tinyint": "tinyint(1)",
    "datetime": "datetime",
    "numeric": "decimal(15,3)",
}
POSTGRESQL_TYPES = MYSQL_TYPES | {
    "text": "text",
    "tinyint": "smallint",
    "datetime": "timestamp",
    "numeric": "numeric(15,3)",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Pytest's own are too deep for a socket."""
    made = Path(tempfile.mkdtemp(prefix="hg-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def cachet(tmp_path: Path) -> Cachet:
    return copied_to(tmp_path)


@pytest.fixture
def on_mariadb(cachet: Cachet, folder: Path) -> Iterator[str]:
    with mariadb.running(folder) as socket:
        with pymysql.connect(unix_socket=str(socket), user="root", autocommit=True) as connection:
            cursor = connection.cursor()
            for statement in ("CREATE DATABASE cachet", "USE cachet", "SET sql_mode = ''"):
                cursor.execute(statement)
            pour(cachet, cursor.execute, quote="`", types=MYSQL_TYPES)
            cursor.execute("UPDATE incidents SET deleted_at = '0000-00-00 00:00:00' WHERE id = 1")
        yield f"mysql://root@localhost/cachet?unix_socket={socket}"


@pytest.fixture
def on_postgresql(cachet: Cachet, folder: Path) -> str:
    url = postgresql.start(folder)
    with psycopg.connect(url, autocommit=True) as connection:
        pour(cachet, connection.execute, quote='"', types=POSTGRESQL_TYPES)
        # What Laravel makes of truths and of JSON is numbers and text in SQLite, and is not here.
        for column in ("enabled", "checked"):
            connection.execute(
                sql.SQL("ALTER TABLE components ALTER {0} TYPE boolean USING {0} = 1").format(
                    sql.Identifier(column)
                )
            )
        connection.execute("ALTER TABLE settings ALTER COLUMN payload TYPE json USING payload::json")
        connection.execute("ALTER TABLE meta ALTER COLUMN value TYPE jsonb USING value::jsonb")
    return url


@pytest.mark.django_db
@pytest.mark.skipif(mariadb.find() is None, reason=mariadb.MISSING)
def test_from_mariadb(cachet: Cachet, on_mariadb: str) -> None:
    cachet.come()

    with nothing_written():
        tally = brought(on_mariadb, Into.ANY)
    assert tally.stayed["incidents"] == 24
    assert not tally.mended


@pytest.mark.django_db
@pytest.mark.skipif(mariadb.find() is None, reason=mariadb.MISSING)
def test_a_zero_date_of_mariadbs_is_none(on_mariadb: str) -> None:
    brought(on_mariadb)

    assert Incident.objects.get(pk=1).deleted_at is None
    assert Schedule.objects.get(pk=5).deleted_at is not None


@pytest.mark.django_db
def test_from_postgresql(cachet: Cachet, on_postgresql: str) -> None:
    cachet.come()

    with nothing_written():
        tally = brought(on_postgresql, Into.ANY)
    assert tally.stayed["incidents"] == 24
    assert not tally.mended


@pytest.mark.django_db
def test_from_postgresql_first(on_postgresql: str) -> None:
    tally = brought(on_postgresql)

    assert tally.came["metric_points"] == 35
    assert Incident.objects.get(pk=2).meta == {"ticket": "OPS-42", "severity": 2}
