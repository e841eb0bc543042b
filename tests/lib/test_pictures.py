"""Class 7: what is taken for a picture, and what is left of it."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from heliograph.lib.pictures import MAX_BYTES, PictureError, redrawn

WITHIN = (960, 288)
SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def a_picture(form: str = "PNG", *, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, format=form, **options)
    return written.getvalue()


def a_bomb(width: int, height: int) -> bytes:
    """A small PNG that says that it is a huge one."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    ) + a_picture()[33:]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_stays_what_it_is(form: str) -> None:
    picture = redrawn(a_picture(form), within=WITHIN)
    with Image.open(BytesIO(picture.content)) as shown:
        assert (shown.format, shown.size) == (form, (40, 20))
    assert picture.content_type == f"image/{form.lower()}"


@pytest.mark.parametrize(
    ("size", "drawn"), [((2000, 100), (960, 48)), ((500, 1000), (144, 288)), ((1, 1), (1, 1))]
)
def test_a_large_picture_is_made_smaller(size: tuple[int, int], drawn: tuple[int, int]) -> None:
    picture = redrawn(a_picture(size=size), within=WITHIN)
    assert (picture.width, picture.height) == drawn


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_what_hides_behind_a_picture_stays_behind(form: str) -> None:
    assert SCRIPT not in redrawn(a_picture(form) + SCRIPT, within=WITHIN).content


def test_what_hides_in_a_picture_stays_behind() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SCRIPT.decode())
    profile = redrawn(a_picture("PNG", pnginfo=words), within=WITHIN).content
    exif = redrawn(a_picture("JPEG", comment=SCRIPT, icc_profile=SCRIPT), within=WITHIN).content
    assert b"script" not in profile
    assert b"script" not in exif


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        SCRIPT,
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        b"GIF89a" + bytes(40),
        a_picture("GIF"),
        a_picture("BMP"),
        a_picture("TIFF"),
        a_picture()[:60],
        a_bomb(4001, 4000),
        a_bomb(60_000, 60_000),
        a_bomb(2**31 - 1, 2**31 - 1),
        a_picture() + bytes(MAX_BYTES),
    ],
    ids=lambda content: f"{content[:12]!r}, {len(content)}",
)
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(PictureError):
        redrawn(content, within=WITHIN)


@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0, 10_000), st.binary(max_size=12))
def test_a_broken_picture_is_refused_or_drawn(form: str, place: int, other: bytes) -> None:
    whole = a_picture(form)
    cut = place % len(whole)
    try:
        picture = redrawn(whole[:cut] + other + whole[cut + len(other) :], within=WITHIN)
    except PictureError:
        return
    assert picture.width <= WITHIN[0]
