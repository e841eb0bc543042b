"""Absolute addresses: clients follow them word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.site.address import absolute, host

if TYPE_CHECKING:
    from heliograph.surfaces.rest_v1.request import V1Request

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def address_of(request: V1Request, path: str) -> str:
    """At the public address; while none is configured, at the one that the client came by."""
    return request.build_absolute_uri(path) if host() in _HERE else absolute(path)


def address_of_page(request: V1Request, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return address_of(request, f"{request.path.rstrip('/')}?{query.urlencode()}")
