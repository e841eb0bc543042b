"""Everything that a guest can reach, as addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from heliograph.metrics.queries import charted
from heliograph.publishing.addresses import Asked, asked_for
from heliograph.site import settings
from heliograph.site.theme import Shade
from heliograph.status.archive import first_beginning
from heliograph.status.models import Component, Incident, Schedule
from heliograph.status.queries import EVERYONE

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from heliograph.site.vocabulary import SiteSettings

_PAGES = (
    "/",
    "/history",
    "/rss",
    "/atom",
    "/feed.json",
    "/calendar.ics",
    "/badge.svg",
    "/embed",
    "/embed.js",
)
_FILES = (
    "/theme.css",
    "/favicon.svg",
    "/favicon.ico",
    "/apple-touch-icon.png",
    "/manifest.webmanifest",
    "/robots.txt",
    "/sitemap.xml",
)
_LISTS = ("components", "component-groups", "incidents", "schedules", "metrics", "status", "ping", "version")


def addresses(*, at: datetime, origin: str, most: int | None = None) -> Iterator[Asked]:
    """In the language that is spoken to who has none. The `most` newest incidents and windows, or all."""
    site = settings.load()
    paths = chain(
        _PAGES,
        _FILES,
        _extras(site),
        _components(),
        (f"/incidents/{guid}" for guid in _newest_incidents(at)[:most]),
        *((f"/schedules/{pk}", f"/schedules/{pk}/calendar.ics") for pk in _newest_windows(at)[:most]),
        (f"/history?month={month:%Y-%m}" for month in _months(site, at)),
        (f"/api/{one}" for one in _LISTS) if site.api_enabled and not site.api_protected else (),
    )
    for path in paths:
        bare, _, query = path.partition("?")
        asked = asked_for(bare, query, origin=origin, accept_language="")
        if asked is not None:
            yield asked


def _extras(site: SiteSettings) -> Iterator[str]:
    yield from (f"/{shade.value.replace('_', '-')}" for shade in Shade if getattr(site, shade.value))
    if site.security_contact:
        yield "/.well-known/security.txt"
    if site.display_graphs:
        yield from (f"/metrics/{metric.pk}.json" for metric in charted())


def _components() -> Iterator[str]:
    for pk in Component.objects.visible_to(EVERYONE).order_by("pk").values_list("pk", flat=True):
        yield f"/components/{pk}"
        yield f"/components/{pk}/badge.svg"


def _newest_incidents(at: datetime) -> QuerySet[Incident, UUID]:
    return Incident.objects.visible_to(EVERYONE, at=at).order_by("-pk").values_list("guid", flat=True)


def _newest_windows(at: datetime) -> QuerySet[Schedule, int]:
    return Schedule.objects.visible_to(EVERYONE, at=at).order_by("-pk").values_list("pk", flat=True)


def _months(site: SiteSettings, at: datetime) -> Iterator[date]:
    """From the first in which anything began until this one."""
    zone = ZoneInfo(site.timezone)
    first = first_beginning(at=at)
    month = (first or at).astimezone(zone).date().replace(day=1)
    while month <= at.astimezone(zone).date():
        yield month
        month = (month + timedelta(days=31)).replace(day=1)
