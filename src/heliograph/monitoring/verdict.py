"""What checks in a row come to. One alone says little: a network hiccups, a server restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heliograph.status.vocabulary import ComponentStatus


@dataclass(frozen=True, kw_only=True)
class Result:
    """Of one check.

    `code` is HTTP's, `milliseconds` is until the whole answer was there; `error` says why it is not up, and
    `certificate_until` when the certificate ends. Where `is_up` is None nothing could be found out, which
    says nothing of the component.
    """

    is_up: bool | None
    code: int | None = None
    milliseconds: int | None = None
    error: str = ""
    certificate_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What answers, but takes longer than `slow_after` milliseconds, has performance issues.

    That it is worse is said after `failure_threshold` checks in a row, that it is better after
    `success_threshold`.
    """

    status_when_down: ComponentStatus
    slow_after: int | None
    failure_threshold: int
    success_threshold: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`said` is what the component was last said to be, None before anything was.

    `worse` and `better` are the checks in a row since then that found it worse, or better, than that.
    """

    said: ComponentStatus | None = None
    worse: int = 0
    better: int = 0


def status_of(result: Result, rule: Rule) -> ComponentStatus:
    if result.is_up is None:
        return ComponentStatus.UNKNOWN
    if not result.is_up:
        return rule.status_when_down
    is_slow = rule.slow_after is not None and (result.milliseconds or 0) > rule.slow_after
    return ComponentStatus.PERFORMANCE_ISSUES if is_slow else ComponentStatus.OPERATIONAL


def after(standing: Standing, status: ComponentStatus, rule: Rule) -> Standing:
    """The standing after one more check. One that found nothing out changes nothing.

    Checks that are worse in different ways count together, and the last one says how bad it is: what is now
    down and now slow is in trouble.
    """
    if status is ComponentStatus.UNKNOWN:
        return standing
    if standing.said is None and status is ComponentStatus.OPERATIONAL:
        return Standing(said=status)
    distance = status.severity - (standing.said or ComponentStatus.OPERATIONAL).severity
    worse = standing.worse + 1 if distance > 0 else 0
    better = standing.better + 1 if distance < 0 else 0
    if worse >= rule.failure_threshold or better >= rule.success_threshold:
        return Standing(said=status)
    return Standing(said=standing.said, worse=worse, better=better)
