"""Pictures of strangers: decoded within bounds and drawn anew, so that nothing else of them stays."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

MAX_BYTES = 1024 * 1024
MAX_PIXELS = 16_000_000
"""Looked at before anything is decoded: a small file can say that it is a huge picture."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_FAULTS = (
    OSError,
    SyntaxError,  # of Pillow, for a broken PNG
    ValueError,
    EOFError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class PictureError(Exception):
    """What came is not a picture that is taken; the message says why, to whoever sent it."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    content: bytes
    content_type: str
    width: int
    height: int


def redrawn(content: bytes, *, within: tuple[int, int]) -> Picture:
    """The picture alone, no larger than `within` (pixels). Raises PictureError.

    By its content, whatever its name was: PNG, JPEG or WebP. SVG is refused: it is a document that can carry
    scripts and ask other hosts.
    """
    if len(content) > MAX_BYTES:
        raise PictureError(f"The file must not be larger than {MAX_BYTES // 1024} KiB.")
    try:
        return _redrawn(content, within)
    except _FAULTS as fault:
        raise PictureError("The file must be a PNG, JPEG or WebP image.") from fault


def _redrawn(content: bytes, within: tuple[int, int]) -> Picture:
    with Image.open(BytesIO(content), formats=_FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureError(f"The image must not have more than {MAX_PIXELS:,} pixels.")
        form = opened.format or ""
        upright = ImageOps.exif_transpose(opened)
        drawn = upright.convert("RGB" if form == "JPEG" else "RGBA")
    drawn.thumbnail(within)
    # A copy of the dots alone: comments, profiles and places stay behind.
    clean = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    written = BytesIO()
    clean.save(written, format=form, **({"lossless": True} if form == "WEBP" else {}))
    return Picture(
        content=written.getvalue(),
        content_type=Image.MIME[form],
        width=clean.width,
        height=clean.height,
    )
