"""The same rules, and the same client, for libraries that speak `requests`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from io import BytesIO
from typing import cast

import httpx
import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers
from typing_extensions import override

from heliograph.lib.outbound.client import ask
from heliograph.lib.outbound.gate import SCHEMES
from heliograph.lib.outbound.vocabulary import USUAL, Answer, Bounds, Question, TookTooLong, Unanswered


def requests_session() -> requests.Session:
    """For libraries that want one of `requests`: it goes by the same rules, through the same client."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = USUAL.redirects
    for scheme in SCHEMES:
        session.mount(f"{scheme}://", _Adapter(USUAL))
    return session


@contextmanager
def guarding_requests(bounds: Bounds = USUAL) -> Iterator[list[Answer | Unanswered]]:
    """For libraries that call `requests` by themselves: in here, what this thread sends goes by our rules.

    What came of each request, in their order, is in the list when it ends: such libraries seldom tell.
    """
    came_of_it: list[Answer | Unanswered] = []
    token = _guarding.set(_Adapter(bounds, came_of_it.append))
    try:
        yield came_of_it
    finally:
        _guarding.reset(token)


class _Adapter(BaseAdapter):
    """What speaks `requests` speaks to our client. The library follows redirects by asking here again."""

    def __init__(self, bounds: Bounds, note: Callable[[Answer | Unanswered], None] | None = None) -> None:
        super().__init__()
        self._bounds = replace(bounds, redirects=0)
        self._note = note

    @override
    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: bool | str | None = True,
        cert: object = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        came_of_it = self._ask(_question_of(request, is_verified=bool(verify)))
        if self._note is not None:
            self._note(came_of_it)
        match came_of_it:
            case Answer():
                return _response_to(request, came_of_it)
            case TookTooLong():
                raise requests.Timeout(str(came_of_it), request=request) from came_of_it
            case _:
                raise requests.ConnectionError(str(came_of_it), request=request) from came_of_it

    def _ask(self, question: Question) -> Answer | Unanswered:
        try:
            return ask(question, self._bounds)
        except Unanswered as unanswered:
            return unanswered

    @override
    def close(self) -> None:
        """Nothing is its own."""


_guarding: ContextVar[_Adapter | None] = ContextVar("guarding", default=None)
_usual_adapter = requests.Session.get_adapter


def _adapter_of_context(session: requests.Session, url: str) -> BaseAdapter:
    return _guarding.get() or _usual_adapter(session, url)


# Asked for each request and each redirect, by every session of the library, wherever it was made.
requests.Session.get_adapter = _adapter_of_context  # type: ignore[method-assign,assignment]


_OF_THE_CONNECTION = frozenset({"accept-encoding", "connection", "content-length", "transfer-encoding"})


def _question_of(request: requests.PreparedRequest, *, is_verified: bool) -> Question:
    headers = {_text(name): _text(value) for name, value in request.headers.items()}
    return Question(
        method=request.method or "GET",
        url=request.url or "",
        headers={name: value for name, value in headers.items() if name.lower() not in _OF_THE_CONNECTION},
        body=_bytes_of(request.body),
        is_verified=is_verified,
    )


def _text(said: str | bytes) -> str:
    return said.decode("latin-1") if isinstance(said, bytes) else said


def _bytes_of(body: object) -> bytes | None:
    match body:
        case None | bytes():
            return body
        case str():
            return body.encode()
        case _:
            return b"".join(cast("Iterable[bytes]", body))


def _response_to(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.reason = httpx.codes.get_reason_phrase(answer.status)
    headers = CaseInsensitiveDict(answer.headers)
    headers.pop("content-encoding", None)  # the body is decompressed already
    response.headers = headers
    response.encoding = get_encoding_from_headers(response.headers)
    response.raw = BytesIO(answer.body)
    response.url = answer.url
    response.request = request
    return response
