"""The page's icon as PNG and ICO, for programs that read no SVG: the shapes of favicon.svg."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

_UNITS = 16
"""Width and height of the drawing in favicon.svg."""

_OVERSAMPLING = 4
_ICO_PIXELS = (16, 32, 48)
_TOUCH_PIXELS = 180
_TOUCH_MARGIN = 0.12
"""Of its width, on each side: phones round its corners off."""

_WHITE = "#ffffff"
_CLEAR = "#ffffff00"

Point = tuple[float, float]


@lru_cache(maxsize=16)
def ico(icon: str, colour: str) -> bytes:
    """In the sizes that browsers show, on a transparent ground."""
    written = BytesIO()
    largest = max(_ICO_PIXELS)
    drawn = [_drawn(icon, colour, pixels) for pixels in _ICO_PIXELS]
    sizes = [(pixels, pixels) for pixels in _ICO_PIXELS]
    _drawn(icon, colour, largest).save(written, format="ICO", sizes=sizes, append_images=drawn)
    return written.getvalue()


@lru_cache(maxsize=16)
def touch_icon(icon: str, colour: str) -> bytes:
    """A PNG on white: phones show a transparent ground as black."""
    margin = round(_TOUCH_PIXELS * _TOUCH_MARGIN)
    picture = Image.new("RGB", (_TOUCH_PIXELS, _TOUCH_PIXELS), _WHITE)
    drawn = _drawn(icon, colour, _TOUCH_PIXELS - 2 * margin)
    picture.paste(drawn, (margin, margin), mask=drawn)
    written = BytesIO()
    picture.save(written, format="PNG", optimize=True)
    return written.getvalue()


def _drawn(icon: str, colour: str, pixels: int) -> Image.Image:
    large = pixels * _OVERSAMPLING
    picture = Image.new("RGBA", (large, large), _CLEAR)
    pen = _Pen(ImageDraw.Draw(picture), scale=large / _UNITS, colour=colour)
    _SHAPES.get(icon, _check)(pen)
    return picture.resize((pixels, pixels), Image.Resampling.LANCZOS)


@dataclass(frozen=True)
class _Pen:
    """Draws in the units of favicon.svg."""

    draw: ImageDraw.ImageDraw
    scale: float
    colour: str

    def fill(self, points: Sequence[Point]) -> None:
        self.draw.polygon(self._scaled(points), fill=self.colour)

    def disc(self, center: Point, radius: float, colour: str) -> None:
        x, y = center
        corners = self._scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse(corners, fill=colour)

    def arc(self, center: Point, radius: float, *, begin: float, end: float, width: float) -> None:
        """The radius is that of the middle of the line; angles are clockwise, in degrees."""
        (x, y), outer = center, radius + width / 2
        corners = self._scaled([(x - outer, y - outer), (x + outer, y + outer)])
        self.draw.arc(corners, begin, end, fill=self.colour, width=round(width * self.scale))

    def line(self, points: Sequence[Point], *, width: float, colour: str) -> None:
        """With round ends and corners."""
        self.draw.line(self._scaled(points), fill=colour, width=round(width * self.scale))
        for point in points:
            self.disc(point, width / 2, colour)

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]


def _check(pen: _Pen) -> None:
    pen.disc((8, 8), 7, pen.colour)
    pen.line([(4.9, 8.2), (7, 10.3), (11.1, 5.9)], width=1.8, colour=_WHITE)


def _triangle(pen: _Pen) -> None:
    corners: list[Point] = [(8, 2.2), (14.3, 13.1), (1.7, 13.1)]
    pen.fill(corners)
    pen.line([*corners, corners[0]], width=2.8, colour=pen.colour)
    pen.line([(8, 5.6), (8, 9.1)], width=1.8, colour=_WHITE)
    pen.line([(8, 11.8), (8, 11.9)], width=1.8, colour=_WHITE)


def _octagon(pen: _Pen) -> None:
    pen.fill([(5.2, 1), (10.8, 1), (15, 5.2), (15, 10.8), (10.8, 15), (5.2, 15), (1, 10.8), (1, 5.2)])
    pen.line([(5.6, 5.6), (10.4, 10.4)], width=1.8, colour=_WHITE)
    pen.line([(10.4, 5.6), (5.6, 10.4)], width=1.8, colour=_WHITE)


def _wrench(pen: _Pen) -> None:
    pen.arc((10.32, 5.68), 3.2, begin=-5, end=275, width=2.4)
    for end in ((13.5, 5.4), (10.6, 2.5)):
        pen.disc(end, 1.2, pen.colour)
    pen.line([(7.7, 8.3), (3, 13)], width=2.4, colour=pen.colour)


_SHAPES: dict[str, Callable[[_Pen], None]] = {
    "partial": _triangle,
    "major": _octagon,
    "maintenance": _wrench,
}
