"""Addresses that machines ask for by any host name: health checks and metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_PATHS = frozenset({"/health", "/health/ready", "/metrics"})


class ProbeMiddleware:
    """Puts the public host in the place of what a probe names, or leaves out, as its host.

    A load balancer names the address of its target, which no list of allowed hosts can know. No name that a
    client chose gets past here, so that nothing behind can be misled by it; other paths are still refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._host = urlsplit(settings.ENVIRONMENT.url).netloc

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in _PATHS:
            request.META["HTTP_HOST"] = self._host
        return self._get_response(request)
