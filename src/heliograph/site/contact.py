"""Whom to tell of a hole in the server."""

from __future__ import annotations

import re

_CONTACT = re.compile(r"(mailto:)?[^\s@:/<>]+@[^\s@:/<>]+|https://[^\s<>]+")


def is_contact(text: object) -> bool:
    """One word on one line: it is written into security.txt."""
    return text is None or (isinstance(text, str) and text.isprintable() and bool(_CONTACT.fullmatch(text)))


def contact_uri(text: str) -> str:
    return text if text.startswith(("https:", "mailto:")) else f"mailto:{text}"
