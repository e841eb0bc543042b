"""Who sends a form back, and from where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings as project

from heliograph.actors import Ability, Actor, Door

if TYPE_CHECKING:
    from heliograph.surfaces.public.door import Visit

TRAP = "website"
"""A field that no person sees: who fills it in is a robot."""


def guest(visit: Visit) -> Actor:
    may_subscribe = {Ability.SUBSCRIBE} if visit.site.allow_subscribers else set[Ability]()
    abilities = frozenset({Ability.OWN_SUBSCRIPTION, *may_subscribe})
    return Actor.guest(door=Door.PUBLIC, address=client(visit), abilities=abilities)


def client(visit: Visit) -> str:
    return str(visit.request.META.get("REMOTE_ADDR", ""))


def is_from_elsewhere(visit: Visit) -> bool:
    """Another site's page would spend its visitors' turns, and hide whose doing it is."""
    origin = visit.request.headers.get("Origin")
    own = {project.ENVIRONMENT.url, f"{visit.request.scheme}://{visit.request.get_host()}"}
    return origin is not None and origin not in own
