"""A create that is sent again with the same `Idempotency-Key` is answered again, not made again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpResponse

from heliograph.accounts import repeats
from heliograph.accounts.repeats import Answer, Repeatable
from heliograph.errors import Refused
from heliograph.surfaces.rest.body import whole_body

if TYPE_CHECKING:
    from heliograph.surfaces.rest.request import ApiRequest


def once(request: ApiRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """What is refused makes nothing, and frees the key. After a failure of ours nobody knows: it is kept."""
    if request.method != "POST" or repeats.FIELD not in request.headers:
        return work()
    repeatable = _repeatable(request)
    if kept := repeats.claim(repeatable):
        return HttpResponse(
            kept.content,
            status=kept.status,
            content_type=kept.content_type,
            headers={"Idempotency-Replayed": "true"},
        )
    try:
        response = work()
    except Refused:
        repeats.forget(repeatable)
        raise
    repeats.keep(
        repeatable,
        Answer(
            status=response.status_code,
            content=response.content,
            content_type=response["Content-Type"],
        ),
    )
    return response


def _repeatable(request: ApiRequest) -> Repeatable:
    return Repeatable(
        key=request.headers[repeats.FIELD],
        token_id=request.actor.token_id,
        method=str(request.method),
        path=request.get_full_path(),
        body=whole_body(request),
    )
