"""What makes the page its owner's: the theme and the logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from heliograph.site import queries
from heliograph.site.theme import Shade
from heliograph.surfaces.public.door import CONTENT_POLICY, wordless
from heliograph.surfaces.public.presenters.theme import theme_css, version_of

if TYPE_CHECKING:
    from heliograph.surfaces.public.door import Visit

_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=60"


@wordless
def theme(visit: Visit) -> HttpResponse:
    css = theme_css(visit.site)
    headers = {"Cache-Control": _freshness(visit, version_of(css))}
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers=headers)


@wordless
def logo(visit: Visit, shade: Shade) -> HttpResponse:
    shown = queries.logo(shade, digest=getattr(visit.site, shade.value))
    headers = {
        "Cache-Control": _freshness(visit, shown.digest),
        # Opened by itself it is a document of our host: it may do nothing there.
        CONTENT_POLICY: "default-src 'none'; sandbox",
    }
    return HttpResponse(bytes(shown.content), content_type=shown.content_type, headers=headers)


def _freshness(visit: Visit, version: str) -> str:
    """Kept for good only under the address that names it."""
    return _FOR_GOOD if visit.request.GET.get("v") == version else _FOR_NOW
