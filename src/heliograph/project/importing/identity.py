"""By what a row that comes is recognised as one that is here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model, Value
from django.db.models.functions import Lower

from heliograph.lib.mailboxes import mailbox_of, spellings


class Identity(Protocol):
    def of(self, row: Any, /) -> Hashable: ...
    def found(self, model: type[Model], rows: Sequence[Any], /) -> Mapping[Hashable, Any]:
        """Those that are here, by their identity."""


@dataclass(frozen=True)
class Birth:
    """Its id, and when it was made: an id that was given twice was given at two times."""

    column: str = "created_at"

    def of(self, row: Any) -> Hashable:
        return row.pk, getattr(row, self.column)

    def found(self, model: type[Model], rows: Sequence[Any]) -> Mapping[Hashable, Any]:
        return _by(self, model._meta.base_manager.filter(pk__in=[row.pk for row in rows]))


@dataclass(frozen=True)
class Unique:
    column: str

    def of(self, row: Any) -> Hashable:
        value: Hashable = getattr(row, self.column)
        return value

    def found(self, model: type[Model], rows: Sequence[Any]) -> Mapping[Hashable, Any]:
        wanted = {f"{self.column}__in": [self.of(row) for row in rows]}
        return _by(self, model._meta.base_manager.filter(**wanted))


@dataclass(frozen=True)
class Address:
    """An email address, however it is spelled."""

    def of(self, row: Any) -> Hashable:
        return mailbox_of(row.email)

    def found(self, model: type[Model], rows: Sequence[Any]) -> Mapping[Hashable, Any]:
        lowered = [Lower(Value(one)) for row in rows for one in spellings(row.email)]
        return _by(self, model._meta.base_manager.alias(lowered=Lower("email")).filter(lowered__in=lowered))


@dataclass(frozen=True)
class Pair:
    """What joins two rows."""

    first: str
    second: str

    def of(self, row: Any) -> Hashable:
        return getattr(row, self.first), getattr(row, self.second)

    def found(self, model: type[Model], rows: Sequence[Any]) -> Mapping[Hashable, Any]:
        wanted = {f"{self.first}__in": {getattr(row, self.first) for row in rows}}
        return _by(self, model._meta.base_manager.filter(**wanted))


def _by(identity: Identity, rows: Iterable[Any]) -> Mapping[Hashable, Any]:
    return {identity.of(row): row for row in rows}
