"""Which statuses of HTTP are fine, as people write them: `200-299, 401`."""

from __future__ import annotations

import re

USUAL = "200-299"

_RANGE = re.compile(r"([1-5][0-9]{2})(?:\s*-\s*([1-5][0-9]{2}))?")


def ranges(said: str) -> tuple[range, ...]:
    """Raises ValueError, which names the part that says nothing."""
    return tuple(_range(part.strip()) for part in said.split(","))


def _range(said: str) -> range:
    found = _RANGE.fullmatch(said)
    if found is None:
        raise ValueError(f"{said!r} is no status such as 200, and no range such as 200-299.")
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise ValueError(f"{said!r} ends before it begins.")
    return range(first, last + 1)
