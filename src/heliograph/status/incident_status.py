"""The status of an incident: a pure rule over its updates, its direct edits and its first status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.status.vocabulary import IncidentStatus

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class StatusSet:
    """A status and when it was set, by an update or by a direct edit."""

    status: IncidentStatus
    at: datetime


def incident_status(
    *, initial: IncidentStatus | None, edit: StatusSet | None, update: StatusSet | None
) -> IncidentStatus:
    """Return the status last set by the newest update or the last direct edit, else the first status.

    An update made at the moment of the edit counts as the later one. Where nothing is known (an imported
    incident whose updates are deleted), it is being investigated: it must not stay hidden as fixed.
    """
    if update is not None and (edit is None or update.at >= edit.at):
        return update.status
    if edit is not None:
        return edit.status
    return IncidentStatus.INVESTIGATING if initial is None else initial
