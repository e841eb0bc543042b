"""Which other sites' pages may read an API: none with a browser's credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

Answer = TypeVar("Answer", bound=HttpResponseBase)

ANY = "*"


def is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def preflight(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """It holds for so long."""
    asked = request.headers
    return HttpResponse(
        status=204,
        headers={
            "Access-Control-Allow-Methods": asked["Access-Control-Request-Method"],
            "Access-Control-Allow-Headers": asked.get("Access-Control-Request-Headers", ""),
            "Access-Control-Max-Age": str(seconds),
        },
    )


def open_to_origins(
    response: Answer, request: HttpRequest, *, allowed: str, told: Sequence[str] = ()
) -> Answer:
    """`allowed` is `*` or a list of origins, separated by blanks.

    `told` are the headers that a page may read.
    """
    if allowed == ANY:
        response["Access-Control-Allow-Origin"] = ANY
    else:
        patch_vary_headers(response, ["Origin"])
        if request.headers.get("Origin") in allowed.split():
            response["Access-Control-Allow-Origin"] = request.headers["Origin"]
    if told:
        response["Access-Control-Expose-Headers"] = ", ".join(told)
    return response
