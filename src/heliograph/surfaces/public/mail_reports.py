"""Where a mail provider tells of bounces and complaints: signed, and soon after they happened.

Signed as Standard Webhooks say, which is also how Heliograph signs its own: `webhook-id`,
`webhook-timestamp`, and in `webhook-signature` `v1,` and the base64 of HMAC-SHA256 over
`id.timestamp.body`. Whatever a provider sends is brought into this form by a few lines between the two:
see docs/mail.md.
"""

from __future__ import annotations

import base64
import hmac
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings as project
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heliograph.actors import Ability, Actor, Door
from heliograph.lib import clock
from heliograph.subscribers.stopping import stop_subscriber
from heliograph.subscribers.vocabulary import StopReason, is_email

if TYPE_CHECKING:
    from django.http import HttpRequest

_WINDOW = 300
"""Seconds by which a message may be late, or early: older ones were listened to by somebody."""

_MOST_REPORTS = 1_000
_LONGEST_TIME = 12  # digits


@csrf_exempt
@require_POST
def mail_reports(request: HttpRequest) -> HttpResponse:
    """404 where no secret is set, 401 for what is not signed by it, 422 for what cannot be read."""
    secret = project.ENVIRONMENT.mail_reports_secret
    if secret is None:
        return HttpResponse(status=404)
    if not _is_genuine(request, secret):
        return HttpResponse(status=401)
    reports = _reports(request.body)
    if reports is None:
        return JsonResponse({"message": 'Expected: {"reports": [{"email", "type"}]}'}, status=422)
    actor = _provider(request)
    for email, reason in reports:
        stop_subscriber(email, reason, actor=actor)
    return HttpResponse(status=204)


def _is_genuine(request: HttpRequest, secret: str) -> bool:
    said_at = request.headers.get("webhook-timestamp", "")
    if not (said_at.isascii() and said_at.isdecimal()) or len(said_at) > _LONGEST_TIME:
        return False
    if abs(clock.now().timestamp() - int(said_at)) > _WINDOW:
        return False
    signed = f"{request.headers.get('webhook-id', '')}.{said_at}.".encode() + request.body
    digest = base64.b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode()
    signatures = request.headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one.encode(), f"v1,{digest}".encode()) for one in signatures)


def _reports(body: bytes) -> list[tuple[str, StopReason]] | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    rows = said.get("reports") if isinstance(said, dict) else None
    if not isinstance(rows, list) or len(rows) > _MOST_REPORTS:
        return None
    return (
        None if not all(map(_is_report, rows)) else [(one["email"], StopReason(one["type"])) for one in rows]
    )


def _is_report(row: Any) -> bool:
    if not isinstance(row, dict) or row.get("type") not in set(StopReason):
        return False
    email = row.get("email")
    return isinstance(email, str) and is_email(email)


def _provider(request: HttpRequest) -> Actor:
    """Who knows the secret may stop addresses, and nothing else is done here."""
    return Actor.guest(
        door=Door.PUBLIC,
        address=str(request.META.get("REMOTE_ADDR", "")),
        abilities=frozenset({Ability.SUBSCRIBERS_MANAGE}),
    )
