"""Where a request may go: a table for each dress that an inner address comes in, and the rule behind it."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heliograph.lib.internet import Address, is_odd_number, is_outside

OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.1",
    "168.63.129.17",
    "198.20.0.1",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:830::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
]

INSIDE = {
    "unspecified": ["0.0.0.0", "0.1.2.3", "::"],  # noqa: S104 - nothing is bound to it
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "private": [
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
    ],
    "link-local": ["169.254.0.1", "fe80::1", "fe80::1%eth0"],
    "carrier-grade": ["100.64.0.1", "100.127.255.255"],
    "metadata": [
        *("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
        *("fd00:ec2::254", "fd20:ce::254"),
    ],
    "multicast": ["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"],
    "broadcast and reserved": ["255.255.255.255", "240.0.0.1"],
    "documentation": ["192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"],
    "measurement and protocols": ["198.18.0.1", "192.0.0.8", "2001:2::1", "100::1", "5f00::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::ffff:0:0"],
    "compatible": ["::127.0.0.1", "::10.0.0.1", "::8.8.8.8"],
    "translated": ["::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8"],
    "NAT64": ["64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "64:ff9b:1::8.8.8.8"],
    "6to4": ["2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1", "192.88.99.1"],
    "Teredo": ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001::1"],
    "ISATAP": ["2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1", "fe80::5efe:10.0.0.1"],
}

addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_out_in_the_world_is_outside(address: str) -> None:
    assert is_outside(ip_address(address))


@pytest.mark.parametrize("address", [one for dress in INSIDE.values() for one in dress])
def test_what_leads_inside_is_not_in_whatever_dress(address: str) -> None:
    assert not is_outside(ip_address(address))


@given(addresses)
@example(ip_address("64:ff9b::8.8.8.8"))
def test_nothing_is_outside_that_python_knows_to_be_special(address: Address) -> None:
    if is_outside(address):
        special = (address.is_loopback, address.is_link_local, address.is_multicast, address.is_unspecified)
        assert not any(special)
        assert address.is_global or address in ip_network("64:ff9b::/96")


@pytest.mark.parametrize(
    ("address", "allowed", "may"),
    [
        ("10.1.2.3", ["10.0.0.0/8"], True),
        ("::ffff:10.1.2.3", ["10.0.0.0/8"], True),
        ("10.1.2.3", ["10.2.0.0/16", "fd00::/8"], False),
        ("fd00::7", ["10.2.0.0/16", "fd00::/8"], True),
        ("127.0.0.1", ["::/0"], False),
        ("::ffff:127.0.0.1", ["::/0"], False),
        ("8.8.8.8", ["10.0.0.0/8"], True),
    ],
)
def test_the_owner_may_allow_a_network_by_name(address: str, allowed: list[str], may: bool) -> None:  # noqa: FBT001 - an expectation of the table
    assert is_outside(ip_address(address), allowed=map(ip_network, allowed)) is may


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "1.2.3.4.5",
        "0x",
        "a.1",
    ],
)
def test_an_address_in_an_odd_notation_is_told_apart(host: str) -> None:
    assert is_odd_number(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "example.com", "1.example", "0x7f.example", "localhost.", ""]
)
def test_names_and_plain_addresses_are_none(host: str) -> None:
    assert not is_odd_number(host)
