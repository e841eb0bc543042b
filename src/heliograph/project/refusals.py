"""Answers that the server gives itself, before Django is asked."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heliograph.publishing.front import Ready


class RequestRefused(Exception):  # noqa: N818 - an answer, not a fault of the server
    def __init__(self, status: HTTPStatus, message: str = "") -> None:
        super().__init__(message or f"{status.phrase}.")
        self.status = status


def refused(refusal: RequestRefused) -> Ready:
    """Status, headers and body. The connection is closed: a part of the request may not have been read."""
    body = json.dumps({"message": str(refusal)}).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    ]
    if refusal.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", "1"))
    return refusal.status.value, headers, body
