"""Questions of any thread, answered within their bounds."""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from time import monotonic
from typing import TYPE_CHECKING

import certifi
import httpcore
import httpx
from django.conf import settings

from heliograph import __version__
from heliograph.lib.internet import Network
from heliograph.lib.outbound.decoding import BoundedBody
from heliograph.lib.outbound.gate import (
    Gate,
    GatedTransport,
    Resolver,
    look_up,
    parsed,
    require_sound,
    require_sound_host,
)
from heliograph.lib.outbound.loop import event_loop
from heliograph.lib.outbound.vocabulary import USUAL, Answer, Bounds, Question, TookTooLong, Unanswered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AGENT = f"Heliograph/{__version__}"


def ask(question: Question, bounds: Bounds = USUAL) -> Answer:
    """Waits for the answer, whatever its status. Raises Unanswered."""
    return _client(tuple(settings.ALLOW_NETWORKS), os.getpid()).ask(question, bounds)


def knock(host: str, port: int, *, seconds: float) -> float:
    """Opens a connection and closes it; gives the seconds that it took. Raises Unanswered."""
    return _client(tuple(settings.ALLOW_NETWORKS), os.getpid()).knock(host, port, seconds=seconds)


def refusal_of(url: str) -> str | None:
    """Why no request could go there, as far as that can be told without asking for the name's address."""
    return _said_by(lambda: require_sound(parsed(url), tuple(settings.ALLOW_NETWORKS)))


def refusal_of_host(host: str) -> str | None:
    """The same where there is no more than a host to be asked of."""
    return _said_by(lambda: require_sound_host(host, tuple(settings.ALLOW_NETWORKS)))


def _said_by(require: Callable[[], None]) -> str | None:
    try:
        require()
    except Unanswered as error:
        return str(error)
    return None


class Client:
    """Its connections live on the one event loop of this process; any thread may ask.

    `resolve` says which addresses a name has, as the system does unless told otherwise.
    """

    def __init__(self, *, networks: Iterable[Network] = (), resolve: Resolver = look_up) -> None:
        self._networks = tuple(networks)
        self._resolve = resolve
        self._clients = {is_verified: self._made(is_verified=is_verified) for is_verified in (True, False)}

    def ask(self, question: Question, bounds: Bounds = USUAL) -> Answer:
        _require_one_line(question.headers)
        return asyncio.run_coroutine_threadsafe(self._within(question, bounds), event_loop()).result()

    def knock(self, host: str, port: int, *, seconds: float) -> float:
        return asyncio.run_coroutine_threadsafe(self._opened(host, port, seconds), event_loop()).result()

    def _made(self, *, is_verified: bool) -> httpx.AsyncClient:
        transport = GatedTransport(
            Gate(self._networks, self._resolve), _certificates(is_verified=is_verified)
        )
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        client = httpx.AsyncClient(transport=transport, trust_env=False, headers=headers)
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        return client

    async def _opened(self, host: str, port: int, seconds: float) -> float:
        require_sound_host(host, self._networks)
        began = monotonic()
        try:
            async with asyncio.timeout(seconds):
                stream = await Gate(self._networks, self._resolve).connect_tcp(host, port)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise TookTooLong(f"No connection within {seconds:g} seconds.") from error
        except httpcore.NetworkError as error:
            raise Unanswered(_reason(error)) from error
        took = monotonic() - began
        await stream.aclose()
        return took

    async def _within(self, question: Question, bounds: Bounds) -> Answer:
        try:
            async with asyncio.timeout(bounds.total):
                return await self._followed(question, bounds)
        except httpx.ConnectTimeout as error:
            raise TookTooLong(f"No connection within {bounds.connect:g} seconds.") from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise TookTooLong(f"No answer within {bounds.total:g} seconds.") from error
        except httpx.HTTPError as error:
            raise Unanswered(_reason(error)) from error

    async def _followed(self, question: Question, bounds: Bounds) -> Answer:
        client = self._clients[question.is_verified]
        timeout = httpx.Timeout(bounds.total, connect=bounds.connect)
        request = client.build_request(
            question.method,
            parsed(question.url),
            headers=[(name.encode(), value.encode()) for name, value in question.headers.items()],
            content=question.body,
            timeout=timeout,
        )
        began = monotonic()
        for _ in range(bounds.redirects + 1):
            require_sound(request.url, self._networks)
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                following = response.next_request
                if following is None or following.method != question.method or not bounds.redirects:
                    return await _read(response, bounds, began)
            finally:
                await response.aclose()
            request = following
        raise Unanswered(f"It redirects more than {bounds.redirects} times.")


async def _read(response: httpx.Response, bounds: Bounds, began: float) -> Answer:
    body = BoundedBody(response.headers.get("content-encoding", ""), max_bytes=bounds.size)
    async for chunk in response.aiter_raw():
        body.feed(chunk)
        if body.is_cut or body.is_complete:
            break
    return Answer(
        status=response.status_code,
        headers=dict(response.headers),
        body=body.content,
        is_cut=body.is_cut,
        seconds=monotonic() - began,
        url=str(response.url),
        certificate_until=_certificate_until(response),
    )


def _certificate_until(response: httpx.Response) -> datetime | None:
    stream: httpcore.AsyncNetworkStream = response.extensions["network_stream"]
    encrypted: ssl.SSLObject | None = stream.get_extra_info("ssl_object")
    # Nothing is known of one that nobody verified.
    ends = ((encrypted and encrypted.getpeercert()) or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), tz=UTC) if isinstance(ends, str) else None


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LINE_BREAKS = re.compile(r"[\r\n\0]")


def _require_one_line(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or _LINE_BREAKS.search(value):
            raise Unanswered("A header's name or value holds what no header may hold, such as a line break.")


def _reason(error: BaseException) -> str:
    """What lies under the library's wrapping: a certificate's fault, the system's word."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"Its certificate is not trusted: {cause.verify_message.rstrip('.')}."
        if isinstance(cause, ssl.SSLError):
            return f"The connection could not be encrypted: {cause.reason}."
        if isinstance(cause, OSError) and cause.errno and cause.errno > 0:
            return f"{os.strerror(cause.errno)}."
        cause = cause.__cause__ or cause.__context__
    return str(error) or type(error).__name__


@cache
def _certificates(*, is_verified: bool) -> ssl.SSLContext:
    """The usual authorities', and those that the machine trusts."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    if not is_verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@cache
def _client(networks: tuple[Network, ...], _process: int) -> Client:
    """A fork makes its own: it has none of its parent's threads."""
    return Client(networks=networks)
