"""Every route of the API, on one screen."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import SuspiciousOperation
from django.urls import path, re_path
from ninja import NinjaAPI

from heliograph import __version__
from heliograph.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unauthenticated
from heliograph.lib.database_failures import RETRY_AFTER, is_of_the_database
from heliograph.surfaces.rest import (
    component_groups,
    components,
    general,
    incident_templates,
    incident_updates,
    incidents,
    metric_points,
    metrics,
    schedule_updates,
    schedules,
    subscribers,
)
from heliograph.surfaces.rest.answers import refusal
from heliograph.surfaces.rest.body import TooLarge
from heliograph.surfaces.rest.listing import NotAllowed
from heliograph.surfaces.rest.throttle import TooMany

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

api = NinjaAPI(
    title="Heliograph", version=__version__, urls_namespace="rest", docs_url=None, openapi_url=None
)
api.add_router("", general.router)
api.add_router("/components", components.router)
api.add_router("/component-groups", component_groups.router)
api.add_router("/incidents", incidents.router)
api.add_router("/incidents", incident_updates.router)
api.add_router("/incident-templates", incident_templates.router)
api.add_router("/schedules", schedules.router)
api.add_router("/schedules", schedule_updates.router)
api.add_router("/metrics", metrics.router)
api.add_router("/metrics", metric_points.router)
api.add_router("/subscribers", subscribers.router)

_STATUS = (
    (Invalid, 422),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (TooLarge, 413),
    (TooMany, 429),
    (NotAllowed, 400),
)


@api.exception_handler(Refused)
def refuse(_: HttpRequest, refused: Refused) -> HttpResponse:
    """The one place where what a caller did wrong becomes an answer."""
    status = next(number for kind, number in _STATUS if isinstance(refused, kind))
    more = {"errors": refused.errors} if isinstance(refused, Invalid) else {}
    return refusal(status, refused.message, **more)


@api.exception_handler(SuspiciousOperation)
def suspect(_: HttpRequest, reason: SuspiciousOperation) -> HttpResponse:
    """What Django itself will not read, such as thousands of parameters."""
    return refusal(400, str(reason) or "The request cannot be read.")


@api.exception_handler(Exception)
def fail(request: HttpRequest, failure: Exception) -> HttpResponse:
    """Not the caller's: the log knows what happened, the caller only that it did, and when to ask again."""
    log.error("%s %s failed", request.method, request.path, exc_info=failure)
    if is_of_the_database(failure):
        answer = refusal(503, "This cannot be answered at the moment. Please try again.")
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
    return refusal(500, "Server Error")


def no_route(_: HttpRequest) -> HttpResponse:
    return refusal(404, "There is no such path in the API.")


urlpatterns = [path("/", api.urls), re_path("^(?:/.*)?$", no_route)]
