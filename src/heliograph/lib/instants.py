from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import DateTimeField
from typing_extensions import override


class Instant(DateTimeField):  # type: ignore[type-arg] # not subscriptable when it runs
    """What an expression of moments gives, read as SQLite keeps it.

    Django's own way takes longer than the query, where there are thousands.
    """

    @override
    def get_internal_type(self) -> str:
        return "Instant"

    def from_db_value(self, value: str | datetime | None, *_: object) -> datetime | None:
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value
