"""One browser's being signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

    from heliograph.accounts.models import User

BEGUN_AT = "begun_at"
LASTS = timedelta(days=14)
"""From the sign-in on, however busy it is."""


def is_over(session: SessionBase, *, now: datetime) -> bool:
    begun_at = session.get(BEGUN_AT)
    return begun_at is not None and now.timestamp() - begun_at >= LASTS.total_seconds()


def keep_session(request: HttpRequest, user: User) -> None:
    """All sessions of the user have ended; the one that it was asked in goes on, under a new id."""
    update_session_auth_hash(request, user)
    request.user = user
    UserSession.objects.create_from_request(request)
