from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.status.queries import readable_templates
from heliograph.surfaces.rest_v1 import shapes_incidents
from heliograph.surfaces.rest_v1.answers import item
from heliograph.surfaces.rest_v1.door import found
from heliograph.surfaces.rest_v1.listing import Listing, listed

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from heliograph.status.models import IncidentTemplate
    from heliograph.surfaces.rest_v1.request import V1Request


def _readable(request: V1Request) -> QuerySet[IncidentTemplate]:
    return readable_templates(request.actor, are_protected=request.settings.api_templates_protected)


def list_templates(request: V1Request) -> HttpResponseBase:
    rows = Listing().of(_readable(request), request)
    return listed(request, rows, lambda some: shapes_incidents.templates(request, some))


def show_template(request: V1Request, number: str) -> HttpResponse:
    (shape,) = shapes_incidents.templates(request, [found(_readable(request), number)])
    return item(shape)
