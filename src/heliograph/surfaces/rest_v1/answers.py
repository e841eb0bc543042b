"""What the API answers with, by name."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import HttpResponse
from pydantic_core import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

JSON = "application/json"

_REFUSALS = {
    400: ("Bad Request", "The request cannot be fulfilled due to bad syntax."),
    401: ("Unauthorized", "Authentication is required and has failed or has not yet been provided."),
    404: ("Not Found", "The requested resource could not be found but may be available again in the future."),
    405: (
        "Method Not Allowed",
        "A request was made of a resource using a request method not supported by that resource.",
    ),
    429: ("Too Many Requests", "Too many requests were sent. Try again later."),
    500: ("Internal Server Error", "An error has occurred and this resource cannot be displayed."),
    503: ("Service Unavailable", "This cannot be answered at the moment. Please try again."),
}


def item(shape: object, *, meta: object = None) -> HttpResponse:
    document = {"data": shape} if meta is None else {"meta": meta, "data": shape}
    return HttpResponse(to_json(document), content_type=JSON)


def gone() -> HttpResponse:
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


def refusal(status: int, *, detail: str = "", details: Sequence[str] = ()) -> HttpResponse:
    """`details` are what is wrong with each field."""
    title, usual = _REFUSALS[status]
    error = {"id": str(uuid.uuid4()), "status": status, "title": title, "detail": detail or usual}
    if details:
        error["meta"] = {"details": list(details)}
    return HttpResponse(to_json({"errors": [error]}), status=status, content_type=JSON)
