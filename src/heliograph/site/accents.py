"""The accent as a colour that can be read on our grounds."""

from __future__ import annotations

_NAMED = {
    "slate": "#64748b",
    "gray": "#6b7280",
    "zinc": "#71717a",
    "neutral": "#737373",
    "stone": "#78716c",
    "red": "#ef4444",
    "orange": "#f97316",
    "amber": "#f59e0b",
    "yellow": "#eab308",
    "lime": "#84cc16",
    "green": "#22c55e",
    "emerald": "#10b981",
    "teal": "#14b8a6",
    "cyan": "#06b6d4",
    "sky": "#0ea5e9",
    "blue": "#3b82f6",
    "indigo": "#6366f1",
    "violet": "#8b5cf6",
    "purple": "#a855f7",
    "fuchsia": "#d946ef",
    "pink": "#ec4899",
    "rose": "#f43f5e",
}
_READABLE = 4.5
"""The ratio that WCAG 2.2 AA asks of letters (1.4.3)."""

_LIGHT_GROUND, _DARK_GROUND = "#f6f7f8", "#1b1f23"
"""--sunken of page.css: on the others the contrast is larger."""

_STEPS = 64

Colour = tuple[float, float, float]


def accent_pair(accent: str) -> tuple[str, str]:
    """For the light scheme and for the dark one: as near to what was asked for as can be read there."""
    asked = _NAMED.get(accent, accent)
    return _readable(asked, _LIGHT_GROUND, towards=(0, 0, 0)), _readable(
        asked, _DARK_GROUND, towards=(255, 255, 255)
    )


def contrast(one: str, other: str) -> float:
    """As WCAG defines it: from 1 to 21."""
    light, dark = sorted((_luminance(_parsed(one)), _luminance(_parsed(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _readable(asked: str, ground: str, *, towards: Colour) -> str:
    colour = _parsed(asked)
    mixed = (_said(_mixed(colour, towards, step / _STEPS)) for step in range(_STEPS + 1))
    return next(one for one in mixed if contrast(one, ground) >= _READABLE)


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _parsed(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _said(colour: Colour) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in colour)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
