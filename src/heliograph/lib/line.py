"""A line through values, as the path of an SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 600, 120
"""Of the drawing that the path is for."""

_EDGE = 4
"""What the line keeps away from the upper and lower edge, for its own thickness."""


def line(values: Sequence[float | None]) -> str:
    """A line through the values, interrupted where there are none; one that stands alone is a dot."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high, room = min(known), max(known), HEIGHT - 2 * _EDGE
    across = WIDTH / max(len(values) - 1, 1)
    parts, is_drawing = [], False
    for place, value in enumerate(values):
        if value is not None:
            share = (value / 2 - low / 2) / (high / 2 - low / 2) if high > low else 0.5
            step = "L" if is_drawing else "M"
            dot = "" if is_drawing else "h0"
            parts.append(f"{step}{across * place:.0f} {_EDGE + room * (1 - share):.0f}{dot}")
        is_drawing = value is not None
    return "".join(parts)
