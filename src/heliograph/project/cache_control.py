"""Default `Cache-Control`.

Without one, a cache decides itself for how long it stores an answer (RFC 9111, section 4.2.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.lib.rate_limit import FOR_ALL_GUESTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_OK = 200
_TOKENS = ("Authorization", "X-Cachet-Token")


class CacheControl:
    """Middleware: no cache stores an answer that does not allow it.

    Answers that are rendered for all visitors get theirs from the page cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if FOR_ALL_GUESTS not in request.META or response.status_code != _OK:
            has_token = any(name in request.headers for name in _TOKENS)
            response.headers.setdefault("Cache-Control", "private, no-store" if has_token else "no-store")
        return response
