"""What stands in a path: each page has one address, other forms of the same number lead nowhere."""

from __future__ import annotations

from uuid import UUID

from heliograph.errors import NotFound

_LONGEST = 18
"""Digits that fit a 64-bit column for sure."""


def number(text: str) -> int:
    """Raises NotFound where no row can have it."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST and str(int(text)) == text
    if not is_number:
        raise NotFound("There is nothing at this address.")
    return int(text)


def uuid(text: str) -> UUID:
    """Raises NotFound where no row can have it."""
    try:
        guid = UUID(text)
    except ValueError as wrong:
        raise NotFound("There is nothing at this address.") from wrong
    if str(guid) != text:
        raise NotFound("There is nothing at this address.")
    return guid
