"""`/sitemap.xml` (sitemaps.org): the pages that visitors can reach, and when each changed last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from heliograph.lib.wire import timestamp
from heliograph.site.address import absolute
from heliograph.status import archive
from heliograph.surfaces.public.door import wordless

if TYPE_CHECKING:
    from datetime import datetime

    from heliograph.surfaces.public.door import Visit

_MOST = 1_000
"""Of the newest incidents, and of the newest maintenance."""


@dataclass(frozen=True)
class Entry:
    """`changed` is empty where it is not known."""

    url: str
    changed: str = ""


@wordless
def sitemap(visit: Visit) -> HttpResponse:
    incidents = archive.incident_changes(at=visit.at, most=_MOST)
    schedules = archive.schedule_changes(at=visit.at, most=_MOST)
    newest = max((changed for _, changed in (*incidents, *schedules)), default=None)
    entries = [
        *(_entry(name, changed=newest) for name in ("status-page", "history")),
        *(_entry("component", pk) for pk in archive.seen_components()),
        *(_entry("incident", guid, changed=changed) for guid, changed in incidents),
        *(_entry("schedule", pk, changed=changed) for pk, changed in schedules),
    ]
    return HttpResponse(
        render_to_string("public/sitemap.xml", {"entries": entries}),
        content_type="application/xml; charset=utf-8",
    )


def _entry(name: str, *args: object, changed: datetime | None = None) -> Entry:
    url = absolute(reverse(f"public:{name}", args=args))
    return Entry(url, "" if changed is None else timestamp(changed))
