"""Which addresses are out in the world, and which lead back inside.

Python's `is_private` and `is_global` are no answer: they differ between releases, call multicast global, and
do not look into IPv6 addresses that carry an IPv4 one. What is asked here is the other way round: an address
is outside when nothing says that it is special (IANA's registries of special-purpose addresses).
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_INSIDE_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' own, and one cloud's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # what a cloud tells its machines, at an address that looks public
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocols' own, and one cloud's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # measurements
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

_OUTSIDE_IPV6 = IPv6Network("2000::/3")
"""All that is given to anybody; local, link-local, multicast and embedded addresses lie elsewhere."""

_INSIDE_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocols' own: Teredo, benchmarks, identifiers that are no places
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in another dress, which nobody needs any more
        "2620:4f:8000::/48",
        "3fff::/20",  # documentation
    )
)

_NAT64 = IPv6Network("64:ff9b::/96")
"""How the whole IPv4 internet looks from a network that speaks IPv6 alone."""

_LOW_32_BITS = 0xFFFF_FFFF
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""The upper half of an interface's identifier whose lower half is an IPv4 address."""

_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)


def is_outside(address: Address, *, allowed: Iterable[Network] = ()) -> bool:
    """Whether a request may go there: it is out in the world, or in a network that the owner allows."""
    allowed = tuple(allowed)
    carried = _carried(address)
    if carried is not None:
        return is_outside(carried, allowed=allowed)
    if any(address in network for network in allowed):
        return True
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _INSIDE_IPV4)
    return _is_place(address) and not any(address in network for network in _INSIDE_IPV6)


def is_odd_number(host: str) -> bool:
    """A host that some programs read as an IPv4 address, written as none is: `2130706433`, `0x7f.1`.

    A name never ends in a number (no such top-level domain can be), so that nothing honest is lost.
    """
    if not _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def _carried(address: Address) -> IPv4Address | None:
    """The IPv4 address that is meant by an IPv6 one, as systems and translators read it."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & _LOW_32_BITS) if address in _NAT64 else None


def _is_place(address: IPv6Address) -> bool:
    return address in _OUTSIDE_IPV6 and int(address) >> 32 & _LOW_32_BITS not in _ISATAP
