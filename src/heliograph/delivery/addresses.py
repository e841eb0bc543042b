"""Addresses as they may be shown."""

from __future__ import annotations

from urllib.parse import urlsplit


def without_password(url: str) -> str:
    """A name and password in it are for the other side alone."""
    try:
        parts = urlsplit(url)
    except ValueError:  # an imported one
        return ""
    given, _, host = parts.netloc.rpartition("@")
    return url.replace(f"{given}@{host}", f"***@{host}", 1) if given else url
