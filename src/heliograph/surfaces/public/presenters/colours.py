"""Tones as colours, for pictures that stand on other sites and know no stylesheet.

They are those of the light scheme in page.css: white letters are legible on each.
"""

from __future__ import annotations

OF_TONE = {
    "operational": "#1a7f37",
    "performance": "#7d5a00",
    "partial": "#b34700",
    "major": "#c4161c",
    "unknown": "#59636e",
    "maintenance": "#1f5fbf",
}
