"""Networks that users signed in from lately. Wrong passwords from there are counted by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from heliograph.accounts.models import SignInNetwork
from heliograph.lib import clock
from heliograph.lib.client_network import network_of

if TYPE_CHECKING:
    from heliograph.actors import Actor

_KNOWN_FOR = timedelta(days=30)


def is_known_network(user_id: int, address: str) -> bool:
    """Whether the user signed in from the address's network lately."""
    since = clock.now() - _KNOWN_FOR
    known = SignInNetwork.objects.filter(user_id=user_id, network=network_of(address), seen_at__gt=since)
    return known.exists()


def remember_network(actor: Actor) -> None:
    """Visitors over a local socket have no address, and no network that would tell them apart."""
    if not actor.address or actor.user_id is None:
        return
    now = clock.now()
    networks = SignInNetwork.objects.filter(user_id=actor.user_id)
    networks.filter(seen_at__lte=now - _KNOWN_FOR).delete()
    networks.update_or_create(
        user_id=actor.user_id, network=network_of(actor.address), defaults={"seen_at": now}
    )
