"""Links that only the reader of an address's mail has.

Each is signed, is good for one purpose, and dies with the address that it was sent to.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core import signing

from heliograph.errors import NotFound
from heliograph.subscribers.models import Subscriber

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_LONGER_VALID = "The link is no longer valid."


class Purpose(StrEnum):
    VERIFY = "verify"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"


_LASTS: Mapping[Purpose, timedelta | None] = {
    Purpose.VERIFY: timedelta(days=3),
    Purpose.MANAGE: None,
    Purpose.UNSUBSCRIBE: None,  # it stands in every mail, and mails are kept for years
}


def key_for(purpose: Purpose, subscriber: Subscriber) -> str:
    """What the link's path ends in: letters, digits, `-`, `_` and `:`."""
    return signing.dumps([subscriber.pk, _print_of(subscriber.email)], salt=_salt(purpose))


def require_genuine(key: str, purpose: Purpose) -> None:
    """Asks nobody whether the subscriber is still there. Raises NotFound."""
    _read(key, purpose)


def subscriber_of(key: str, purpose: Purpose) -> Subscriber:
    """Raises NotFound also where the subscriber is gone or has another address by now."""
    subscriber_id, print_of_address = _read(key, purpose)
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None or _print_of(subscriber.email) != print_of_address:
        raise NotFound(NO_LONGER_VALID)
    return subscriber


def _read(key: str, purpose: Purpose) -> tuple[int, str]:
    try:
        subscriber_id, print_of_address = signing.loads(key, salt=_salt(purpose), max_age=_LASTS[purpose])
    except signing.BadSignature as wrong:
        raise NotFound(NO_LONGER_VALID) from wrong
    return int(subscriber_id), str(print_of_address)


def _salt(purpose: Purpose) -> str:
    return f"heliograph.subscribers.{purpose}"


def _print_of(email: str) -> str:
    return sha256(email.lower().encode()).hexdigest()[:16]
