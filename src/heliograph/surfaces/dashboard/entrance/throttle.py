"""How often anyone may try to come in. Counted are all tries, right or wrong.

A mailbox is counted for each network by itself, too, and there more strictly: who guesses at somebody's
password from elsewhere does not keep them out in the middle of an outage.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

from django.conf import settings as project
from django.utils.translation import gettext as _

from heliograph.lib import clock
from heliograph.lib.rate_limit import RateLimit
from heliograph.surfaces.dashboard.entrance.callers import address_of
from heliograph.surfaces.dashboard.refusals import TooOften

if TYPE_CHECKING:
    from django.http import HttpRequest

_tries = RateLimit(project.DATA_FOLDER.path / "signing-in")

_WINDOW = 15 * 60
_OF_ADDRESS = 30
_OF_NETWORK = 100
_AT_ACCOUNT = 50
_AT_ACCOUNT_FROM_NETWORK = 10
_NETWORK_BITS = {4: 24, 6: 48}


def take_turn(request: HttpRequest, what: str, *, account: str = "") -> None:
    """Raises TooOften, the same for an account that is known and one that is not."""
    address = address_of(request)
    network, account = _network_of(address), account.strip().lower()
    limits = {f"{what} at {address}": _OF_ADDRESS, f"{what} in {network}": _OF_NETWORK}
    if account:
        limits[f"{what} as {account} in {network}"] = _AT_ACCOUNT_FROM_NETWORK
        limits[f"{what} as {account}"] = _AT_ACCOUNT
    now = clock.now().timestamp()
    for whom, limit in limits.items():
        if _tries.take(whom, limit=limit, now=now, window=_WINDOW).is_over:
            raise TooOften(_("Too many tries. Wait for a quarter of an hour."))


def _network_of(address: str) -> str:
    """An address of version 6 is one of so many that its owner has: the network is who asks."""
    try:
        version = ip_network(address).version
        return str(ip_network(f"{address}/{_NETWORK_BITS[version]}", strict=False))
    except ValueError:  # a local socket has no address
        return address
