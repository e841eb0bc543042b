"""What a caller may say of a monitor: one draft a verb."""

from __future__ import annotations

from dataclasses import dataclass

from heliograph.lib.unset import UNSET, Unset
from heliograph.monitoring.expected_statuses import USUAL
from heliograph.monitoring.limits import USUAL_INTERVAL, USUAL_THRESHOLD, USUAL_TIMEOUT
from heliograph.status.vocabulary import ComponentStatus


@dataclass(frozen=True, kw_only=True)
class MonitorDraft:
    """`address` is http://, https:// or tcp://host:port; empty: the component's link.

    `interval` and `timeout` are seconds, `slow_after` is milliseconds. `expected_statuses` are HTTP's, as in
    `200-299, 401`; `keyword` has to be in the answer. Response times, in milliseconds, are points of the
    metric. See `verdict` for the rest.
    """

    component_id: int
    address: str = ""
    interval: int = USUAL_INTERVAL
    timeout: int = USUAL_TIMEOUT
    expected_statuses: str = USUAL
    keyword: str = ""
    slow_after: int | None = None
    failure_threshold: int = USUAL_THRESHOLD
    success_threshold: int = USUAL_THRESHOLD
    status_when_down: ComponentStatus = ComponentStatus.MAJOR_OUTAGE
    metric_id: int | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class MonitorChanges:
    address: str | Unset = UNSET
    interval: int | Unset = UNSET
    timeout: int | Unset = UNSET
    expected_statuses: str | Unset = UNSET
    keyword: str | Unset = UNSET
    slow_after: int | Unset | None = UNSET
    failure_threshold: int | Unset = UNSET
    success_threshold: int | Unset = UNSET
    status_when_down: ComponentStatus | Unset = UNSET
    metric_id: int | Unset | None = UNSET
    is_active: bool | Unset = UNSET
