"""WSGI environment of a request that came through RSGI, whose header names are as the client sent them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

from heliograph.project.refusals import RequestRefused

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from granian.rsgi import Scope

_SAME_FOR_ALL: Mapping[str, object] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
_PROTOCOLS = {"1": "HTTP/1.0", "1.1": "HTTP/1.1"}
_WITHOUT_PREFIX = frozenset({"content-type", "content-length"})


def environ_of(scope: Scope) -> WSGIEnvironment:
    """Raises RequestRefused for headers that can be read in two ways."""
    server_name, _, server_port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        **_SAME_FOR_ALL,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": _as_wsgi(scope.path),
        "QUERY_STRING": _as_wsgi(scope.query_string),
        "SERVER_NAME": _bare(server_name),
        "SERVER_PORT": server_port,
        "SERVER_PROTOCOL": _PROTOCOLS[scope.http_version],
        "REMOTE_ADDR": _bare(scope.client.rpartition(":")[0]),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
    }
    _add_headers(environ, scope)
    return environ


def _add_headers(environ: WSGIEnvironment, scope: Scope) -> None:
    headers = scope.headers  # once: Granian copies them each time
    dropped: set[str] = set()
    count = len(environ)
    for name, value in headers.items():
        key = _key(name)
        if not key:
            dropped.add(name)
        elif key in environ:
            environ[key] += _separator(name) + value
        else:
            environ[key] = value
    count = len(environ) - count + len(dropped)
    names = headers.keys()
    if count != len(names):
        _add_unreadable(environ, names)
    if dropped or count != len(names):
        _refuse_both_spellings(names)
    if scope.authority is not None:  # the target was a whole URL, whose host counts (RFC 9112, 3.2.2)
        environ["HTTP_HOST"] = scope.authority


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    """Empty for a name with an underscore.

    In the environment X_Auth_User could not be told from X-Auth-User, which only a trusted proxy may set.
    """
    if "_" in name:
        return ""
    key = name.upper().replace("-", "_")
    return key if name in _WITHOUT_PREFIX else f"HTTP_{key}"


def _refuse_both_spellings(names: list[str]) -> None:
    for name in names:
        other = name.replace("_", "-")
        if other != name and other in names:
            message = f"The header {other} came in two spellings, one with an underscore."
            raise RequestRefused(HTTPStatus.BAD_REQUEST, message)


def _separator(name: str) -> str:
    if name == "host":
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "The header Host came more than once.")
    return "; " if name == "cookie" else ","


def _add_unreadable(environ: WSGIEnvironment, names: list[str]) -> None:
    """Headers whose values are not ASCII: Granian names them without their values, so they count as empty."""
    for key in map(_key, names):
        if key:
            environ.setdefault(key, "")


def _as_wsgi(text: str) -> str:
    """The UTF-8 bytes of the text, each as the Latin-1 character of its number (PEP 3333)."""
    return text if text.isascii() else text.encode().decode("latin-1")


def _bare(host: str) -> str:
    """An IP address without the brackets and the zone of IPv6."""
    return host.removeprefix("[").removesuffix("]").partition("%")[0]
