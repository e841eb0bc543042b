"""Where connections are opened: to what is outside alone, whatever led there."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

import httpcore
import httpx
from typing_extensions import override

from heliograph.lib.internet import Address, Network, is_odd_number, is_outside
from heliograph.lib.outbound.vocabulary import LeadsInside, Unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMES = frozenset({"http", "https"})

Resolver = Callable[[str, int], Awaitable[Sequence[Address]]]


async def look_up(host: str, port: int) -> Sequence[Address]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(address[0]) for *_, address in found))


def parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Unanswered("It is no address of a web server.") from error


def require_sound(url: httpx.URL, networks: tuple[Network, ...]) -> None:
    host = url.raw_host.decode("ascii")
    if url.scheme not in SCHEMES or not host:
        raise Unanswered("Requests go to http:// and https:// addresses alone.")
    require_sound_host(host, networks)


def require_sound_host(host: str, networks: tuple[Network, ...]) -> None:
    if is_odd_number(host):
        raise LeadsInside(f"{host} is an odd way to write an address.")
    with suppress(ValueError):  # a name, which is judged by its addresses when it is connected to
        _require_outside(host, ip_address(host), networks)


def _require_outside(host: str, address: Address, networks: tuple[Network, ...]) -> None:
    if not is_outside(address, allowed=networks):
        which = host if host == str(address) else f"{host} is {address}, which"
        raise LeadsInside(
            f"{which} is not out in the internet; only networks in HELIOGRAPH_ALLOW_NETWORKS may be reached."
        )


class Gate(httpcore.AsyncNetworkBackend):
    """Opens connections, to what is outside alone."""

    def __init__(self, networks: tuple[Network, ...], resolve: Resolver) -> None:
        self._networks = networks
        self._resolve = resolve
        self._backend = httpcore.AnyIOBackend()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """To the address that was judged, never to the name: that could have another one a moment later."""
        failure: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in await self._judged(host, port):
            try:
                return await self._backend.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = failure or error
        raise failure or httpcore.ConnectError(f"{host} has no address.")

    @override
    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise LeadsInside("Requests do not go to sockets of this machine.")

    @override
    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)

    async def _judged(self, host: str, port: int) -> Sequence[Address]:
        """All of a name's addresses have to be outside: one that is not shows what the name is for."""
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address.") from error
        for address in addresses:
            _require_outside(host, address, self._networks)
        return addresses


class GatedTransport(httpx.AsyncHTTPTransport):
    """httpx offers no way to say who opens connections, httpcore below it does."""

    def __init__(self, gate: Gate, certificates: ssl.SSLContext) -> None:
        super().__init__(verify=certificates, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=certificates,
            max_connections=None,  # who waits for slow ones is for callers to say
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=gate,
        )
