import pytest

from heliograph.lib.client_network import client_of, network_of


@pytest.mark.parametrize(
    ("address", "client", "network"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("", "", ""),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_addresses_of_one_ipv6_network_are_one_client(address: str, client: str, network: str) -> None:
    assert (client_of(address), network_of(address)) == (client, network)
