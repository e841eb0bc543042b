"""Requests sent again with the same key: the first answer, not a second thing.

A claim is made before the work, and the answer is kept after it. Whatever is killed in between leaves a
claim without an answer: who comes again is told so, and nothing is made twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from heliograph.accounts.models import AnsweredRequest
from heliograph.errors import Conflict, Invalid
from heliograph.lib import clock

KEPT_FOR = timedelta(hours=24)
MAX_KEY_LENGTH = 255
FIELD = "Idempotency-Key"


@dataclass(frozen=True, kw_only=True)
class Repeatable:
    """A request that may come again. The key is its caller's own: another token's is another key."""

    key: str
    token_id: int | None
    method: str
    path: str
    body: bytes

    @property
    def key_hash(self) -> str:
        return _hash(str(self.token_id), self.key)

    @property
    def request_hash(self) -> str:
        return _hash(self.method, self.path, self.body.hex())


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    content: bytes
    content_type: str


@transaction.atomic(durable=True)
def claim(request: Repeatable) -> Answer | None:
    """The answer that was given before, or None: then the work is the caller's to do.

    Raises Invalid where the key was used for another request, Conflict where the first is unanswered.
    """
    if not 0 < len(request.key) <= MAX_KEY_LENGTH:
        raise Invalid({FIELD: [f"The key must have between 1 and {MAX_KEY_LENGTH} characters."]})
    AnsweredRequest.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
    kept, is_new = AnsweredRequest.objects.get_or_create(
        key_hash=request.key_hash, defaults={"request_hash": request.request_hash}
    )
    if is_new:
        return None
    if kept.request_hash != request.request_hash:
        raise Invalid({FIELD: ["This key was used for another request in the last 24 hours."]})
    if kept.status is None:
        raise Conflict("The first request with this key has no answer yet, or was cut off: see what it made.")
    return Answer(status=kept.status, content=bytes(kept.content), content_type=kept.content_type)


def keep(request: Repeatable, answer: Answer) -> None:
    AnsweredRequest.objects.filter(key_hash=request.key_hash).update(
        status=answer.status, content=answer.content, content_type=answer.content_type
    )


def forget(request: Repeatable) -> None:
    """What was refused made nothing: the key is free again."""
    AnsweredRequest.objects.filter(key_hash=request.key_hash).delete()


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
