"""Where the page may not tell the truth: pure rules over what operators see, each a question to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from heliograph.status.vocabulary import ComponentStatus


class Doubt(Enum):
    LOOKS_WELL = auto()
    """A component is shown as operational, and an open incident names it."""
    UNEXPLAINED = auto()
    """A component is shown as disrupted, and neither an incident nor a window says why."""
    SILENT = auto()
    """An incident is open, and nobody has said anything for long."""
    OVERRAN = auto()
    """A maintenance window goes on without an end, and nobody has said anything for long."""


@dataclass(frozen=True, kw_only=True)
class ComponentSeen:
    """`status` is the effective one; `incidents` are the open ones that name it."""

    id: int
    name: str
    status: ComponentStatus
    incidents: Collection[int] = ()
    is_in_window: bool = False


@dataclass(frozen=True, kw_only=True)
class IncidentSeen:
    """An open one. `last_word` is when it, or its newest update, was written."""

    id: int
    name: str
    last_word: datetime


@dataclass(frozen=True, kw_only=True)
class WindowSeen:
    """One in progress."""

    id: int
    name: str
    began_at: datetime
    ends_at: datetime | None
    last_word: datetime


@dataclass(frozen=True, kw_only=True)
class Doubtful:
    """`subject_id` is the component's, the incident's or the window's; `since` when silence began.

    `incident_id` is that of the incident which a component does not fit.
    """

    doubt: Doubt
    subject_id: int
    name: str
    incident_id: int | None = None
    since: datetime | None = None


def doubts(
    components: Collection[ComponentSeen],
    incidents: Collection[IncidentSeen],
    windows: Collection[WindowSeen],
    *,
    at: datetime,
    silent_after: timedelta,
) -> Iterator[Doubtful]:
    for incident in incidents:
        if at - incident.last_word >= silent_after:
            yield Doubtful(
                doubt=Doubt.SILENT, subject_id=incident.id, name=incident.name, since=incident.last_word
            )
    for window in windows:
        last_word = max(window.began_at, window.last_word)
        if window.ends_at is None and at - last_word >= silent_after:
            yield Doubtful(doubt=Doubt.OVERRAN, subject_id=window.id, name=window.name, since=last_word)
    for component in components:
        yield from _doubts_about(component)


def _doubts_about(component: ComponentSeen) -> Iterator[Doubtful]:
    is_well = component.status is ComponentStatus.OPERATIONAL
    if is_well and component.incidents:
        yield Doubtful(
            doubt=Doubt.LOOKS_WELL,
            subject_id=component.id,
            name=component.name,
            incident_id=min(component.incidents),
        )
    if not is_well and not component.incidents and not component.is_in_window:
        yield Doubtful(doubt=Doubt.UNEXPLAINED, subject_id=component.id, name=component.name)
