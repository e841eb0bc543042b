"""Incidents and maintenance windows: one object, of which a window's has two keys more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from heliograph.site.address import absolute
from heliograph.site.installation import Coded
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, ScheduleStatus
from heliograph.surfaces.statuspage.components import leaves
from heliograph.surfaces.statuspage.told import told_of_incident, told_of_window
from heliograph.surfaces.statuspage.words import (
    INCIDENT,
    MAINTENANCE,
    SCHEDULE,
    impact_of,
    moment,
    moment_or_none,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from heliograph.status.models import Incident, Schedule
    from heliograph.surfaces.statuspage.board import Board
    from heliograph.surfaces.statuspage.components import Leaf, Row
    from heliograph.surfaces.statuspage.told import Told

    Given = Sequence[tuple[Leaf, ComponentStatus]]


def incident_rows(board: Board, incidents: Iterable[Incident]) -> list[Row]:
    known = leaves(board)
    return [_incident_row(board, one, known) for one in incidents]


def window_rows(board: Board, windows: Iterable[Schedule]) -> list[Row]:
    known = leaves(board)
    return [_window_row(board, one, known) for one in windows]


def incident_id(board: Board, incident: Incident) -> str:
    return board.codes.of(Coded.INCIDENT, incident.pk)


def window_id(board: Board, window: Schedule) -> str:
    return board.codes.of(Coded.SCHEDULE, window.pk)


def incident_url(incident: Incident) -> str:
    return absolute(reverse("public:incident", args=[incident.guid]))


def window_url(window: Schedule) -> str:
    return absolute(reverse("public:schedule", args=[window.pk]))


def impact_of_incident(incident: Incident) -> str:
    return impact_of(ComponentStatus(one.status) for one in incident.impacts.all() if one.status is not None)


def _incident_row(board: Board, incident: Incident, known: Mapping[int, Leaf]) -> Row:
    told, code = told_of_incident(incident), incident_id(board, incident)
    given = _given(incident, known, unsaid=ComponentStatus.OPERATIONAL)
    return {
        "id": code,
        "name": incident.name,
        "status": INCIDENT[IncidentStatus(incident.status)],
        "created_at": moment(incident.created_at),
        "updated_at": moment(_changed_at(incident, told)),
        "monitoring_at": moment_or_none(_said_at(told, INCIDENT[IncidentStatus.WATCHING])),
        "resolved_at": moment_or_none(board.endings.get(incident.pk)),
        "impact": impact_of_incident(incident),
        "shortlink": incident_url(incident),
        "started_at": moment(incident.began_at),
        "page_id": board.codes.of(Coded.PAGE, 1),
        "incident_updates": [_update_row(board, code, one, given) for one in told],
        "components": [leaf.row for leaf, _ in given],
    }


def _window_row(board: Board, window: Schedule, known: Mapping[int, Leaf]) -> Row:
    told, code = told_of_window(window, at=board.at), window_id(board, window)
    status = window.status_at(board.at)
    given = _given(window, known, unsaid=ComponentStatus.UNDER_MAINTENANCE)
    return {
        "id": code,
        "name": window.name,
        "status": SCHEDULE[status],
        "created_at": moment(window.created_at),
        "updated_at": moment(_changed_at(window, told)),
        "monitoring_at": None,
        "resolved_at": moment_or_none(window.completed_at if status is ScheduleStatus.COMPLETE else None),
        "impact": MAINTENANCE,
        "shortlink": window_url(window),
        "started_at": moment(window.created_at),
        "page_id": board.codes.of(Coded.PAGE, 1),
        "incident_updates": [_update_row(board, code, one, given) for one in told],
        "components": [leaf.row for leaf, _ in given],
        "scheduled_for": moment(window.scheduled_at),
        "scheduled_until": moment_or_none(window.completed_at),
    }


def _changed_at(happened: Incident | Schedule, told: Sequence[Told]) -> datetime:
    return max(happened.updated_at, *(one.changed_at for one in told))


def _said_at(told: Sequence[Told], status: str) -> datetime | None:
    """When it was said last."""
    return next((one.at for one in told if one.status == status), None)


def _given(happened: Incident | Schedule, known: Mapping[int, Leaf], *, unsaid: ComponentStatus) -> Given:
    """`unsaid` is what an impact without a status gives."""
    impacts = [one for one in happened.impacts.all() if one.component_id in known]
    return [(known[one.component_id], ComponentStatus(one.status or unsaid)) for one in impacts]


def _update_row(board: Board, code: str, told: Told, given: Given) -> Row:
    return {
        "id": board.codes.of(told.coded, told.number),
        "status": told.status,
        "body": told.body,
        "incident_id": code,
        "created_at": moment(told.at),
        "updated_at": moment(told.changed_at),
        "display_at": moment(told.at),
        "affected_components": [
            {"code": leaf.code, "name": leaf.full_name, **told.change_of(status)} for leaf, status in given
        ],
        "deliver_notifications": told.is_sent,
        "custom_tweet": None,
        "tweet_id": None,
    }
