"""Whether anybody is there, what answers, and how all is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import Router

from heliograph import __version__
from heliograph.status.queries import system_status_at
from heliograph.surfaces.rest.answers import plain
from heliograph.surfaces.rest.door import reads
from heliograph.surfaces.rest.openapi.endpoint import general

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.rest.request import ApiRequest

router = Router()

API_VERSION = "3.x-dev"
"""Cachet's version whose API this is (contract, August 2026)."""


@router.get("/ping", **general("ping", summary="Check that the API answers", answer="Pong"))
@reads
def ping(request: ApiRequest) -> HttpResponse:
    return plain({"data": "Pong!"})


@router.get("/version", **general("getVersion", summary="Show the version", answer="Version"))
@reads
def version(request: ApiRequest) -> HttpResponse:
    """`version` is that of the API, as its clients know it; ours stands beside it."""
    return plain({"data": {"version": API_VERSION, "heliograph": __version__}})


@router.get("/status", **general("getStatus", summary="Show the overall status", answer="SystemStatusAnswer"))
@reads
def status(request: ApiRequest) -> HttpResponse:
    now = system_status_at(request.now, major_outage_threshold=request.settings.major_outage_threshold)
    return plain({"data": {"status": now.value, "message": now.message}})
