"""Components and their groups as rows of one list."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from heliograph.site.installation import Coded
from heliograph.surfaces.statuspage.words import COMPONENT, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heliograph.status.models import Component, ComponentGroup
    from heliograph.status.queries import GroupStanding, Standing
    from heliograph.surfaces.statuspage.board import Board

Row = Mapping[str, object]


class Leaf(NamedTuple):
    """A component. Names are unique only within their group: `full_name` says which one it is."""

    code: str
    full_name: str
    row: Row


def all_rows(board: Board) -> list[Row]:
    """Each group is followed by its members; positions begin anew in each."""
    known, rows = leaves(board), list[Row]()
    places = count(1)
    for group in board.groups:
        if group.group is not None:
            rows.append(_group_row(board, group.group, group, position=next(places)))
        rows += [known[member.component.pk].row for member in group.members]
    return rows


def leaves(board: Board) -> dict[int, Leaf]:
    """By component id."""
    return {
        standing.component.pk: Leaf(
            code=component_id(board, standing.component),
            full_name=_full_name(standing.component),
            row=_leaf_row(board, standing, position=position),
        )
        for standing, position in _placed(board)
    }


def _placed(board: Board) -> Iterator[tuple[Standing, int]]:
    """Components without a group stand among the groups, behind them."""
    groups = sum(group.group is not None for group in board.groups)
    for group in board.groups:
        first = 1 if group.group is not None else groups + 1
        for position, member in enumerate(group.members, first):
            yield member, position


def group_id(board: Board, component: Component) -> str | None:
    if component.group_id is None:
        return None
    return board.codes.of(Coded.COMPONENT_GROUP, component.group_id)


def component_id(board: Board, component: Component) -> str:
    return board.codes.of(Coded.COMPONENT, component.pk)


def _full_name(component: Component) -> str:
    return component.name if component.group is None else f"{component.group.name} - {component.name}"


def start_date(board: Board, component: Component) -> str:
    return component.created_at.astimezone(board.zone).date().isoformat()


def _leaf_row(board: Board, standing: Standing, *, position: int) -> Row:
    """Without the key `components`: clients tell groups by it."""
    component = standing.component
    return {
        "id": component_id(board, component),
        "name": component.name,
        "status": COMPONENT[standing.status],
        **_times(component),
        "position": position,
        "description": component.description,
        "showcase": True,
        "start_date": start_date(board, component),
        "group_id": group_id(board, component),
        "page_id": board.codes.of(Coded.PAGE, 1),
        "group": False,
        "only_show_if_degraded": False,
    }


def _group_row(board: Board, group: ComponentGroup, standing: GroupStanding, *, position: int) -> Row:
    return {
        "id": board.codes.of(Coded.COMPONENT_GROUP, group.pk),
        "name": group.name,
        "status": COMPONENT[standing.status],
        **_times(group),
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": board.codes.of(Coded.PAGE, 1),
        "group": True,
        "only_show_if_degraded": False,
        "components": [component_id(board, member.component) for member in standing.members],
    }


def _times(row: Component | ComponentGroup) -> Mapping[str, str]:
    return {"created_at": moment(row.created_at), "updated_at": moment(row.updated_at)}
