"""The page at `/metrics`, for who has a token; for everybody, where the owner says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from heliograph.accounts.credentials import actor_of_bearer
from heliograph.actors import Actor, Door
from heliograph.lib import clock
from heliograph.site import settings
from heliograph.surfaces.prometheus.gauges import Gauges

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest

_UNKEPT = {"Cache-Control": "no-store"}


def metrics(worker_seen: Callable[[], datetime | None]) -> Callable[[HttpRequest], HttpResponse]:
    @require_safe
    def answer(request: HttpRequest) -> HttpResponse:
        actor = _actor_of(request)
        if actor is None:
            said = {"WWW-Authenticate": "Bearer", **_UNKEPT}
            return HttpResponse("Unauthenticated.\n", status=401, content_type="text/plain", headers=said)
        registry = CollectorRegistry()
        registry.register(Gauges(actor=actor, at=clock.now(), worker_seen=worker_seen()))
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers=_UNKEPT)

    return answer


def _actor_of(request: HttpRequest) -> Actor | None:
    """A token that is none opens nothing, not even what everybody may read."""
    header = request.headers.get("Authorization", "")
    if header:
        return actor_of_bearer(header, door=Door.REST, address=str(request.META.get("REMOTE_ADDR", "")))
    return None if settings.load().prometheus_protected else Actor.guest(door=Door.PUBLIC)
