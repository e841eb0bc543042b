"""Whether a database is a Cachet 3."""

from __future__ import annotations

from heliograph.project.importing.source import Source, cannot_read

_NEEDED = ("users", "settings", "components", "component_groups", "incidents", "schedules")


def require_cachet(source: Source) -> None:
    """Raises CannotGoOn. What only newer versions have may be missing."""
    if not source.tables:
        raise cannot_read("The database to import from is empty: it has no table.")
    missing = [table for table in _NEEDED if table not in source.tables]
    if missing:
        message = f"The database to import from is not Cachet's: it has no table {', '.join(missing)}."
        raise cannot_read(message)
    if "guid" not in source.columns("incidents"):
        message = "The database to import from is of Cachet 2. Bring it up to Cachet 3 first."
        raise cannot_read(message)
