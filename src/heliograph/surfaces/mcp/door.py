"""`/mcp`: streamable HTTP with JSON answers. Nothing is kept between two requests."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings as project
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from heliograph.accounts.credentials import actor_of_bearer
from heliograph.actors import Actor, Door
from heliograph.errors import Unauthenticated
from heliograph.lib import clock
from heliograph.lib.client_network import client_of
from heliograph.lib.rate_limit import RateLimit
from heliograph.site import settings
from heliograph.surfaces.mcp.arguments import Asked
from heliograph.surfaces.mcp.numbers import (
    HANDSHAKE_PROTOCOL_VERSIONS,
    HEADER_MISMATCH,
    INTERNAL_ERROR,
    INVALID_REQUEST,
    KNOWN_PROTOCOL_VERSIONS,
    METHOD_NOT_FOUND,
    MODERN_PROTOCOL_VERSIONS,
    PARSE_ERROR,
    PROTOCOL_VERSION_META_KEY,
    UNSUPPORTED_PROTOCOL_VERSION,
)
from heliograph.surfaces.mcp.protocol import answer, failed

if TYPE_CHECKING:
    from heliograph.lib.rate_limit import Turn
    from heliograph.site.vocabulary import SiteSettings
    from heliograph.surfaces.mcp.protocol import Json

_calls = RateLimit(project.DATA_FOLDER.path / "mcp-requests")

_BATCHED = ("2024-11-05", "2025-03-26")
"""The versions that know batches. Who says no version has one of them (specification of 2025-06-18)."""

_MOST_IN_A_BATCH = 20
_MODERN_STATUS = {None: 200, METHOD_NOT_FOUND: 404, INTERNAL_ERROR: 500}
"""By the code of an error; every other is the caller's."""


@csrf_exempt
def endpoint(request: HttpRequest) -> HttpResponse:
    """No cookie lets anybody in, so that no foreign page can ride on one."""
    site = settings.load()
    if not site.mcp_enabled:
        return _refused(404, "MCP is switched off.")
    if not _is_from_us(request, site):
        return _refused(403, "This origin may not call.")
    if request.method != "POST":
        return _refused(405, "Messages are sent by POST; there is no stream to listen to.", Allow="POST")
    actor = _actor_of(request, site)
    if actor is None:
        return _unauthenticated()
    try:
        return _answered(request, Asked(actor=actor, site=site, at=clock.now()))
    except Unauthenticated:
        return _unauthenticated()


def _unauthenticated() -> HttpResponse:
    return _refused(401, "Unauthenticated.", **{"WWW-Authenticate": "Bearer"})


def _is_from_us(request: HttpRequest, site: SiteSettings) -> bool:
    """A browser tells which page it runs for: a foreign one may have had our address renamed to its own."""
    origin = request.headers.get("Origin")
    return origin is None or origin in {_own_origin(), *site.api_allowed_origins.split()}


def _own_origin() -> str:
    parts = urlsplit(project.ENVIRONMENT.url)
    return f"{parts.scheme}://{parts.netloc}"


def _actor_of(request: HttpRequest, site: SiteSettings) -> Actor | None:
    address = str(request.META.get("REMOTE_ADDR", ""))
    known = actor_of_bearer(request.headers.get("Authorization", ""), door=Door.MCP, address=address)
    return known or (None if site.mcp_protected else Actor.guest(door=Door.MCP, address=address))


def _answered(request: HttpRequest, asked: Asked) -> HttpResponse:
    turn = _turn(asked)
    if turn is not None and turn.is_over:
        return _limited(_refused(429, "Too Many Attempts."), turn, asked)
    try:
        message = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig, UnreadablePostError):
        return _limited(
            _said(failed(None, PARSE_ERROR, "The body is no JSON, or too large."), 400), turn, asked
        )
    version = request.headers.get("MCP-Protocol-Version", "")
    if version and version not in KNOWN_PROTOCOL_VERSIONS:
        response = _unsupported(message, version)
    elif version in MODERN_PROTOCOL_VERSIONS:
        response = _standing_alone(request, message, asked, version)
    else:
        response = _in_session(message, asked, version)
    return _limited(response, turn, asked)


