"""What every request to the API passes, on its way in and on its way out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo, available_timezones

from django.db.models import Model
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from heliograph.accounts.credentials import actor_of_token
from heliograph.actors import Actor, Door
from heliograph.errors import Forbidden, Invalid, NotFound, Refused, Unauthenticated
from heliograph.lib import clock
from heliograph.lib.database_failures import RETRY_AFTER, is_of_the_database
from heliograph.lib.origins import is_preflight, open_to_origins, preflight
from heliograph.site import settings
from heliograph.surfaces.rest_v1.answers import refusal
from heliograph.surfaces.rest_v1.fields import UNREADABLE_MOMENT
from heliograph.surfaces.rest_v1.request import V1Request
from heliograph.surfaces.rest_v1.said import said_in
from heliograph.surfaces.rest_v1.throttle import refusal_above_limit

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from heliograph.actors import Ability

log = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Model)
Rest = ParamSpec("Rest")
Answer = HttpResponseBase
View = Callable[Concatenate[V1Request, Rest], Answer]

UTC = ZoneInfo("UTC")

_KEPT_BY_NOBODY = "no-cache, private"
_PREFLIGHT_HOLDS = 3_600
_OVERRIDDEN = ("PUT", "DELETE")
_LONGEST_NUMBER = 18
"""Digits that fit a 64-bit column for sure."""


def endpoint(**views: View[...]) -> Callable[..., Answer]:
    """One path, and what it does by method: `endpoint(GET=show, PUT=update)`."""

    @csrf_exempt
    def answer(request: HttpRequest, **path: str) -> Answer:
        asked = cast("V1Request", request)
        asked.settings, asked.now, asked.zone = settings.load(), clock.now(), _zone_of(request)
        response = _answered(asked, views, path)
        patch_vary_headers(response, ["X-Cachet-Token", "Time-Zone"])
        response.headers.setdefault("Cache-Control", _KEPT_BY_NOBODY)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return response
        return open_to_origins(response, request, allowed=asked.settings.api_allowed_origins)

    return answer


def _answered(request: V1Request, views: dict[str, View[...]], path: dict[str, str]) -> Answer:
    if is_preflight(request):
        return preflight(request, seconds=_PREFLIGHT_HOLDS)
    if not request.settings.api_enabled:
        return refusal(404)
    above_limit = refusal_above_limit(request, _address_of(request))
    if above_limit is not None:
        return above_limit
    try:
        request.said = said_in(request)
        view = views.get(_method_of(request))
        return _not_allowed(request, views) if view is None else view(request, **path)
    except Refused as refused:
        return _refusal_of(refused)
    except Exception as failure:
        log.exception("%s %s failed", request.method, request.path)
        return _busy() if is_of_the_database(failure) else refusal(500)


def _busy() -> HttpResponse:
    response = refusal(503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _method_of(request: V1Request) -> str:
    """HEAD is answered as GET is. Clients that cannot send PUT say so in a POST, as forms do."""
    if request.method == "HEAD":
        return "GET"
    said = request.said.fields.get("_method") or request.headers.get("X-HTTP-Method-Override")
    overridden = str(said).upper()
    return overridden if request.method == "POST" and overridden in _OVERRIDDEN else str(request.method)


def _not_allowed(request: V1Request, views: dict[str, View[...]]) -> HttpResponse:
    if not views:
        return refusal(404)
    response = HttpResponse() if request.method == "OPTIONS" else refusal(405)
    response["Allow"] = ", ".join([*views, *(["HEAD"] if "GET" in views else [])])
    return response


def _refusal_of(refused: Refused) -> HttpResponse:
    """The one place where what a caller did wrong becomes an answer. No client knows a 403 or a 422."""
    match refused:
        case Invalid():
            details = [one for messages in refused.errors.values() for one in messages]
            is_moment = len(details) == 1 and details[0].startswith(UNREADABLE_MOMENT)
            return refusal(400, detail=details[0] if is_moment else "", details=details)
        case Unauthenticated():
            return refusal(401)
        case Forbidden():
            return refusal(401, detail="The token may not do this.")
        case NotFound():
            return refusal(404)
        case _:
            return refusal(400, detail=refused.message)


def reads(view: View[Rest]) -> View[Rest]:
    """Open to guests unless the owner protects the API; a token that is not known is no token."""

    @wraps(view)
    def answer(request: V1Request, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Answer:
        known = _actor_of(request)
        if known is None and request.settings.api_protected:
            raise Unauthenticated("Unauthenticated.")
        request.actor = known or Actor.guest(door=Door.REST_V1, address=_address_of(request))
        _require_readable(request)
        return view(request, *args, **kwargs)

    return answer


def writes(ability: Ability, view: View[Rest]) -> View[Rest]:
    """Asked for before anything is looked up or read: a bad token hears 401, whatever else is wrong."""

    @wraps(view)
    def answer(request: V1Request, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Answer:
        known = _actor_of(request)
        if known is None:
            raise Unauthenticated("Unauthenticated.")
        request.actor = known
        known.require(ability)
        _require_readable(request)
        return view(request, *args, **kwargs)

    return answer


def _require_readable(request: V1Request) -> None:
    if request.said.broken:
        raise Invalid({"body": [request.said.broken]})


def _actor_of(request: V1Request) -> Actor | None:
    token = request.headers.get("X-Cachet-Token", "").strip()
    return actor_of_token(token, door=Door.REST_V1, address=_address_of(request)) if token else None


def _address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _zone_of(request: HttpRequest) -> ZoneInfo:
    """That of the `Time-Zone` header, else UTC, which clients take dates without an offset for."""
    asked = request.headers.get("Time-Zone", "").strip()
    return ZoneInfo(asked) if asked and asked in available_timezones() else UTC


def found(rows: QuerySet[Row], number: str) -> Row:
    """The row with that number in the path. Raises NotFound."""
    row = rows.filter(pk=number_in_path(number)).first()
    if row is None:
        raise NotFound
    return row


def number_in_path(text: str) -> int:
    """Raises NotFound where no row can have it."""
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    raise NotFound
