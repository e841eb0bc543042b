"""Whether the database is there and of our version, and how it becomes so."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from heliograph.project import folder
from heliograph.project.exits import CannotGoOn, Exit

log = logging.getLogger(__name__)

_LOCK = 0x48656C696F  # "Helio"


def bring_up_to_date() -> None:
    """One process at a time, whichever node it is on. Raises CannotGoOn."""
    require_reachable()
    folder.close_to_others(files())
    with _alone():
        executor = MigrationExecutor(connection)
        require_known(executor)
        if pending := len(_pending(executor)):
            log.info("Bringing the database up to date: %d migrations.", pending)
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def files() -> list[Path]:
    """The files of an SQLite database; none of a PostgreSQL server's."""
    if connection.vendor != "sqlite":
        return []
    return folder.sqlite_files(Path(connection.settings_dict["NAME"]))


def require_ready() -> None:
    """Raises CannotGoOn unless this version can work with the database as it is."""
    require_reachable()
    executor = MigrationExecutor(connection)
    require_known(executor)
    if _pending(executor):
        message = "The database is not up to date. Bring it there with: heliograph migrate"
        raise CannotGoOn(Exit.DATABASE, message)


def require_reachable() -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise database_failed(error) from error


def database_failed(error: DatabaseError) -> CannotGoOn:
    reason = " ".join(str(error).split())
    message = f"The database does not work. Check DATABASE_URL, and that the server runs. It said: {reason}"
    return CannotGoOn(Exit.DATABASE, message)


def require_known(executor: MigrationExecutor) -> None:
    loader = executor.loader
    unknown = sorted(set(loader.applied_migrations or {}) - set(loader.disk_migrations or {}))
    if unknown:
        named = ", ".join(f"{app}.{name}" for app, name in unknown[:3])
        message = (
            f"The database was changed by a newer version of Heliograph ({named}). "
            "Run that version, or restore a backup of this one."
        )
        raise CannotGoOn(Exit.OTHER_VERSION, message)


def _pending(executor: MigrationExecutor) -> list[object]:
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _alone() -> AbstractContextManager[None]:
    if connection.vendor == "postgresql":
        return _alone_on_server()
    return folder.alone(settings.DATA_FOLDER.migrating)


@contextmanager
def _alone_on_server() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
