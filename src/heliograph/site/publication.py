"""Where the static site may be published to, as a setting says it."""

from __future__ import annotations

import re

STORAGES = ("s3",)
"""Schemes of addresses; whatever else is an absolute folder of the machine that publishes."""

_ADDRESS = re.compile(rf"(?:{'|'.join(STORAGES)})://[a-z0-9][a-z0-9._-]*(?:/[\w./-]*)?", re.ASCII)


def is_publishable(text: object) -> bool:
    if text is None:
        return True
    if not isinstance(text, str) or not text.isprintable() or ".." in text:
        return False
    return bool(_ADDRESS.fullmatch(text)) or (text.startswith("/") and text.strip("/") != "")
