"""Styles of badges."""

from __future__ import annotations

from enum import StrEnum


class Style(StrEnum):
    """The first is the default."""

    FLAT_SQUARE = "flat-square"
    FLAT = "flat"
    PLASTIC = "plastic"
    FOR_THE_BADGE = "for-the-badge"
    SOCIAL = "social"


DEFAULT = Style.FLAT_SQUARE
