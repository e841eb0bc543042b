"""All that the documents tell, as guests see it, read at one moment in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from heliograph.site.installation import codes, this_installation
from heliograph.status import archive, queries
from heliograph.status.models import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from heliograph.lib.codes import Codes
    from heliograph.site.vocabulary import SiteSettings
    from heliograph.status.models import Incident
    from heliograph.status.queries import GroupStanding, Standing
    from heliograph.status.vocabulary import SystemStatus

MOST = 50
"""Incidents, and maintenance windows, in a document."""

MOST_UPDATES = 100


@dataclass(frozen=True, kw_only=True)
class Board:
    """`changed_at` is when something of it became true last; `endings` are by an incident's id."""

    at: datetime
    site: SiteSettings
    codes: Codes
    groups: Sequence[GroupStanding]
    incidents: Sequence[Incident]
    open_incidents: Sequence[Incident]
    endings: Mapping[int, datetime | None]
    windows: Sequence[Schedule]
    unfinished_windows: Sequence[Schedule]
    changed_at: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.timezone)

    @property
    def standings(self) -> list[Standing]:
        return [one for group in self.groups for one in group.members]

    @property
    def system(self) -> SystemStatus:
        return queries.system_now(
            [one.status for one in self.standings],
            has_open_incident=bool(self.open_incidents),
            major_outage_threshold=self.site.major_outage_threshold,
        ).status


def read(site: SiteSettings, *, at: datetime) -> Board:
    groups = queries.by_group(queries.standings(at=at))
    incidents = list(archive.latest_incidents(at=at, most=MOST, most_updates=MOST_UPDATES))
    open_incidents = list(queries.open_incidents(at=at, most_updates=MOST_UPDATES)[:MOST])
    windows = list(archive.latest_windows(at=at, most=MOST, most_updates=MOST_UPDATES))
    unfinished = list(queries.unfinished_windows(at=at, most_updates=MOST_UPDATES)[:MOST])
    happened: list[Incident | Schedule] = [*incidents, *open_incidents, *windows, *unfinished]
    changes = [min(this_installation().created_at, at), *_changes_of(groups), *_changes_told(happened)]
    return Board(
        at=at,
        site=site,
        codes=codes(),
        groups=groups,
        incidents=incidents,
        open_incidents=open_incidents,
        endings=archive.endings([*incidents, *open_incidents]),
        windows=windows,
        unfinished_windows=unfinished,
        changed_at=max(one for one in changes if one <= at),
    )


def _changes_of(groups: Sequence[GroupStanding]) -> Iterator[datetime]:
    for group in groups:
        yield from (one.component.updated_at for one in group.members)
        if group.group is not None:
            yield group.group.updated_at


def _changes_told(happened: Sequence[Incident | Schedule]) -> Iterator[datetime]:
    """What was to come has become true when its time came."""
    for one in happened:
        yield one.updated_at
        yield from (update.updated_at for update in one.newest_updates)
        clocked = [one.published_at]
        if isinstance(one, Schedule):
            clocked += [one.scheduled_at, one.completed_at]
        yield from (moment for moment in clocked if moment is not None)
