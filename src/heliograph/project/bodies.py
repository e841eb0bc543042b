"""Request bodies, read whole before Django is asked, and bounded in size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Iterable
from http import HTTPStatus
from io import BytesIO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from heliograph.project.refusals import RequestRefused, refused

GAP_SECONDS = 5.0
"""Between two parts of a body."""

WHOLE_SECONDS = 30.0
"""For the whole of one."""

_MAX_BYTES_OF_ALL = 64 * 1024 * 1024
"""Of bodies that a process is reading at one time: unfinished ones must not fill the memory."""


class BodyReader:
    """Reads bodies on the event loop, where a slow one occupies no thread."""

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes_of_all = 0

    async def read_into(self, environ: WSGIEnvironment, chunks: AsyncIterable[bytes]) -> None:
        """Put the body into `environ`; a chunked one gets its length. Raises RequestRefused."""
        length = _declared_length(environ, max_bytes=self._max_bytes)
        body = bytearray()
        try:
            await self._read(body, chunks)
        except TimeoutError as late:
            raise RequestRefused(HTTPStatus.REQUEST_TIMEOUT) from late
        finally:
            self._bytes_of_all -= len(body)
        if length not in {None, len(body)}:
            raise RequestRefused(HTTPStatus.BAD_REQUEST, "The body is shorter than its Content-Length.")
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))

    async def _read(self, body: bytearray, chunks: AsyncIterable[bytes]) -> None:
        has_ended = False
        end = asyncio.get_running_loop().time() + WHOLE_SECONDS
        async with asyncio.timeout(GAP_SECONDS) as deadline:
            async for chunk in chunks:
                if has_ended:  # Granian's empty chunk is the end, or an error that another one follows
                    raise RequestRefused(HTTPStatus.BAD_REQUEST, "The body is incomplete.")
                has_ended = not chunk
                body += chunk
                self._bytes_of_all += len(chunk)
                if len(body) > self._max_bytes:
                    raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                if self._bytes_of_all > _MAX_BYTES_OF_ALL:
                    raise RequestRefused(HTTPStatus.SERVICE_UNAVAILABLE)
                deadline.reschedule(min(asyncio.get_running_loop().time() + GAP_SECONDS, end))


def limit_bodies(application: WSGIApplication, *, max_bytes: int) -> WSGIApplication:
    """The same for a WSGI server, which reads in the thread of the request and has timeouts of its own."""

    def with_body(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            _read_into(environ, max_bytes=max_bytes)
        except RequestRefused as refusal:
            status, headers, body = refused(refusal)
            start_response(f"{status} {refusal.status.phrase}", headers)
            return [body]
        return application(environ, start_response)

    return with_body


def has_body(environ: WSGIEnvironment) -> bool:
    return bool(environ.get("CONTENT_LENGTH")) or "HTTP_TRANSFER_ENCODING" in environ


def _read_into(environ: WSGIEnvironment, *, max_bytes: int) -> None:
    if not has_body(environ):
        return
    length = _declared_length(environ, max_bytes=max_bytes)
    try:
        body = environ["wsgi.input"].read(max_bytes + 1 if length is None else length)
    except OSError as broken:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "The body is incomplete.") from broken
    if len(body) > max_bytes:
        raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))


def _declared_length(environ: WSGIEnvironment, *, max_bytes: int) -> int | None:
    """None for a chunked body."""
    text = environ.get("CONTENT_LENGTH")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "Content-Length is not a number.")
    if int(text) > max_bytes:
        raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return int(text)
