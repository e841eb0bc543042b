"""The API's description: for programs at `/api/openapi.json`, for people at `/docs/api`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_safe
from pydantic_core import to_json

from heliograph.lib.client_network import client_of
from heliograph.site import settings
from heliograph.surfaces.rest.answers import JSON
from heliograph.surfaces.rest.door import address_of
from heliograph.surfaces.rest.openapi.document import document_of
from heliograph.surfaces.rest.openapi.manual import manual_of
from heliograph.surfaces.rest.throttle import TooMany, take_turn
from heliograph.surfaces.rest.urls import api, refuse

if TYPE_CHECKING:
    from django.http import HttpRequest

    from heliograph.surfaces.rest.openapi.document import Document
    from heliograph.surfaces.rest.request import ApiRequest

_CACHING = {"Cache-Control": "public, max-age=0, s-maxage=2"}
"""As the pages: the description changes with a new version, the page with a setting."""

_HEADERS = _CACHING | {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """For guests, too, of an API that is protected: it says what can be asked, and nothing of the answers."""
    asked = cast("ApiRequest", request)
    try:
        take_turn(asked, f"at {client_of(address_of(request))}")
    except TooMany as refused:
        return refuse(request, refused)
    return HttpResponse(_description(), content_type=JSON, headers=_CACHING)


@require_safe
def documentation(_: HttpRequest) -> HttpResponse:
    if not settings.load().api_enabled:
        raise Http404("The API is switched off.")
    return HttpResponse(_page(settings.load().name), headers=_HEADERS)


@cache
def _document() -> Document:
    return document_of(api)


@cache
def _description() -> bytes:
    return to_json(_document())


@lru_cache(maxsize=1)
def _page(name: str) -> bytes:
    """Rendered anew only when the page gets another name."""
    context = {"manual": manual_of(_document()), "name": name}
    return render_to_string("rest/documentation.html", context).encode()


urlpatterns = [path("api/openapi.json", openapi), path("docs/api", documentation)]
