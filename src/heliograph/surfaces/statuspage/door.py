"""What every answer has in common: who may read it, by which method, and what other sites are told.

An answer depends on the settings, the moment and the database alone, so that it can be kept for everybody.
"""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING

from django.http import HttpResponse

from heliograph.accounts.credentials import actor_of_bearer
from heliograph.actors import Door
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.site import settings
from heliograph.surfaces.statuspage.board import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest

    from heliograph.site.vocabulary import SiteSettings
    from heliograph.surfaces.statuspage.board import Board
    from heliograph.surfaces.statuspage.components import Row

    View = Callable[..., HttpResponse]

_ALLOWED = "GET, HEAD, OPTIONS"
_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": _ALLOWED,
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Cache-Control",
    "Access-Control-Max-Age": "86400",
}
_CLOSED = {"Cache-Control": "private, no-store", "Vary": "Authorization"}


def document(view: Callable[[Board], Row]) -> View:
    """A view from what there is now to a body. With `api_protected` a token opens it, and nobody keeps it."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        return gated(request, lambda site, at: view(read(site, at=at)))

    return answer


def gated(request: HttpRequest, body: Callable[[SiteSettings, datetime], Row]) -> HttpResponse:
    site = settings.load()
    response = _answer(request, site, body)
    for name, value in (_CLOSED if site.api_protected else _OPEN).items():
        response[name] = value
    return response


def _answer(
    request: HttpRequest, site: SiteSettings, body: Callable[[SiteSettings, datetime], Row]
) -> HttpResponse:
    if refusal := _method_refused(request):
        return refusal
    if not site.api_enabled:
        return said({"error": "The API is switched off."}, status=404)
    if site.api_protected and not _is_known(request):
        refused = said({"error": "A token is needed: Authorization: Bearer <token>."}, status=401)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    try:
        return said(body(site, clock.now()))
    except NotFound as missing:
        return said({"error": missing.message}, status=404)


def _method_refused(request: HttpRequest) -> HttpResponse | None:
    match request.method:
        case "GET":
            return None
        case "HEAD":
            request.method = "GET"  # answered alike, ETag and all; the server leaves out the body
            return None
        case "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": _ALLOWED, **_PREFLIGHT})
        case _:
            refused = said({"error": f"Supported here: {_ALLOWED}."}, status=405)
            refused["Allow"] = _ALLOWED
            return refused


def _is_known(request: HttpRequest) -> bool:
    address = str(request.META.get("REMOTE_ADDR", ""))
    header = request.headers.get("Authorization", "")
    return actor_of_bearer(header, door=Door.STATUSPAGE, address=address) is not None


def said(body: Row, *, status: int = 200) -> HttpResponse:
    """Text stays text on its way, whatever reads it: no letter is escaped that JSON can hold."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return HttpResponse(content, status=status, content_type="application/json")


def nothing_here(_: SiteSettings, __: datetime) -> Row:
    raise NotFound("There is no such document.")
