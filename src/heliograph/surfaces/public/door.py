"""What every page has in common: who asks in which language, what is refused, and what browsers are told."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.lib.rate_limit import FOR_ALL_GUESTS
from heliograph.publishing.render_limit import refusal_of_rendering
from heliograph.site import settings
from heliograph.site.framing import frame_ancestors
from heliograph.site.language import ChosenBy, Language, language_of_page
from heliograph.surfaces.public.links import LANGUAGE, asking_for
from heliograph.surfaces.public.presenters.frame import frame_of
from heliograph.surfaces.public.presenters.languages import languages_shown
from heliograph.surfaces.public.presenters.moments import Calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from heliograph.site.vocabulary import SiteSettings

    Further = ParamSpec("Further")
    View = Callable[Concatenate["Visit", Further], HttpResponse]

CONTENT_POLICY = "Content-Security-Policy"
_READING = ("GET", "HEAD")
_HEADERS = {
    CONTENT_POLICY: (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {framers}"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request for a page, the settings that hold for it, its language, and the moment that it shows."""

    request: HttpRequest
    site: SiteSettings
    language: Language
    at: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.timezone)

    @property
    def calendar(self) -> Calendar:
        return Calendar(now=self.at, zone=self.zone, names_zone=self.site.show_timezone)


def page(view: View[Further]) -> Callable[..., HttpResponse]:
    """A view of a visit, in the page's language and time zone; what it refuses is the page that says so."""
    return _answered(_worded(view), _READING)


def wordless(view: View[Further]) -> Callable[..., HttpResponse]:
    """A view of a file that is the same in every language."""
    return _answered(view, _READING)


def form(view: View[Further]) -> Callable[..., HttpResponse]:
    """A page that can be sent back. No visitor has a session that a foreign page could ride on."""
    return csrf_exempt(_answered(_worded(view), (*_READING, "POST")))


def _answered(view: View[Further], methods: Sequence[str]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Further.args, **kwargs: Further.kwargs) -> HttpResponse:
        refusal = _refusal_of_rendering(request)
        if refusal is not None:
            return refusal
        visit = _visit(request)
        if request.method not in methods:
            return _with_headers(HttpResponseNotAllowed(methods), visit)
        with _as_visitors_say_it(visit):
            try:
                return _with_headers(view(visit, *args, **kwargs), visit)
            except NotFound:
                return _with_headers(_worded(rendered)(visit, "not_found", None, status=404), visit)

    return answer


def _refusal_of_rendering(request: HttpRequest) -> HttpResponse | None:
    """Counts pages that the cache does not have. Forms that are sent have limits of their own."""
    if FOR_ALL_GUESTS in request.META or request.method not in _READING:
        return None
    address = str(request.META.get("REMOTE_ADDR", ""))
    refusal = refusal_of_rendering(address, now=clock.now().timestamp())
    if refusal is None:
        return None
    return HttpResponse(refusal.body, status=refusal.code, headers=dict(refusal.headers))


def _visit(request: HttpRequest) -> Visit:
    site = settings.load()
    accepted = request.headers.get("Accept-Language", "")
    language = language_of_page(site, asked=request.GET.get(LANGUAGE, ""), accepted=accepted)
    return Visit(request=request, site=site, language=language, at=clock.now())


def _as_visitors_say_it(visit: Visit) -> ExitStack:
    stack = ExitStack()
    stack.enter_context(translation.override(visit.language.code))
    stack.enter_context(timezone.override(visit.zone))
    stack.enter_context(asking_for(visit.language.tag if visit.language.by is ChosenBy.ADDRESS else ""))
    return stack


def _worded(
    view: Callable[Concatenate[Visit, Further], HttpResponse],
) -> Callable[Concatenate[Visit, Further], HttpResponse]:
    """Caches are told where the visitor's browser has chosen the language."""

    @wraps(view)
    def answer(visit: Visit, /, *args: Further.args, **kwargs: Further.kwargs) -> HttpResponse:
        response = view(visit, *args, **kwargs)
        response.headers["Content-Language"] = visit.language.tag
        if visit.language.by is ChosenBy.VISITOR:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return answer


def rendered(visit: Visit, template: str, page: object, *, status: int = 200) -> HttpResponse:
    languages = languages_shown(visit.request.GET, spoken=visit.language.tag)
    ready = {"frame": frame_of(visit.site, languages), "page": page}
    return HttpResponse(render_to_string(f"public/{template}.html", ready), status=status)


def content_policy(framers: str) -> str:
    return _HEADERS[CONTENT_POLICY].format(framers=frame_ancestors(framers))


def _with_headers(response: HttpResponse, visit: Visit) -> HttpResponse:
    """What the view has said itself stands."""
    headers = _HEADERS | {CONTENT_POLICY: content_policy(visit.site.frame_ancestors)}
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response
