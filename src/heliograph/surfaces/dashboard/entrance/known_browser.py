"""Signed cookie by which a browser is known to have signed in a user before.

It does not sign in: wrong passwords from such a browser are counted by themselves.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings as project
from django.core import signing

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_COOKIE = "known_browser"
_LASTS = timedelta(days=180)
_MOST_USERS = 8
"""Users of one browser; the one who signed in first is dropped first."""


@dataclass(frozen=True, kw_only=True)
class KnownBrowser:
    id: str
    user_ids: tuple[int, ...]


def known_browser(request: HttpRequest) -> KnownBrowser | None:
    """Returns None without the cookie, and for one that is forged or too old."""
    try:
        value = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_COOKIE, max_age=_LASTS)
    except signing.BadSignature:
        return None
    return KnownBrowser(id=value["id"], user_ids=tuple(value["users"]))


def remember_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Adds the signed-in user to the browser's cookie, once."""
    browser = known_browser(request) or KnownBrowser(id=secrets.token_urlsafe(16), user_ids=())
    user_id = request.user.pk
    if user_id is None or user_id in browser.user_ids:
        return
    value = {"id": browser.id, "users": [*browser.user_ids, user_id][-_MOST_USERS:]}
    response.set_cookie(
        _COOKIE,
        signing.dumps(value, salt=_COOKIE),
        max_age=_LASTS,
        path=project.SESSION_COOKIE_PATH,
        secure=project.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
