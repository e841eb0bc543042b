"""What webhooks and chat channels share: where they may lead, what they want, how long they may fail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from heliograph.delivery.models import LONGEST_URL, Endpoint
from heliograph.errors import Invalid
from heliograph.lib import outbound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from enum import StrEnum

    from django.db.models import QuerySet

    from heliograph.delivery.channel import Outcome

EndpointRow = TypeVar("EndpointRow", bound=Endpoint)

PATIENCE = timedelta(days=3)
FEWEST_FAILURES = 10
"""In a row. One that is seldom told of anything is not given up for two failures that lie days apart."""


def require_web_address(url: str) -> None:
    """That requests may go there is asked again whenever one does: a name may lead elsewhere by then."""
    if len(url) > LONGEST_URL:
        raise Invalid({"url": [f"The url must not be longer than {LONGEST_URL} characters."]})
    refusal = outbound.refusal_of(url) if url.isprintable() else "It is no address of a web server."
    if refusal is not None:
        raise Invalid({"url": [refusal]})


def chosen(events: Sequence[str] | None, known: type[StrEnum]) -> dict[str, object]:
    """The columns that say which events are wanted. Raises Invalid."""
    if events is None:
        return {"is_for_all_events": True, "selected_events": []}
    if not events:
        raise Invalid({"events": ["At least one event has to be chosen."]})
    unknown = sorted(set(events) - {one.value for one in known})
    if unknown:
        raise Invalid({"events": [f"There is no event {one!r}." for one in unknown]})
    return {"is_for_all_events": False, "selected_events": [one.value for one in known if one in events]}


def switched_on() -> dict[str, object]:
    return {"is_active": True, "failing_since": None, "failures": 0, "paused_until": None}


def paused_among(endpoints: QuerySet[EndpointRow], *, at: datetime) -> set[int]:
    return set(endpoints.filter(paused_until__gt=at).values_list("pk", flat=True))


def longest_wait(outcomes: Iterable[Outcome]) -> timedelta:
    return max((one.retry_after for one in outcomes if one.retry_after is not None), default=timedelta(0))


def count(endpoint: Endpoint, successes: Iterable[bool], *, wait: timedelta, at: datetime) -> None:
    """Records whether each attempt succeeded, in their order, and how long the endpoint asked to wait.

    An endpoint that has failed for days is switched off.
    """
    was = (endpoint.failures, endpoint.failing_since, endpoint.paused_until)
    if wait:
        endpoint.paused_until = max(at + wait, endpoint.paused_until or at)
    for is_success in successes:
        endpoint.failures = 0 if is_success else endpoint.failures + 1
        endpoint.failing_since = None if is_success else endpoint.failing_since or at
    if (endpoint.failures, endpoint.failing_since, endpoint.paused_until) != was:
        endpoint.is_active = endpoint.is_active and not has_worn_out(endpoint, at=at)
        endpoint.save(update_fields=["failures", "failing_since", "paused_until", "is_active"])


def has_worn_out(endpoint: Endpoint, *, at: datetime) -> bool:
    since = endpoint.failing_since
    return since is not None and at - since >= PATIENCE and endpoint.failures >= FEWEST_FAILURES
