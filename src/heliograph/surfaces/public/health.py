"""Whether this process serves, and whether all that it needs answers."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

    Checks = Mapping[str, Callable[[], bool]]
    """By what is asked; a check says whether it answers, and may raise instead."""

log = logging.getLogger(__name__)

_UNKEPT = {"Cache-Control": "no-store"}


@require_safe
def health(_: HttpRequest) -> HttpResponse:
    """Asks nobody, so that it tells of this process alone."""
    return HttpResponse("OK", content_type="text/plain; charset=utf-8", headers=_UNKEPT)


def ready(checks: Checks) -> Callable[[HttpRequest], HttpResponse]:
    @require_safe
    def answer(_: HttpRequest) -> HttpResponse:
        found = {name: _answers(name, check) for name, check in checks.items()}
        is_ready = all(found.values())
        said = {"ready": is_ready} | {name: "ok" if fine else "failed" for name, fine in found.items()}
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JsonResponse(said, status=status, headers=_UNKEPT)

    return answer


def _answers(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever it is, it does not answer
        log.warning("Not ready: the %s did not answer: %s", name, error)
        return False
