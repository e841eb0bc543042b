"""One row of a foreign database, read column by column: what the three drivers hand over differs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import NoReturn, TypeVar, cast

from heliograph.lib.wire import instant
from heliograph.project.importing.tally import LeftOut

LONGEST_NAME = 255
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZERO_DATE = "0000-00-00"
_LARGEST = 2**31 - 1

E = TypeVar("E", bound=IntEnum | StrEnum)


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is mended on the way is noted; what cannot be raises LeftOut."""

    columns: Mapping[str, object]
    mended: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(str(self.columns["id"]))

    def has(self, column: str) -> bool:
        return column in self.columns

    def of_first(self, *names: str) -> object:
        """The column under the first of its names that there is: newer schemas renamed some."""
        return next((self.columns[name] for name in names if name in self.columns), None)

    def text_or_none(self, column: str) -> str | None:
        """PostgreSQL keeps no NUL in a text."""
        value = self.columns.get(column)
        return None if value is None else _text(value).replace("\0", "")

    def text(self, column: str) -> str:
        return self.text_or_none(column) or ""

    def name(self, column: str) -> str:
        """A text that has to be there, and is as short as names are here."""
        said = self.text(column)
        if not said:
            self.mended.append(f"had no {column}, which is its number now")
            return f"#{self.id}"
        if len(said) > LONGEST_NAME:
            self.mended.append(f"its {column} was cut to {LONGEST_NAME} characters")
        return said[:LONGEST_NAME]

    def whole(self, column: str, *, default: int = 0, most: int = _LARGEST) -> int:
        """From 0 to `most`; the default where there is none or it is none."""
        value = self.columns.get(column)
        if value is None:
            return default
        number = _number(value)
        if number is None or not 0 <= number <= most:
            self.mended.append(f"its {column} could not be, and is {default} now")
            return default
        return int(number)

    def whole_or_none(self, column: str) -> int | None:
        return None if self.columns.get(column) is None else self.whole(column)

    def decimal_or_none(self, column: str) -> float | None:
        value = self.columns.get(column)
        number = None if value is None else _number(value)
        if value is not None and number is None:
            refuse(f"its {column} is no number")
        return number

    def decimal(self, column: str) -> float:
        number = self.decimal_or_none(column)
        return refuse(f"it has no {column}") if number is None else number

    def flag(self, column: str, *, default: int = 0) -> bool:
        return bool(self.whole(column, default=default))

    def moment(self, column: str) -> datetime | None:
        """In UTC, as Cachet keeps its times. MySQL's zero date is none."""
        value = self.columns.get(column)
        if value is None or (isinstance(value, str) and value.startswith(_ZERO_DATE)):
            return None
        moment = value if isinstance(value, datetime) else instant(_text(value))
        if moment is None:
            refuse(f"its {column} is no time")
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def birth(self, *columns: str) -> datetime:
        """The first of these times that there is. Something must be there, and the same at every import."""
        moment = next(filter(None, map(self.moment, ("created_at", *columns, "updated_at"))), None)
        if moment is None:
            self.mended.append("had no time at all, and is dated 1970-01-01")
        return moment or EPOCH

    def change(self) -> datetime:
        return self.moment("updated_at") or self.moment("created_at") or EPOCH

    def one_of(self, column: str, enum: type[E], *, otherwise: E) -> E:
        value = self.columns.get(column)
        known = _known(value, enum)
        if value is not None and known is None:
            self.mended.append(f"its {column} was unknown, and is {otherwise.name.lower()} now")
        return otherwise if known is None else known

    def one_of_or_none(self, column: str, enum: type[E]) -> E | None:
        value = self.columns.get(column)
        known = _known(value, enum)
        if value is not None and known is None:
            self.mended.append(f"its {column} was unknown, and is none now")
        return known

    def content(self, column: str) -> object:
        """What a column of JSON says; None where it is empty."""
        value = self.columns.get(column)
        return json_of(value) if isinstance(value, str | bytes) else value


def json_of(text: str | bytes) -> object:
    """Raises LeftOut, also for what PostgreSQL could not keep: NaN, NUL, half a surrogate pair."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
        if "\\u0000" in json.dumps(value):
            refuse("its JSON holds a NUL")
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        refuse("its JSON cannot be read")
    return value


def _known(value: object, enum: type[E]) -> E | None:
    """None for null and for what the enum does not know."""
    said = _number(value) if issubclass(enum, IntEnum) else value
    known = cast("Iterable[E]", enum)
    return next((one for one in known if one.value == said), None)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def refuse(reason: str) -> NoReturn:
    raise LeftOut(reason)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _number(value: object) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | Decimal | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
