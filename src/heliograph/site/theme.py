"""The words of the theme. What they look like is painted in the doors."""

from __future__ import annotations

import re
from enum import StrEnum

SCHEMES = ("auto", "light", "dark")
"""`auto` follows what each visitor prefers."""

ACCENTS = frozenset(
    {
        *("slate", "gray", "zinc", "neutral", "stone"),
        *("red", "orange", "amber", "yellow", "lime", "green", "emerald", "teal", "cyan", "sky", "blue"),
        *("indigo", "violet", "purple", "fuchsia", "pink", "rose"),
    }
)
"""The names in the contract."""


class Shade(StrEnum):
    """The scheme that a logo is for; its value names the setting that holds which one there is."""

    LIGHT = "logo_light"
    DARK = "logo_dark"


_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def is_accent(text: object) -> bool:
    return isinstance(text, str) and (text in ACCENTS or bool(_COLOUR.fullmatch(text)))
