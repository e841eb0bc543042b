"""So many requests a minute: with the headers that clients know (contract, section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings as project

from heliograph.errors import Refused
from heliograph.lib.rate_limit import FOR_ALL_GUESTS, RateLimit, Turn

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

requests = RateLimit(project.DATA_FOLDER.path / "api-requests")


class TooMany(Refused):
    """A 429."""


def take_turn(request: ApiRequest, client: str) -> None:
    """Counts the request. Raises TooMany when the minute's are used up."""
    limit = request.settings.api_rate_limit
    if not limit:
        return
    if FOR_ALL_GUESTS in request.META:
        request.turn = Turn(limit=limit, remaining=limit, is_over=False, reset_at=0)
        return
    request.turn = requests.take(client, limit=limit, now=request.now.timestamp())
    if request.turn.is_over:
        raise TooMany("Too Many Attempts.")


def tell_turn(response: HttpResponse, turn: Turn | None, *, now: float) -> None:
    """The answer says how many are left, and when it refuses, when there will be more."""
    if turn is None:
        return
    response["X-RateLimit-Limit"] = str(turn.limit)
    response["X-RateLimit-Remaining"] = str(turn.remaining)
    if turn.is_over:
        response["Retry-After"] = str(turn.retry_after_seconds(now))
        response["X-RateLimit-Reset"] = str(turn.reset_at)
