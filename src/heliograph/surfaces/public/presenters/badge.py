"""Badges: a label and a state side by side, as SVG 1.1."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from heliograph.lib.plain_text import one_line
from heliograph.site.badge_style import DEFAULT, Style
from heliograph.surfaces.public.presenters.colours import OF_TONE
from heliograph.surfaces.public.presenters.letters import width_of

_LONGEST_LABEL = 100
_LABEL_COLOUR = "#3d444d"


@dataclass(frozen=True, kw_only=True)
class Look:
    """Lengths in pixels. `shine` is the darkness that a gradient over the badge begins and ends with."""

    height: int = 20
    radius: int = 0
    font_size: int = 11
    padding: int = 6
    letter_spacing: float = 0
    weight: str = "normal"
    shine: tuple[float, float] | None = None
    is_light: bool = False


_LOOKS = {
    Style.FLAT_SQUARE: Look(),
    Style.FLAT: Look(radius=3, shine=(0, 0.12)),
    Style.PLASTIC: Look(height=18, radius=4, shine=(0, 0.35)),
    Style.FOR_THE_BADGE: Look(height=28, font_size=10, padding=12, letter_spacing=1.2, weight="bold"),
    Style.SOCIAL: Look(radius=4, weight="bold", is_light=True),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A half of a badge; `middle` is where its text stands, `length` how long that text is made."""

    text: str
    x: int
    width: int
    middle: float
    length: float
    ground: str
    ink: str


@dataclass(frozen=True, kw_only=True)
class Badge:
    title: str
    width: int
    baseline: float
    look: Look
    parts: tuple[Part, ...]

    @property
    def border_width(self) -> int:
        return self.width - 1

    @property
    def border_height(self) -> int:
        return self.look.height - 1


def badge(label: str, state: str, tone: str, style: Style) -> Badge:
    """Without a label the state stands alone."""
    look = _LOOKS[style]
    label = _short(one_line(label))
    parts = _parts(label, state, OF_TONE[tone], look, style)
    return Badge(
        title=f"{label}: {state}" if label else state,
        width=parts[-1].x + parts[-1].width,
        baseline=round(look.height / 2 + look.font_size * 0.36, 1),
        look=look,
        parts=parts,
    )


def style_named(name: str) -> Style:
    return Style(name) if name in set(Style) else DEFAULT


def _parts(label: str, state: str, colour: str, look: Look, style: Style) -> tuple[Part, ...]:
    texts = [*([label] if label else []), state]
    if style is Style.FOR_THE_BADGE:
        texts = [text.upper() for text in texts]
    right = _part(texts[-1], look, ground=colour, ink="#ffffff")
    if look.is_light:
        right = replace(right, ground="#ffffff", ink=colour)
    if not label:
        return (right,)
    left = _part(texts[0], look, ground=_LABEL_COLOUR, ink="#ffffff")
    if look.is_light:
        left = replace(left, ground="#f6f8fa", ink="#1b1f24")
    return (left, replace(right, x=left.width, middle=left.width + right.middle))


def _part(text: str, look: Look, *, ground: str, ink: str) -> Part:
    scale = 1.12 if look.weight == "bold" else 1.0
    length = round(width_of(text, size=look.font_size) * scale + look.letter_spacing * len(text), 1)
    width = ceil(length) + 2 * look.padding  # whole pixels, so that no seam shows between the parts
    middle = round(width / 2, 1)
    return Part(text=text, x=0, width=width, middle=middle, length=length, ground=ground, ink=ink)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
