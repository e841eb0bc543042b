"""Limit of the pages that one client may have rendered in a minute.

Answers from memory or disk are not counted. A page that is stored already and has to be rendered again after
a change is not counted either: visitors of one network, or behind a proxy that is not configured, share an
address, and all of them come when something happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings as project

from heliograph.lib.client_network import client_of
from heliograph.lib.rate_limit import WINDOW, RateLimit
from heliograph.publishing.renditions import Answer

if TYPE_CHECKING:
    from heliograph.lib.rate_limit import Turn

_counts = RateLimit(project.DATA_FOLDER.path / "renderings")


def refusal_of_rendering(address: str, *, now: float) -> Answer | None:
    """Counts one rendering for the client; returns the answer to a client that has none left."""
    limit = project.RENDERS_PER_MINUTE
    if not limit:
        return None
    turn = _counts.take(client_of(address), limit=limit, now=now)
    return _refusal(turn, now=now) if turn.is_over else None


def _refusal(turn: Turn, *, now: float) -> Answer:
    seconds = min(max(turn.reset_at - int(now), 1), WINDOW)
    headers = (
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Retry-After", str(seconds)),
    )
    body = f"Too many requests for new pages from your network. Try again in {seconds} seconds."
    return Answer("429 Too Many Requests", headers, body.encode())
