from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from heliograph.errors import NotFound
from heliograph.status import queries, timeline
from heliograph.status.availability import availabilities
from heliograph.status.history import unchanged_since
from heliograph.status.queries import Span
from heliograph.surfaces.public.addresses import uuid
from heliograph.surfaces.public.charts import charts
from heliograph.surfaces.public.components import bar_span
from heliograph.surfaces.public.door import page, rendered
from heliograph.surfaces.public.presenters.cards import UPDATES_ON_A_CARD
from heliograph.surfaces.public.presenters.incident_page import incident_shown
from heliograph.surfaces.public.presenters.status_page import Bounded, Read, status_page_shown

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from heliograph.status.models import Incident, Schedule
    from heliograph.surfaces.public.door import Visit

_Row = TypeVar("_Row", "Incident", "Schedule")

_FURTHEST_BACK = timedelta(days=3_660)
_MOST_INCIDENTS = 30
_MOST_WINDOWS = 30
_MOST_A_DAY = 20


@page
def status_page(visit: Visit) -> HttpResponse:
    return rendered(
        visit,
        "status_page",
        status_page_shown(_read(visit), visit.site, visit.calendar, charts=charts(visit)),
    )


@page
def incident_page(visit: Visit, guid: str) -> HttpResponse:
    incident = queries.incident_seen(uuid(guid), at=visit.at)
    return rendered(visit, "incident_page", incident_shown(incident, visit.calendar))


@page
def numbered_incident(visit: Visit, number: str) -> HttpResponse:
    """The address of an incident in Cachet 2, in `/incident/N` (2.3) and `/incidents/N` (2.4)."""
    incident = queries.incident_numbered(int(number), at=visit.at)
    return redirect("public:incident", guid=incident.guid, permanent=True)


@page
def without_slash(visit: Visit, address: str) -> HttpResponse:
    """Leads from an address of a public page with a slash behind to the one without."""
    try:
        found = resolve(f"/{address}")
    except Resolver404:
        raise NotFound("There is no such page.") from None
    if found.app_names != ["public"] or address.endswith("/"):
        raise NotFound("There is no such page.")
    query = visit.request.META.get("QUERY_STRING", "")
    path = reverse(found.view_name, args=found.args, kwargs=found.kwargs)
    return redirect(f"{path}?{query}" if query else path, permanent=True)


@page
def not_found(_: Visit, exception: Exception | None = None) -> HttpResponse:
    """For addresses that lead nowhere: `handler404` of the project."""
    raise NotFound("There is no such page.") from exception


def _read(visit: Visit) -> Read:
    at, span = visit.at, _span(visit)
    standings = queries.standings(at=at)
    incidents = _bounded(queries.open_incidents(at=at, most_updates=UPDATES_ON_A_CARD + 1), _MOST_INCIDENTS)
    past, threshold = bar_span(visit), visit.site.major_outage_threshold
    known = availabilities([one.component for one in standings], past, at=at)
    system = queries.system_now(
        [one.status for one in standings],
        has_open_incident=bool(incidents.shown),
        major_outage_threshold=threshold,
    )
    return Read(
        system=system,
        unchanged_since=unchanged_since(
            system.status,
            [one.intervals for one in known.of.values()],
            known.incidents,
            begins=past.begins,
            major_outage_threshold=threshold,
        ),
        groups=queries.by_group(standings),
        availabilities=known.of,
        bar_dates=past.dates[::-1],
        incidents=incidents,
        pinned=_bounded(queries.pinned_incidents(at=at, most_updates=UPDATES_ON_A_CARD + 1), _MOST_INCIDENTS),
        windows=_bounded(
            queries.unfinished_windows(at=at, most_updates=UPDATES_ON_A_CARD + 1), _MOST_WINDOWS
        ),
        span=span,
        days=timeline.timeline(span, at=at, most_a_day=_MOST_A_DAY),
        has_older=_has_older(visit, span),
    )


def _bounded(rows: QuerySet[_Row], most: int) -> Bounded[_Row]:
    shown = list(rows[: most + 1])
    if len(shown) <= most:
        return Bounded(shown=shown, more=0)
    return Bounded(shown=shown[:most], more=rows.count() - most)


def _span(visit: Visit) -> Span:
    """The owner may want the last few days and no paging: the history page has the others."""
    if visit.site.recent_incidents_only:
        return Span(newest=_today(visit), days=visit.site.recent_incidents_days, zone=visit.zone)
    newest = _asked_day(visit) or _today(visit)
    return Span(newest=newest, days=visit.site.incident_days, zone=visit.zone)


def _has_older(visit: Visit, span: Span) -> bool:
    if visit.site.recent_incidents_only or span.begins.date() <= _oldest(visit):
        return False
    return timeline.has_older(span, at=visit.at)


def _asked_day(visit: Visit) -> date | None:
    """`?from=` where it names a past day that can be paged to; whatever else it says is not asked."""
    said = visit.request.GET.get("from", "")
    try:
        asked = date.fromisoformat(said)
    except ValueError:
        return None
    is_canonical = asked.isoformat() == said  # other forms of ISO 8601 would be other addresses of one page
    return asked if is_canonical and _oldest(visit) <= asked < _today(visit) else None


def _today(visit: Visit) -> date:
    return visit.at.astimezone(visit.zone).date()


def _oldest(visit: Visit) -> date:
    return _today(visit) - _FURTHEST_BACK
