"""Maintenance windows: a page for each, and calendars to subscribe to or to take one from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from heliograph.status import archive
from heliograph.surfaces.public.addresses import number
from heliograph.surfaces.public.door import page, rendered
from heliograph.surfaces.public.presenters.ical import ical
from heliograph.surfaces.public.presenters.schedule_page import schedule_shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heliograph.status.models import Schedule
    from heliograph.surfaces.public.door import Visit

_MOST = 500


@page
def schedule_page(visit: Visit, schedule_id: str) -> HttpResponse:
    window = archive.window_seen(number(schedule_id), at=visit.at)
    return rendered(visit, "schedule_page", schedule_shown(window, visit.calendar))


@page
def calendar(visit: Visit) -> HttpResponse:
    return _calendar(visit, archive.calendar_windows(at=visit.at, most=_MOST), "maintenance")


@page
def schedule_calendar(visit: Visit, schedule_id: str) -> HttpResponse:
    """The one window, with the same UID as in the calendar of all."""
    window = archive.window_seen(number(schedule_id), at=visit.at)
    return _calendar(visit, [window], f"maintenance-{window.pk}")


def _calendar(visit: Visit, windows: Iterable[Schedule], file: str) -> HttpResponse:
    response = HttpResponse(ical(windows, name=visit.site.name), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    return response
