"""Who stands at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.accounts.credentials import actor_of_user
from heliograph.actors import Ability, Actor, Door

if TYPE_CHECKING:
    from django.http import HttpRequest

    from heliograph.accounts.models import User


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def somebody(request: HttpRequest) -> Actor:
    """Who has not said yet who they are, and may."""
    return Actor.guest(
        door=Door.DASHBOARD, address=address_of(request), abilities=frozenset({Ability.SIGN_IN})
    )


def signed_in(request: HttpRequest, user: User) -> Actor:
    return actor_of_user(user, door=Door.DASHBOARD, address=address_of(request))
