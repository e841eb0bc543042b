"""What Unfold is told about our looks. Its colours are in our stylesheet: no page holds one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from heliograph.surfaces.dashboard.request import DashboardRequest


def _name(request: DashboardRequest) -> str:
    return request.settings.name


def _stylesheet(request: HttpRequest) -> str:
    return static("dashboard/dashboard.css")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _name,
    "SITE_HEADER": _name,
    "SITE_URL": "/",
    "SITE_SYMBOL": "wb_sunny",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [_stylesheet],
    "ACCOUNT": {
        "navigation": [
            {"title": _("Your account"), "link": reverse_lazy("dashboard:account")},
            {"title": _("Change password"), "link": reverse_lazy("dashboard:password")},
        ]
    },
    "SITE_FAVICONS": [{"rel": "icon", "href": "/favicon.svg", "type": "image/svg+xml"}],
}
