"""Request bodies: bounded in size, and slow ones never in the way of those who only read."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO
from threading import BoundedSemaphore
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from heliograph.project.refusals import refused

_WAIT = 0.05
"""Seconds; a body that is already here is read in far less."""


def in_hand(application: WSGIApplication, *, at_most: int, readers: int) -> WSGIApplication:
    """Reads each body, of `at_most` bytes, before the application is asked; a chunked one gets its length.

    The server hands bodies on as they arrive, and to wait for one holds a thread: only `readers` threads
    of a process may. Whoever sends bodies slowly on purpose keeps others from writing, but nobody from
    reading the page.
    """
    turns = BoundedSemaphore(readers)

    def with_body(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _has_no_body(environ):
            return application(environ, start_response)
        if _said_length(environ) > at_most:
            return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, start_response)
        if not turns.acquire(timeout=_WAIT):
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, start_response)
        try:
            body = environ["wsgi.input"].read(at_most + 1)
        except OSError:
            return refused(HTTPStatus.BAD_REQUEST, start_response)
        finally:
            turns.release()
        if len(body) > at_most:
            return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, start_response)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        return application(environ, start_response)

    return with_body


def _has_no_body(environ: WSGIEnvironment) -> bool:
    return not environ.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" not in environ


def _said_length(environ: WSGIEnvironment) -> int:
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0
