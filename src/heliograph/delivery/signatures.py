"""How a receiver knows that a webhook is ours: Cachet's header, and those of standardwebhooks.com."""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_PREFIX = "whsec_"
_KEY_LENGTH = 32


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(_KEY_LENGTH)).decode()


def signed(body: bytes, secret: str, *, webhook_id: str, at: datetime) -> dict[str, str]:
    """The headers. `at` is when this attempt is made: receivers refuse what is old, lest others replay it."""
    timestamp = str(int(at.timestamp()))
    content = b".".join((webhook_id.encode(), timestamp.encode(), body))
    return {
        "Signature": hmac.new(secret.encode(), body, "sha256").hexdigest(),
        "Webhook-Id": webhook_id,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": f"v1,{base64.b64encode(hmac.digest(_key(secret), content, 'sha256')).decode()}",
    }


def standard_secret(secret: str) -> str:
    """The form in which libraries for Standard Webhooks take a secret: `whsec_` and base64 of the key."""
    return _PREFIX + base64.b64encode(_key(secret)).decode()


def _key(secret: str) -> bytes:
    """The key bytes: decoded where the secret is written as the specification has it, else as it is."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError:
        key = b""
    return key or secret.encode()
