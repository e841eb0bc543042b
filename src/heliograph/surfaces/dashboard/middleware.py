"""What holds for all of /dashboard. Whoever is elsewhere passes by: no session, no cookie, no query."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from typing_extensions import override

from heliograph.accounts.credentials import actor_of_user
from heliograph.actors import Actor, Door
from heliograph.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from heliograph.lib import clock
from heliograph.site import settings
from heliograph.surfaces.dashboard.languages import language_for
from heliograph.surfaces.dashboard.refusals import TooOften

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from django.http import HttpRequest, HttpResponseForbidden
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.dashboard.request import DashboardRequest

    Answer = Callable[[HttpRequest], HttpResponseBase]
    Passed = HttpResponseBase | Awaitable[HttpResponseBase]

PREFIX = "/dashboard"

# Alpine, which Unfold is built on, evaluates what its attributes say and sets styles on elements: no script
# and no stylesheet stands in a page, but these two things must be allowed.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_STATUS: dict[type[Refused], int] = {
    Invalid: 422,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    TooOften: 429,
}


def is_dashboard(request: HttpRequest) -> bool:
    return request.path_info == PREFIX or request.path_info.startswith(f"{PREFIX}/")


class Sessions(SessionMiddleware):
    @override
    def __call__(self, request: HttpRequest) -> Passed:
        return super().__call__(request) if is_dashboard(request) else self.get_response(request)


class ForgedRequests(CsrfViewMiddleware):
    @override
    def __call__(self, request: HttpRequest) -> Passed:
        return super().__call__(request) if is_dashboard(request) else self.get_response(request)

    @override
    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[object, ...],
        callback_kwargs: dict[str, object],
    ) -> HttpResponseForbidden | None:
        if not is_dashboard(request):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


class Authentication(AuthenticationMiddleware):
    @override
    def __call__(self, request: HttpRequest) -> Passed:
        return super().__call__(request) if is_dashboard(request) else self.get_response(request)


class Messages(MessageMiddleware):
    @override
    def __call__(self, request: HttpRequest) -> Passed:
        return super().__call__(request) if is_dashboard(request) else self.get_response(request)


class DashboardDoor:
    """The request's actor, moment, language and time zone; its headers; and what a refusal looks like."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_dashboard(request):
            return self.get_response(request)
        request = cast("DashboardRequest", request)
        request.settings, request.now = settings.load(), clock.now()
        request.actor, request.refusal = _actor_of(request), None
        language = language_for(request.settings, accepted=request.headers.get("Accept-Language", ""))
        with translation.override(language), timezone.override(ZoneInfo(request.settings.timezone)):
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """What no form was there to say is a page of its own."""
        if not is_dashboard(request) or not isinstance(exception, Refused):
            return None
        status = next(status for kind, status in _STATUS.items() if isinstance(exception, kind))
        return render(request, "dashboard/refused.html", {"reason": exception.message}, status=status)


def _actor_of(request: DashboardRequest) -> Actor:
    address = str(request.META.get("REMOTE_ADDR", ""))
    if request.user.is_authenticated:
        return actor_of_user(request.user, door=Door.DASHBOARD, address=address)
    return Actor.guest(door=Door.DASHBOARD, address=address)
