"""What people see of a component, a group, the whole: pure rules (contract, section 6).

A component's baseline is what operators and monitors assert. Incidents and maintenance windows do not
overwrite it: they contribute, for as long as they last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.status.vocabulary import ComponentStatus, SystemStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_DISRUPTED = frozenset(
    {
        ComponentStatus.PERFORMANCE_ISSUES,
        ComponentStatus.PARTIAL_OUTAGE,
        ComponentStatus.MAJOR_OUTAGE,
        ComponentStatus.UNKNOWN,
    }
)


def most_severe(statuses: Iterable[ComponentStatus]) -> ComponentStatus:
    """Operational, if there are none."""
    return max(statuses, key=lambda one: one.severity, default=ComponentStatus.OPERATIONAL)


def effective_status(
    baseline: ComponentStatus,
    *,
    windows: Collection[ComponentStatus | None] = (),
    incidents: Iterable[ComponentStatus | None] = (),
) -> ComponentStatus:
    """`windows` and `incidents` hold what each one that counts now gives this component, or None.

    Maintenance in progress stands in for the baseline, so that what fails because somebody works on it is
    not an outage. An incident is never hidden by it.
    """
    ground = baseline
    if windows:
        ground = most_severe(given or ComponentStatus.UNDER_MAINTENANCE for given in windows)
    return most_severe([ground, *(given for given in incidents if given is not None)])


def group_status(members: Iterable[ComponentStatus]) -> ComponentStatus:
    """The most severe effective status in the group."""
    return most_severe(members)


def system_status(
    components: Collection[ComponentStatus], *, has_open_incident: bool, major_outage_threshold: int
) -> SystemStatus:
    """`components` holds the effective status of each enabled component that guests may see.

    `major_outage_threshold` is the share at major outage, in percent, from which on all is a major outage.
    """
    down = sum(one is ComponentStatus.MAJOR_OUTAGE for one in components)
    if down and down * 100 >= major_outage_threshold * len(components):
        return SystemStatus.MAJOR_OUTAGE
    if has_open_incident or not _DISRUPTED.isdisjoint(components):
        return SystemStatus.PARTIAL_OUTAGE
    if ComponentStatus.UNDER_MAINTENANCE in components:
        return SystemStatus.UNDER_MAINTENANCE
    return SystemStatus.OPERATIONAL
