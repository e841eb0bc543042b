"""Who a client is when it came through the owner's own proxies."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Concatenate, ParamSpec, TypeVar
from wsgiref.types import WSGIEnvironment

from heliograph.lib.env import Network
from heliograph.lib.proxies import FROM_TRUSTED_PROXY

P = ParamSpec("P")
T = TypeVar("T")


def through(
    asked: Callable[Concatenate[WSGIEnvironment, P], T], *, trusted: tuple[Network, ...]
) -> Callable[Concatenate[WSGIEnvironment, P], T]:
    """`REMOTE_ADDR`, scheme and host as the trusted proxies report them; nobody else is believed.

    A request that has been through once may go through again.
    """
    if not trusted:
        return asked

    def behind_proxies(environ: WSGIEnvironment, /, *more: P.args, **named: P.kwargs) -> T:
        if _is_in(environ.get("REMOTE_ADDR", ""), trusted):
            environ[FROM_TRUSTED_PROXY] = True
            _believe(environ, trusted)
        return asked(environ, *more, **named)

    return behind_proxies


def _believe(environ: WSGIEnvironment, trusted: tuple[Network, ...]) -> None:
    environ["REMOTE_ADDR"] = client(
        environ.get("HTTP_X_FORWARDED_FOR", ""), peer=environ["REMOTE_ADDR"], trusted=trusted
    )
    _take(environ, "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme", lambda said: said in {"http", "https"})
    _take(environ, "HTTP_X_FORWARDED_HOST", "HTTP_HOST", bool)


def client(forwarded_for: str, *, peer: str, trusted: tuple[Network, ...]) -> str:
    """The nearest address that is not a trusted proxy's: what is further left, the client wrote itself."""
    address = peer
    for hop in reversed(forwarded_for.split(",")):
        if not _is_in(address, trusted) or not _is_address(hop.strip()):
            break
        address = hop.strip()
    return address


def _take(environ: WSGIEnvironment, header: str, name: str, is_sane: Callable[[str], bool]) -> None:
    said = environ.get(header, "").rpartition(",")[2].strip()
    if is_sane(said):
        environ[name] = said


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(text: str, networks: tuple[Network, ...]) -> bool:
    if not _is_address(text):
        return False
    address = ip_address(text)
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in networks)
