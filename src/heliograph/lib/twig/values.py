"""What a template can hold, and how PHP, whose language Twig is, reads and prints it."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TypeAlias, Union

from heliograph.lib.twig.failure import TemplateFailed

Value: TypeAlias = Union[bool, int, float, str, datetime, "list[Value]", "dict[str, Value]", None]
Number: TypeAlias = int | float

_NUMERIC = re.compile(r"\s*+[-+]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][-+]?[0-9]++)?\s*+")
_WHOLE = re.compile(r"\s*+[-+]?[0-9]{1,18}\s*+")
_LARGEST = 2**63 - 1


class Safe(str):
    """Text that is HTML already and is not escaped again. Whatever is made of it is plain text."""

    __slots__ = ()


def text(value: Value) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case str() | int():
            return str(value)
        case float():
            return _float_text(value)
        case datetime():
            return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
        case list() | dict():
            raise TemplateFailed("A list or a map is not text; name one of its entries, or use “join”.")


def _float_text(value: float) -> str:
    """Fourteen digits, as PHP prints: 1.0 is `1`, 1e20 is `1.0E+20`."""
    if not math.isfinite(value):
        return str(value).upper()
    mantissa, _, exponent = f"{value:.14G}".partition("E")
    if not exponent:
        return mantissa
    return f"{mantissa}{'' if '.' in mantissa else '.0'}E{int(exponent):+d}"


def truth(value: Value) -> bool:
    return value != "0" and bool(value)


def is_empty(value: Value) -> bool:
    """Twig's `empty`, by which 0 is not."""
    return value is None or value is False or value in ("", [], {})


def is_numeric(value: Value) -> bool:
    if isinstance(value, str):
        return _NUMERIC.fullmatch(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(value: Value) -> Number:
    match value:
        case None | bool():
            return int(bool(value))
        case int() | float():
            return value
        case str() if _WHOLE.fullmatch(value):
            return int(value)
        case str() if _NUMERIC.fullmatch(value):
            return float(value)
        case str():
            raise TemplateFailed(f"“{value[:40]}” is not a number.")
        case _:
            raise TemplateFailed("A list, a map or a date is not a number.")


def whole(value: Value) -> int:
    found = number(value)
    if not math.isfinite(found):
        raise TemplateFailed("This number is not finite.")
    return int(found)


def fitted(value: Number) -> Number:
    """Whole numbers have 64 bits; beyond that PHP goes on with floating point."""
    if isinstance(value, float) or abs(value) <= _LARGEST:
        return value
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def items(value: Value) -> list[tuple[Value, Value]]:
    """Keys and values of what can be iterated; of anything else nothing, as in Twig."""
    match value:
        case dict():
            return list(value.items())
        case list():
            return list(enumerate(value))
        case _:
            return []


def entries(value: Value) -> list[Value]:
    return [entry for _, entry in items(value)]
