"""Which addresses are counted as one client, and which as one network. Pure.

A subscriber line has a /64 of IPv6 addresses at least: limits by single addresses would not limit anybody.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

_CLIENT_BITS = {4: 32, 6: 64}
_NETWORK_BITS = {4: 24, 6: 48}


@lru_cache(maxsize=1024)  # asked for each page from memory, whose budget is some microseconds
def client_of(address: str) -> str:
    """Returns the IPv4 address or the IPv6 /64. Other text stays as it is: a local socket has none."""
    return _within(address, _CLIENT_BITS)


def network_of(address: str) -> str:
    """Returns the IPv4 /24 or the IPv6 /48. Other text stays as it is."""
    return _within(address, _NETWORK_BITS)


def _within(address: str, bits: dict[int, int]) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or IPv6Address(int(known))  # the number alone: without a zone such as %eth0
    network = ip_network((known, bits[known.version]), strict=False)
    return str(known) if network.num_addresses == 1 else str(network)
