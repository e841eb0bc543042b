"""What is answered when an answer failed: that it may be asked again, where the database is the reason."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse

from heliograph.lib.database_failures import RETRY_AFTER, is_of_the_database

if TYPE_CHECKING:
    from django.http import HttpRequest

_WORDS = {
    HTTPStatus.SERVICE_UNAVAILABLE: "This cannot be answered at the moment. Please try again.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Server Error",
}


def failed(request: HttpRequest) -> HttpResponse:
    """`handler500` of the project: Django calls it while it handles the failure."""
    is_databases = is_of_the_database(sys.exc_info()[1])
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_databases else HTTPStatus.INTERNAL_SERVER_ERROR
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(RETRY_AFTER)} if is_databases else {})
    if request.path_info.startswith("/api"):
        return JsonResponse({"message": _WORDS[status]}, status=status, headers=headers)
    return HttpResponse(
        _WORDS[status], status=status, headers=headers, content_type="text/plain; charset=utf-8"
    )
