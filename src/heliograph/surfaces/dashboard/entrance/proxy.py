"""Who is vouched for by the owner's own proxy, in a header of each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings as project
from django.contrib.auth import logout

from heliograph.accounts.models import User
from heliograph.accounts.single_sign_on import recognise_address
from heliograph.lib.mailboxes import of_mailbox
from heliograph.lib.proxies import FROM_TRUSTED_PROXY
from heliograph.surfaces.dashboard.entrance.callers import somebody

if TYPE_CHECKING:
    from django.http import HttpRequest

_BY_PROXY = "by_proxy"


def heed_proxy(request: HttpRequest) -> None:
    """Signs in whom the proxy names, and out again whom it no longer does."""
    if project.AUTH_HEADER is None:
        return
    user = _named(request)
    if user is None:
        if request.session.get(_BY_PROXY):
            logout(request)
    elif request.user != user:
        _sign_in(request, user)


def _named(request: HttpRequest) -> User | None:
    """By address. A header that came twice is joined by a comma, which no address has: it is nobody's."""
    said = request.META.get(project.AUTH_HEADER or "", "").strip()
    if not said or not request.META.get(FROM_TRUSTED_PROXY):
        return None
    known = User.objects.filter(of_mailbox(said), email_verified_at__isnull=False).first()
    if known is not None:  # with each request; only what may change something is an action
        return known if known.is_active else None
    return recognise_address(said, actor=somebody(request))


def _sign_in(request: HttpRequest, user: User) -> None:
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, "proxy")
    get_adapter(request).login(request, user)
    request.session[_BY_PROXY] = True
    UserSession.objects.create_from_request(request)
