"""Rate limit of the API: requests per minute and address (IPv6: per /64), with or without a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings as project

from heliograph.lib.client_network import client_of
from heliograph.lib.rate_limit import RateLimit
from heliograph.surfaces.rest_v1.answers import refusal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.rest_v1.request import V1Request

requests = RateLimit(project.DATA_FOLDER.path / "api-v1-requests")


def refusal_above_limit(request: V1Request, address: str) -> HttpResponse | None:
    """Counts the request; returns the 429 for one above the limit.

    Cachet 2 has no rate limit and no headers for one, so other answers say nothing about it.
    """
    limit, now = request.settings.api_v1_rate_limit, request.now.timestamp()
    turn = requests.take(f"at {client_of(address)}", limit=limit, now=now) if limit else None
    if turn is None or not turn.is_over:
        return None
    response = refusal(429)
    response["Retry-After"] = str(turn.retry_after_seconds(now))
    return response
