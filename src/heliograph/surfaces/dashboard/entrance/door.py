"""Middleware: whether who was let in may still be here, and what browsers are told on our pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.shortcuts import redirect

from heliograph.accounts.credentials import note_session
from heliograph.lib import clock
from heliograph.site import settings
from heliograph.surfaces.dashboard.entrance.known_browser import remember_browser
from heliograph.surfaces.dashboard.entrance.proxy import heed_proxy
from heliograph.surfaces.dashboard.entrance.sessions import is_over
from heliograph.surfaces.dashboard.middleware import is_dashboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing of what the dashboard's frame needs beyond this."""

_BY_OTHERS = {"socialaccount", "proxy"}
"""Who vouches for people otherwise asks for a second factor otherwise."""


_WITHOUT_ADDRESS = {"dashboard:address", "dashboard:login", "dashboard:logout"}


class EntranceDoor:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_dashboard(request):
            return self.get_response(request)
        if is_over(request.session, now=clock.now()):
            logout(request)
        heed_proxy(request)
        if request.user.is_authenticated:
            note_session(request.session.session_key, now=clock.now())
        response = self.get_response(request)
        remember_browser(request, response)
        if is_entrance(request):
            response.headers["Content-Security-Policy"] = CONTENT_POLICY
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """A required second factor is set up, and a lost address replaced, before anything else."""
        if not is_dashboard(request) or is_entrance(request):
            return None
        if _lacks_second_factor(request):
            return redirect("mfa_index")
        user = request.user
        lacks_address = user.is_authenticated and not user.email
        if lacks_address and getattr(request.resolver_match, "view_name", "") not in _WITHOUT_ADDRESS:
            return redirect("dashboard:address")
        return None


def is_entrance(request: HttpRequest) -> bool:
    """The pages of the dashboard have a namespace; ours have the names that the library knows."""
    match = request.resolver_match
    return match is not None and not match.namespaces


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or not settings.load().require_second_factor:
        return False
    methods = {one["method"] for one in get_authentication_records(request, user)}
    return not methods & _BY_OTHERS and not is_mfa_enabled(user)
