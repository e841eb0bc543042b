"""Whether anybody is there, what answers, and how all is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.status.models import Component
from heliograph.status.queries import EVERYONE, system_status_at
from heliograph.status.vocabulary import SystemStatus
from heliograph.surfaces.rest_v1.answers import item

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.rest_v1.request import V1Request

API_VERSION = "2.4.1"
"""Cachet's, whose API this is; clients ask for what 2.4 has."""


def ping(request: V1Request) -> HttpResponse:
    return item("Pong!")


def version(request: V1Request) -> HttpResponse:
    """`prelease` is written so by the original, and read so by its clients."""
    latest = {"tag_name": f"v{API_VERSION}", "prelease": False, "draft": False}
    return item(API_VERSION, meta={"on_latest": True, "latest": latest})


def status(request: V1Request) -> HttpResponse:
    threshold = request.settings.major_outage_threshold
    now = system_status_at(request.now, major_outage_threshold=threshold)
    word, one, several = _SAID[now]
    are_few = Component.objects.visible_to(EVERYONE).count() <= 1
    response = item({"status": word, "message": one if are_few else several})
    response["Cache-Control"] = "public, max-age=30"
    return response


_ISSUES = ("info", "The system is experiencing issues", "Some systems are experiencing issues")
_SAID = {
    SystemStatus.OPERATIONAL: ("success", "System operational", "All systems are operational"),
    SystemStatus.PARTIAL_OUTAGE: _ISSUES,
    SystemStatus.UNDER_MAINTENANCE: _ISSUES,
    SystemStatus.MAJOR_OUTAGE: (
        "danger",
        "The system is experiencing major issues",
        "Some systems are experiencing major issues",
    ),
}
