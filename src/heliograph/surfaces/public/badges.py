"""Badges for other sites and for readmes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from heliograph.errors import NotFound
from heliograph.status import queries
from heliograph.status.models import Component
from heliograph.surfaces.public.addresses import number
from heliograph.surfaces.public.door import page
from heliograph.surfaces.public.presenters.badge import badge, style_named
from heliograph.surfaces.public.presenters.paint import component_mark, system_state_mark

if TYPE_CHECKING:
    from heliograph.surfaces.public.door import Visit
    from heliograph.surfaces.public.presenters.paint import Mark


@page
def system_badge(visit: Visit) -> HttpResponse:
    threshold = visit.site.major_outage_threshold
    system = queries.system_at(visit.at, major_outage_threshold=threshold)
    return _badge(visit, _("Status"), system_state_mark(system))


@page
def component_badge(visit: Visit, component_id: str) -> HttpResponse:
    component = Component.objects.visible_to(queries.EVERYONE).filter(pk=number(component_id)).first()
    if component is None:
        raise NotFound("There is no such component.")
    status = queries.effective_statuses([component], at=visit.at)[component.pk]
    return _badge(visit, component.name, component_mark(status))


def _badge(visit: Visit, label: str, mark: Mark) -> HttpResponse:
    asked = visit.request.GET
    style = style_named(asked.get("style", ""))
    ready = {"badge": badge(asked.get("label", label), mark.words, mark.tone, style)}
    picture = render_to_string("public/badge.svg", ready)
    return for_other_sites(HttpResponse(picture, content_type="image/svg+xml; charset=utf-8"))


def for_other_sites(response: HttpResponse) -> HttpResponse:
    """Fresh for a minute, and for everybody's pages."""
    response["Cache-Control"] = "public, max-age=60"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
