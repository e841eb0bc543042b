"""HTTP by raw sockets: requests as bytes, since what a client library would not send is the point."""

import socket
from dataclasses import dataclass

_TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes


def send(port: int, request: bytes) -> Response:
    """The answer to a request that asks for the connection to be closed after it."""
    with socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_SECONDS) as connection:
        connection.sendall(request)
        return read(connection)


def get(port: int, path: str, *headers: str, host: str = "localhost") -> Response:
    return send(port, head("GET", path, f"Host: {host}", *headers))


def head(method: str, path: str, *headers: str) -> bytes:
    lines = (f"{method} {path} HTTP/1.1", *headers, "Connection: close", "", "")
    return "\r\n".join(lines).encode()


def read(connection: socket.socket) -> Response:
    """What comes until the server closes the connection; raises ConnectionResetError where nothing does."""
    received = b"".join(iter(lambda: connection.recv(65_536), b""))
    if not received:
        raise ConnectionResetError("The server closed the connection without an answer.")
    start, _, body = received.partition(b"\r\n\r\n")
    line, *lines = start.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
    return Response(status=int(line.split()[1]), headers=headers, body=body)
