"""What plain values from outside may be, whichever door they come in by."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from urllib.parse import urlsplit


def is_text(value: str) -> bool:
    """What every database keeps: without NUL, and without halves of a character."""
    return "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)


def is_web_address(text: str) -> bool:
    """Such as a page may link to: no other scheme than http and https."""
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and text.isprintable()
            and " " not in text
        )
    except ValueError:
        return False


_LONGEST = 18
"""Digits that fit 64 bits for sure."""


def whole(value: object) -> int | None:
    """3, "3", "-3", 3.0 and true as a whole number; None for anything else."""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    is_whole = text.removeprefix("-").isdecimal() and len(text) <= _LONGEST
    return int(text) if isinstance(value, (int, float, str)) and is_whole else None


_NUMERIC = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def number(value: object) -> float | None:
    """Any number that a double holds, also one that is written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    text = value if isinstance(value, str) else repr(value)
    said = float(text) if _NUMERIC.fullmatch(text) else math.inf
    return said if math.isfinite(said) else None


def fault_within(value: object) -> str:
    """Why an object cannot be kept as JSON, empty if it can."""
    for leaf in _leaves(value):
        if isinstance(leaf, str) and not is_text(leaf):
            return "must not contain NUL or half of a character"
        if isinstance(leaf, float) and not math.isfinite(leaf):
            return "must not contain numbers without an end"
    return ""


def _leaves(value: object) -> Iterator[object]:
    """Every value within, and every key."""
    match value:
        case dict():
            for key, one in value.items():
                yield key
                yield from _leaves(one)
        case list():
            for one in value:
                yield from _leaves(one)
        case _:
            yield value