def _turn(asked: Asked) -> Turn | None:
    """As many as the API allows, and counted apart from its."""
    limit, actor = asked.site.api_rate_limit, asked.actor
    client = f"user {actor.user_id}" if actor.user_id else f"at {client_of(actor.address)}"
    return _calls.take(client, limit=limit, now=asked.at.timestamp()) if limit else None


def _limited(response: HttpResponse, turn: Turn | None, asked: Asked) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    if turn is not None:
        response["X-RateLimit-Limit"] = str(turn.limit)
        response["X-RateLimit-Remaining"] = str(turn.remaining)
        if turn.is_over:
            response["Retry-After"] = str(turn.retry_after_seconds(asked.at.timestamp()))
            response["X-RateLimit-Reset"] = str(turn.reset_at)
    return response


def _in_session(message: object, asked: Asked, version: str) -> HttpResponse:
    """A session's id is given, since clients expect one, and never asked for: there is nothing behind it."""
    if isinstance(message, list):
        return _batch(message, asked, version)
    said = answer(message, asked, version=version or HANDSHAKE_PROTOCOL_VERSIONS[0])
    if said is None:
        return HttpResponse(status=202)
    response = _said(said, 400 if _code_of(said) == INVALID_REQUEST else 200)
    if isinstance(message, dict) and message.get("method") == "initialize":
        response["Mcp-Session-Id"] = secrets.token_urlsafe(24)
    return response


def _batch(messages: list[object], asked: Asked, version: str) -> HttpResponse:
    if (version and version not in _BATCHED) or not 1 <= len(messages) <= _MOST_IN_A_BATCH:
        fault = f"One message at a time, or up to {_MOST_IN_A_BATCH} in versions that know batches."
        return _said(failed(None, INVALID_REQUEST, fault), 400)
    said = [answer(one, asked, version=version or _BATCHED[-1]) for one in messages]
    answers = [one for one in said if one is not None]
    return _said(answers) if answers else HttpResponse(status=202)


def _standing_alone(request: HttpRequest, message: object, asked: Asked, version: str) -> HttpResponse:
    """Since 2026-07-28: what headers say of a request, for those who route it, has to be what it says."""
    if not isinstance(message, dict):
        return _said(failed(None, INVALID_REQUEST, "One message at a time."), 400)
    if "id" in message and (fault := _mismatch(request, message, version)):
        return _said(failed(message["id"], HEADER_MISMATCH, fault), 400)
    said = answer(message, asked, version=version)
    if said is None:
        return HttpResponse(status=202)
    return _said(said, _MODERN_STATUS.get(_code_of(said), 400))


def _mismatch(request: HttpRequest, message: Json, version: str) -> str:
    params = message.get("params")
    params = params if isinstance(params, dict) else {}
    meta = params.get("_meta")
    if not isinstance(meta, dict) or meta.get(PROTOCOL_VERSION_META_KEY) != version:
        return "params._meta does not say the version that the header MCP-Protocol-Version says."
    if request.headers.get("Mcp-Method") != message.get("method"):
        return "The header Mcp-Method does not say the method."
    return ""


def _unsupported(message: object, version: str) -> HttpResponse:
    number = message.get("id") if isinstance(message, dict) else None
    known = {"supported": list(KNOWN_PROTOCOL_VERSIONS), "requested": version[:80]}
    return _said(failed(number, UNSUPPORTED_PROTOCOL_VERSION, "Unsupported protocol version", known), 400)


def _code_of(said: Json) -> int | None:
    code: int | None = said.get("error", {}).get("code")
    return code


def _said(body: object, status: int = 200) -> HttpResponse:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return HttpResponse(content, status=status, content_type="application/json")


def _refused(status: int, message: str, **headers: str) -> HttpResponse:
    response = _said({"message": message}, status)
    for name, value in headers.items():
        response[name] = value
    return response
