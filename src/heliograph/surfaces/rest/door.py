"""What every request to the API passes, on its way in and on its way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from django.db.models import Model
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from heliograph.accounts.credentials import actor_of_bearer
from heliograph.actors import Ability, Actor, Door
from heliograph.errors import NotFound, Unauthenticated
from heliograph.lib import clock
from heliograph.lib.client_network import client_of
from heliograph.lib.origins import is_preflight, open_to_origins, preflight
from heliograph.site import settings
from heliograph.surfaces.rest.answers import refusal
from heliograph.surfaces.rest.jsonapi import view_of
from heliograph.surfaces.rest.once import once
from heliograph.surfaces.rest.ready import ready
from heliograph.surfaces.rest.request import ApiRequest
from heliograph.surfaces.rest.throttle import take_turn, tell_turn

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from heliograph.surfaces.rest.jsonapi import Resource

Row = TypeVar("Row", bound=Model)
Rest = ParamSpec("Rest")
View = Callable[Concatenate[ApiRequest, Rest], HttpResponse]

PREFIX = "/api"
UPDATE = ["PUT", "PATCH"]
"""Both are partial."""

_OTHER_DOORS = re.compile(r"/api/v[0-9]+(?:/|$)")
"""Other programs' APIs stand below the same prefix, by their version."""

_TOLD = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After", "ETag")
_PREFLIGHT_HOLDS = 86_400
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_METHOD_NOT_ALLOWED = 405


class RestDoor:
    """Middleware: what holds for all of `/api`, whether there is such a route or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_ours(request.path_info):
            return self.get_response(request)
        request = cast("ApiRequest", request)
        request.settings, request.now, request.turn = settings.load(), clock.now(), None
        response = self._answer(request)
        tell_turn(response, request.turn, now=request.now.timestamp())
        # What a token is shown is not what a guest is shown: no cache between us may mix them up.
        patch_vary_headers(response, ["Authorization"])
        allowed = request.settings.api_allowed_origins
        return open_to_origins(response, request, allowed=allowed, told=_TOLD)

    def _answer(self, request: ApiRequest) -> HttpResponse:
        if is_preflight(request):
            return preflight(request, seconds=_PREFLIGHT_HOLDS)
        if not request.settings.api_enabled:
            return refusal(404, "The API is switched off.")
        asked, request.method = request.method, _as_get(request.method)
        request.path_info = request.path_info.rstrip("/")
        response = self.get_response(request)
        return _not_allowed(response, asked) if response.status_code == _METHOD_NOT_ALLOWED else response


def _is_ours(path: str) -> bool:
    is_below = path == PREFIX or path.startswith(f"{PREFIX}/")
    return is_below and _OTHER_DOORS.match(path) is None


def _as_get(method: str | None) -> str | None:
    """HEAD is answered as GET is; the server leaves out the body."""
    return "GET" if method == "HEAD" else method


def _not_allowed(response: HttpResponse, asked: str | None) -> HttpResponse:
    """With `Allow` complete and in its usual order; OPTIONS asks for nothing else."""
    known = {one.strip() for one in response["Allow"].split(",")}
    allowed = [one for one in _METHODS if one in known or (one == "HEAD" and "GET" in known)]
    if asked == "OPTIONS":
        return HttpResponse(headers={"Allow": ",".join(allowed)})
    answer = refusal(_METHOD_NOT_ALLOWED, f"{asked} is not supported here. Supported: {', '.join(allowed)}.")
    answer["Allow"] = ", ".join(allowed)
    return answer


def reads(view: View[Rest]) -> View[Rest]:
    """Open to guests unless the owner protects the API; a token that is not known is no token.

    While reads are open to all, all of a client's are counted together, with a token or without one.
    """

    @wraps(view)
    def answer(request: ApiRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        known = _actor_of(request)
        if known is None and request.settings.api_protected:
            raise Unauthenticated("Unauthenticated.")
        address = address_of(request)
        request.actor = known or Actor.guest(door=Door.REST, address=address)
        is_counted_by_user = known is not None and request.settings.api_protected
        take_turn(
            request, f"user {request.actor.user_id}" if is_counted_by_user else f"at {client_of(address)}"
        )
        if known is None:
            return view(request, *args, **kwargs)
        return ready(request, lambda: view(request, *args, **kwargs))

    return answer


def writes(ability: Ability, *, showing: Resource | None = None) -> Callable[[View[Rest]], View[Rest]]:
    """Asked for before anything is looked up or read: who may not ask learns nothing.

    `showing` is what the answer will show. An include that it does not have is refused while nothing is
    written yet: a refusal must not leave a row behind.
    """

    def guarded(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def answer(request: ApiRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            known = _actor_of(request)
            if known is None:
                raise Unauthenticated("Unauthenticated.")
            request.actor = known
            take_turn(request, f"user {known.user_id}")
            known.require(ability)
            if showing is not None:
                view_of(request, showing)
            return once(request, lambda: view(request, *args, **kwargs))

        return answer

    return guarded


def _actor_of(request: ApiRequest) -> Actor | None:
    return actor_of_bearer(
        request.headers.get("Authorization", ""), door=Door.REST, address=address_of(request)
    )


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def found(rows: QuerySet[Row], number: str) -> Row:
    """The row with that number in the path. Raises NotFound."""
    row = rows.filter(pk=number_in_path(number)).first()
    if row is None:
        raise NotFound(NOTHING_THERE)
    return row


def number_in_path(text: str) -> int:
    """Raises NotFound where no row can have it."""
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    raise NotFound(NOTHING_THERE)


NOTHING_THERE = "There is no such thing, or it is not for you to see."


_LONGEST_NUMBER = 18
"""Digits that fit a 64-bit column for sure."""
