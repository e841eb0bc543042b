"""What the API answers with, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from pydantic_core import to_json

from heliograph.surfaces.rest.jsonapi import document_of_many, document_of_one, view_of
from heliograph.surfaces.rest.listing import page_of

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from heliograph.surfaces.rest.jsonapi import Resource
    from heliograph.surfaces.rest.request import ApiRequest

JSON = "application/json"
RESOURCE = "application/vnd.api+json"


def plain(body: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(to_json(body), status=status, content_type=JSON)


def refusal(status: int, message: str, **more: object) -> HttpResponse:
    return plain({"message": message, **more}, status=status)


def shown(request: ApiRequest, resource: Resource, row: Model, *, status: int = 200) -> HttpResponse:
    document = document_of_one(row, resource, view_of(request, resource))
    return HttpResponse(to_json(document), status=status, content_type=RESOURCE)


def gone() -> HttpResponse:
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


def listed(request: ApiRequest, resource: Resource, rows: QuerySet[Model]) -> HttpResponse:
    view = view_of(request, resource)
    page = page_of(rows, request.GET)
    document = document_of_many(page.rows, resource, view) | page.described(request)
    return HttpResponse(to_json(document), content_type=RESOURCE)
