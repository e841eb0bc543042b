"""What lies under one key of a JSON object, whatever the key is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.fields.json import KeyTransform
from typing_extensions import override

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class JsonKey(KeyTransform):
    """Django takes keys such as `0` and `-1` for places in a list, and SQLite refuses some as JSON paths.

    Here a key is a key: it is handed to the database as a value, never as a part of a path.
    """

    @override
    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, parameters, _ = self.preprocess_lhs(compiler, connection)
        return f"({column} -> %s::text)", (*parameters, self.key_name)

    @override
    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        column, parameters, _ = self.preprocess_lhs(compiler, connection)
        value = "CASE WHEN type IN ('false', 'true', 'null') THEN type ELSE value END"
        found = f"(SELECT {value} FROM JSON_EACH({column}) WHERE key = %s)"  # noqa: S608 - nothing of a caller's
        return found, (*parameters, self.key_name)
