from __future__ import annotations

from dataclasses import dataclass

from heliograph.errors import Invalid
from heliograph.lib.pictures import Picture, PictureError, redrawn
from heliograph.site.theme import Shade

_LARGEST = (960, 288)
"""Thrice what a page shows, for sharp displays."""


@dataclass(frozen=True, kw_only=True)
class LogoDraft:
    shade: Shade
    picture: Picture


def logo_draft(shade: Shade, file: bytes) -> LogoDraft:
    """Apart from the verb, which keeps other writers waiting, since drawing takes its time.

    Raises Invalid on `logo` for what is not a PNG, JPEG or WebP image of bearable size.
    """
    try:
        return LogoDraft(shade=shade, picture=redrawn(file, within=_LARGEST))
    except PictureError as fault:
        raise Invalid({"logo": [str(fault)]}) from fault
