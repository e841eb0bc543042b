"""The small files that browsers, crawlers and researchers look for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from heliograph.errors import NotFound
from heliograph.lib.plain_text import one_line
from heliograph.site.address import absolute
from heliograph.site.contact import contact_uri
from heliograph.status import queries
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.public.door import wordless
from heliograph.surfaces.public.presenters import icon_images
from heliograph.surfaces.public.presenters.colours import OF_TONE
from heliograph.surfaces.public.presenters.paint import component_mark, system_mark

if TYPE_CHECKING:
    from heliograph.surfaces.public.door import Visit

_CONTACT_KEPT = timedelta(days=180)
_ICON_HEADERS = {"Cache-Control": "public, max-age=60"}
_TEXT = "text/plain; charset=utf-8"
_AT_PEACE = ComponentStatus.OPERATIONAL


@wordless
def favicon(visit: Visit) -> HttpResponse:
    """In the colour of the state, or in that of peace for owners who want it still."""
    icon, colour = _icon(visit)
    picture = render_to_string("public/favicon.svg", {"icon": icon, "colour": colour})
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8", headers=_ICON_HEADERS)


@wordless
def favicon_ico(visit: Visit) -> HttpResponse:
    """For feed readers, chat programs and browsers that ask for it whatever the page names."""
    picture = icon_images.ico(*_icon(visit))
    return HttpResponse(picture, content_type="image/x-icon", headers=_ICON_HEADERS)


@wordless
def touch_icon(visit: Visit) -> HttpResponse:
    """For the home screens of phones."""
    picture = icon_images.touch_icon(*_icon(visit))
    return HttpResponse(picture, content_type="image/png", headers=_ICON_HEADERS)


@wordless
def manifest(visit: Visit) -> HttpResponse:
    """Its addresses are relative, so that it is the same on a static site below any path."""
    name = one_line(visit.site.name)
    said = {
        "name": name,
        "short_name": name,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "icons": [{"src": "favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return HttpResponse(json.dumps(said), content_type="application/manifest+json")


@wordless
def robots(visit: Visit) -> HttpResponse:
    """Nothing is hidden by it: what guests may not see has no address that answers."""
    sitemap = f"Sitemap: {absolute(reverse('public:sitemap'))}"
    lines = ["User-agent: *", "Disallow: /subscribers/", "Disallow: /embed", "", sitemap]
    return HttpResponse("\n".join([*lines, ""]), content_type=_TEXT)


@wordless
def security_contact(visit: Visit) -> HttpResponse:
    """RFC 9116."""
    contact = visit.site.security_contact
    if not contact:
        raise NotFound("Nobody is named.")
    expires = datetime.combine(visit.at.date() + _CONTACT_KEPT, time.min, tzinfo=UTC)
    lines = [
        f"Contact: {contact_uri(one_line(contact))}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {absolute(reverse('public:security-contact'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type=_TEXT)


def _icon(visit: Visit) -> tuple[str, str]:
    """Shape and color: those of the system status, or always of the operational one, as the owner wants."""
    mark = system_mark(_system(visit)) if visit.site.dynamic_favicon else component_mark(_AT_PEACE)
    return mark.icon, OF_TONE[mark.tone]


def _system(visit: Visit) -> queries.SystemNow:
    return queries.system_at(visit.at, major_outage_threshold=visit.site.major_outage_threshold)
