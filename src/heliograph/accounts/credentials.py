"""From what a caller shows to who they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.db.models import Q

from heliograph.accounts.models import ApiToken, User
from heliograph.accounts.roles import abilities_of
from heliograph.accounts.tokens import hash_of
from heliograph.actors import Actor, ActorKind, Door, abilities_named
from heliograph.lib import clock
from heliograph.lib.remembered import remembered

if TYPE_CHECKING:
    from datetime import datetime

_LAST_USED_PRECISION = timedelta(minutes=1)
_LAST_SEEN_PRECISION = timedelta(minutes=5)


def actor_of_user(user: User, *, door: Door, address: str = "") -> Actor:
    """The actor that somebody who has signed in is. One who was shut out since is a guest."""
    if not user.is_active:
        return Actor.guest(door=door, address=address)
    return Actor(
        kind=ActorKind.USER,
        door=door,
        abilities=abilities_of(user.role),
        user_id=user.pk,
        name=str(user),
        address=address,
    )


def actor_of_bearer(header: str, *, door: Door, address: str = "") -> Actor | None:
    """Behind the header `Authorization: Bearer <token>`; None where it says nothing that we believe."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    return actor_of_token(token.strip(), door=door, address=address)


def actor_of_token(text: str, *, door: Door, address: str = "") -> Actor | None:
    """The actor behind `<id>|<secret>` or a bare secret; None when it is unknown, expired or its user is out.

    It may do what it is allowed and its user may, too, as the user's role is now.

    The hash is looked up by an index: how long that takes says nothing about a secret that has to be
    known whole before its hash matches anything.
    """
    number, bar, secret = text.partition("|")
    secret_hash = hash_of(secret if bar else text)
    token = remembered(("token", secret_hash), lambda: _token_with(secret_hash))
    now = clock.now()
    if token is None or (bar and number != str(token.pk)) or _is_over(token, now):
        return None
    _note_use(token, now)
    return Actor(
        kind=ActorKind.TOKEN,
        door=door,
        abilities=abilities_named(token.abilities) & abilities_of(token.user.role),
        user_id=token.user_id,
        token_id=token.pk,
        name=str(token.user),
        address=address,
    )


def _token_with(secret_hash: str) -> ApiToken | None:
    known = ApiToken.objects.select_related("user").filter(secret_hash=secret_hash)
    return known.filter(user__is_active=True).first()


def _is_over(token: ApiToken, now: datetime) -> bool:
    return token.expires_at is not None and token.expires_at <= now


def _note_use(token: ApiToken, now: datetime) -> None:
    """Once a minute at most, so that a busy client does not turn every read into a write."""
    stale = now - _LAST_USED_PRECISION
    if token.last_used_at is None or token.last_used_at < stale:
        unused = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiToken.objects.filter(unused, pk=token.pk).update(last_used_at=now)


def note_session(key: str | None, *, now: datetime) -> None:
    """Once in five minutes at most; the library's own tracking would write at each request."""
    stale = UserSession.objects.filter(session_key=key, last_seen_at__lt=now - _LAST_SEEN_PRECISION)
    if stale.exists():
        stale.update(last_seen_at=now)
