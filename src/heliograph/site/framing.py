"""Who may show a page of ours inside one of theirs."""

from __future__ import annotations

import re

ANYONE = "*"
_SOURCE = re.compile(r"https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:([0-9]{1,5}|\*))?", re.IGNORECASE)


def are_framers(text: object) -> bool:
    """`*`, nothing, or origins separated by blanks: nothing that would add a rule to the content policy."""
    return isinstance(text, str) and (text == ANYONE or all(map(_SOURCE.fullmatch, text.split())))


def frame_ancestors(text: str) -> str:
    """The setting as the content policy says it; what is not sound frees nobody else to frame us.

    We may always: the dashboard shows the page beside what changes it.
    """
    others = text.split() if are_framers(text) else []
    return " ".join(["'self'", *others])
