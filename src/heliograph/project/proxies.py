"""Address, scheme and host of a visitor who comes through the owner's own proxies.

A trusted proxy is believed in `X-Forwarded-For`, `-Proto` and `-Host`, and in `Forwarded` (RFC 7239) where it
sends no `X-Forwarded-For`: most proxies write that one and pass on a `Forwarded` that the visitor invented.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Concatenate, ParamSpec, TypeVar
from wsgiref.types import WSGIEnvironment

from heliograph.lib.env import Network
from heliograph.lib.proxies import FROM_TRUSTED_PROXY

P = ParamSpec("P")
T = TypeVar("T")

_FOR, _PROTO, _HOST = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"
_FORWARDED = "HTTP_FORWARDED"
_IPV4_MAPPED = "::ffff:"


def through(
    asked: Callable[Concatenate[WSGIEnvironment, P], T], *, trusted: tuple[Network, ...]
) -> Callable[Concatenate[WSGIEnvironment, P], T]:
    """`REMOTE_ADDR`, scheme and host as the trusted proxies report them; no other peer is believed.

    A request that has been through once may go through again. An IPv4 address has one form, also on a socket
    of both versions.
    """

    def behind_proxies(environ: WSGIEnvironment, /, *more: P.args, **named: P.kwargs) -> T:
        peer = environ.get("REMOTE_ADDR", "")
        if peer.startswith(_IPV4_MAPPED):
            peer = environ["REMOTE_ADDR"] = _address(peer) or peer
        if trusted and _is_in(peer, trusted):
            environ[FROM_TRUSTED_PROXY] = True
            _believe(environ, trusted)
        return asked(environ, *more, **named)

    return behind_proxies


def _believe(environ: WSGIEnvironment, trusted: tuple[Network, ...]) -> None:
    nodes, said = environ.get(_FOR, "").split(","), {}
    if _FOR not in environ and _FORWARDED in environ:
        elements = [_parameters(one) for one in environ[_FORWARDED].split(",")]
        nodes, said = [one.get("for", "") for one in elements], elements[-1]
    environ["REMOTE_ADDR"] = _nearest(nodes, peer=environ["REMOTE_ADDR"], trusted=trusted)
    scheme = _last(environ.get(_PROTO, said.get("proto", ""))).lower()
    if scheme in {"http", "https"}:
        environ["wsgi.url_scheme"] = scheme
    if host := _last(environ.get(_HOST, said.get("host", ""))):
        environ["HTTP_HOST"] = host


def client(forwarded_for: str, *, peer: str, trusted: tuple[Network, ...]) -> str:
    """The address that `X-Forwarded-For` and the trusted proxies in it lead to."""
    return _nearest(forwarded_for.split(","), peer=peer, trusted=trusted)


def _nearest(nodes: list[str], *, peer: str, trusted: tuple[Network, ...]) -> str:
    """The nearest address that is not a trusted proxy's: what is further left, the client wrote itself.

    A node without an address (`unknown`, an obfuscated identifier) ends the search at the proxy before it.
    """
    address = peer
    for node in reversed(nodes):
        found = _address(node) if _is_in(address, trusted) else None
        if found is None:
            break
        address = found
    return address


def _parameters(element: str) -> dict[str, str]:
    """Of one element of `Forwarded`, by lower-case names.

    Quotes do not protect commas and semicolons: no value that is read here has any, and a quote that the
    visitor opened cannot swallow what the proxy appended.
    """
    pairs = (one.partition("=") for one in element.split(";"))
    return {name.strip().lower(): _unquoted(value) for name, _, value in pairs}


def _unquoted(text: str) -> str:
    return text.strip().strip('"').strip()


def _last(header: str) -> str:
    return header.rpartition(",")[2].strip()


def _address(node: str) -> str | None:
    """The address in its shortest form, without quotes, brackets, port and zone; None where there is none."""
    text = _unquoted(node)
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def _is_in(text: str, networks: tuple[Network, ...]) -> bool:
    address = _address(text)
    return address is not None and any(ip_address(address) in network for network in networks)
