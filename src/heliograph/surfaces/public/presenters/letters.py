"""How wide a text is in the letters of badges, where no browser can be asked."""

from __future__ import annotations

import unicodedata

# Advance widths of Verdana in thousandths of the font's size; most browsers have it or one as wide.
_WIDTHS = {
    "iI'|": 310,
    " fjlt.,;:!": 380,
    '()[]{}-/\\"r': 455,
    "cszJv": 540,
    "EFLTYabdeghknopquxy": 620,
    "ABCPRSVXZ0123456789$?*_^": 670,
    "DGHKNOQU&": 770,
    "+=<>~#Mmw": 900,
    "W@%": 1030,
}
_OF_LETTER = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
_OTHER = 700
_WIDE = 1030


def width_of(text: str, *, size: float) -> float:
    """In the unit of `size`."""
    return sum(map(_width, text)) * size / 1000


def _width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    return _OF_LETTER.get(letter, _OTHER)
