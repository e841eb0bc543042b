"""The eight bodies, and the one that is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.site.address import absolute
from heliograph.site.installation import Coded
from heliograph.status.vocabulary import ScheduleStatus
from heliograph.surfaces.statuspage.components import all_rows
from heliograph.surfaces.statuspage.door import document
from heliograph.surfaces.statuspage.happened import incident_rows, window_rows
from heliograph.surfaces.statuspage.uptime import uptime_rows
from heliograph.surfaces.statuspage.words import moment, roll_up

if TYPE_CHECKING:
    from heliograph.surfaces.statuspage.board import Board
    from heliograph.surfaces.statuspage.components import Row


@document
def status(board: Board) -> Row:
    return {"page": _page(board), "status": _status(board)}


@document
def summary(board: Board) -> Row:
    return {
        "page": _page(board),
        "components": all_rows(board),
        "incidents": incident_rows(board, board.open_incidents),
        "scheduled_maintenances": window_rows(board, board.unfinished_windows),
        "status": _status(board),
    }


@document
def components(board: Board) -> Row:
    return {"page": _page(board), "components": all_rows(board)}


@document
def incidents(board: Board) -> Row:
    return {"page": _page(board), "incidents": incident_rows(board, board.incidents)}


@document
def unresolved_incidents(board: Board) -> Row:
    return {"page": _page(board), "incidents": incident_rows(board, board.open_incidents)}


@document
def maintenances(board: Board) -> Row:
    return {"page": _page(board), "scheduled_maintenances": window_rows(board, board.windows)}


@document
def upcoming_maintenances(board: Board) -> Row:
    return _unfinished(board, ScheduleStatus.UPCOMING)


@document
def active_maintenances(board: Board) -> Row:
    return _unfinished(board, ScheduleStatus.IN_PROGRESS)


@document
def uptime(board: Board) -> Row:
    return {"page": _page(board), "days": 90, "components": uptime_rows(board)}


def _unfinished(board: Board, status: ScheduleStatus) -> Row:
    windows = [one for one in board.unfinished_windows if one.status_at(board.at) is status]
    return {"page": _page(board), "scheduled_maintenances": window_rows(board, windows)}


def _page(board: Board) -> Row:
    return {
        "id": board.codes.of(Coded.PAGE, 1),
        "name": board.site.name,
        "url": absolute(""),
        "time_zone": board.site.timezone,
        "updated_at": moment(board.changed_at),
    }


def _status(board: Board) -> Row:
    shown = roll_up(board.system, [one.status for one in board.standings])
    return {"indicator": shown.indicator, "description": shown.description}
