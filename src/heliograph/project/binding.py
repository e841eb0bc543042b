"""Where the web answers, and that nobody else answers there."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass

from heliograph.project.exits import CannotGoOn, Exit

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an owner's choice, by --bind
_MAX_PORT = 65_535


@dataclass(frozen=True)
class Binding:
    host: str
    port: int

    @property
    def reachable_host(self) -> str:
        """Where we ourselves can ask: "every address" is none."""
        return _EVERYWHERE.get(self.host, self.host)

    @property
    def url(self) -> str:
        host = self.reachable_host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET


def binding_of(text: str) -> Binding:
    """From `host:port`, `[::1]:port` or `:port` (every IPv4 address); raises ValueError."""
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not colon or (":" in host) != host.startswith("[") or not port.isdecimal():
        raise ValueError(text)
    if not 0 < int(port) <= _MAX_PORT:
        raise ValueError(text)
    return Binding(bare or "0.0.0.0", int(port))  # noqa: S104 - what `:port` means everywhere


def reserved(binding: Binding) -> tuple[Binding, socket.socket]:
    """The binding with its host as an address, and what keeps others from it while the answer is open.

    Granian listens with SO_REUSEPORT, which would silently share the port with any other program of ours:
    so the port is taken by a socket that shares with nobody, which is opened to our own children only
    after it has it. Raises CannotGoOn when the port is taken or cannot be.
    """
    address = Binding(_resolved(binding), binding.port)
    guard = socket.socket(address.family)
    try:
        guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left may be taken
        guard.bind((address.host, address.port))
    except OSError as error:
        guard.close()
        message = f"Cannot serve on {binding.url}: {error.strerror}. Choose another with --bind HOST:PORT."
        raise CannotGoOn(Exit.ADDRESS, message) from error
    if sys.platform == "linux":
        guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    else:
        guard.close()  # elsewhere two sockets cannot be on one port at all
    return address, guard


def _resolved(binding: Binding) -> str:
    try:
        found = socket.getaddrinfo(binding.host, binding.port, type=socket.SOCK_STREAM)
    except OSError as error:
        message = f"Cannot serve on {binding.host}: {error.strerror}. Choose another with --bind HOST:PORT."
        raise CannotGoOn(Exit.ADDRESS, message) from error
    return str(found[0][4][0])


def answers(binding: Binding) -> bool:
    """Whether a request gets an answer that is no failure."""
    try:
        with socket.create_connection((binding.reachable_host, binding.port), timeout=5) as asking:
            asking.sendall(b"GET /api/ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return asking.recv(12)[9:12] in _NO_FAILURE
    except OSError:
        return False


_NO_FAILURE = {str(status).encode() for status in range(200, 500)}
