"""How often a minute anyone may ask us to write to an address, whoever's it is."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

from django.conf import settings as project

from heliograph.errors import Refused
from heliograph.lib.rate_limit import RateLimit

if TYPE_CHECKING:
    from datetime import datetime

_asked = RateLimit(project.DATA_FOLDER.path / "subscribing")

_OF_ADDRESS = 5
_OF_NETWORK = 20
_TO_MAILBOX = 3
_IN_ALL = 200
_NETWORK_BITS = {4: 24, 6: 48}


class TooOften(Refused):
    """A 429."""


def take_turn(email: str, *, client: str, now: datetime) -> None:
    """Raises TooOften, the same for a mailbox that is known and one that is not."""
    limits = {
        f"at {client}": _OF_ADDRESS,
        f"in {_network_of(client)}": _OF_NETWORK,
        f"to {email.lower()}": _TO_MAILBOX,
        "all": _IN_ALL,
    }
    for whom, limit in limits.items():
        if _asked.take(whom, limit=limit, now=now.timestamp()).is_over:
            raise TooOften("Too many requests.")


def _network_of(client: str) -> str:
    """An address of version 6 is one of so many that its owner has: the network is who asks."""
    try:
        version = ip_network(client).version
        return str(ip_network(f"{client}/{_NETWORK_BITS[version]}", strict=False))
    except ValueError:  # a local socket has no address
        return client
