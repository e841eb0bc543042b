"""The page at `/metrics`, for who has a token; for everybody, where the owner says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from heliograph.accounts.credentials import actor_of_bearer
from heliograph.actors import Actor, Door
from heliograph.lib import clock
from heliograph.site import settings
from heliograph.surfaces.prometheus.gauges import Gauges

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest
    from prometheus_client.registry import Collector

_MALFORMED_VERSION = re.compile(r"version=(?!\d+(?:\.\d+)*\s*(?:;|$))", re.ASCII)
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
        encode, content_type = _encoder(request.headers.get("Accept", ""))
        headers = {"Vary": "Accept", **_UNKEPT}
        return HttpResponse(encode(registry), content_type=content_type, headers=headers)

    return answer


def _encoder(accept: str) -> tuple[Callable[[Collector], bytes], str]:
    """OpenMetrics or Prometheus' text format, in the version that the header asks for; else text 0.0.4.

    The library fails on a version that is not made of numbers.
    """
    sound = (one for one in accept.split(",") if not _MALFORMED_VERSION.search(one))
    return choose_encoder(",".join(sound))


def _actor_of(request: HttpRequest) -> Actor | None:
    """A token that is none opens nothing, not even what everybody may read."""
    header = request.headers.get("Authorization", "")
    if header:
        return actor_of_bearer(header, door=Door.REST, address=str(request.META.get("REMOTE_ADDR", "")))
    return None if settings.load().prometheus_protected else Actor.guest(door=Door.PUBLIC)
