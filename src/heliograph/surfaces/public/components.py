"""The page of one component, and the days that the bars of all of them show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.status.availability import availability, component_seen
from heliograph.status.queries import Span, effective_statuses
from heliograph.surfaces.public.addresses import number
from heliograph.surfaces.public.door import page, rendered
from heliograph.surfaces.public.presenters.component_page import component_shown
from heliograph.surfaces.public.presenters.moments import Calendar

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.public.door import Visit

_DAYS = 90


@page
def component_page(visit: Visit, component_id: str) -> HttpResponse:
    component = component_seen(number(component_id))
    shown = component_shown(
        component,
        status=effective_statuses([component], at=visit.at)[component.pk],
        availability=availability(component, bar_span(visit), at=visit.at),
        site=visit.site,
        calendar=Calendar(now=visit.at, zone=visit.zone, names_zone=visit.site.show_timezone),
    )
    return rendered(visit, "component_page", shown)


def bar_span(visit: Visit) -> Span:
    return Span(newest=visit.at.astimezone(visit.zone).date(), days=_DAYS, zone=visit.zone)
