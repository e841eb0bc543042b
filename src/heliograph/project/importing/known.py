"""What has come so far, for the rows that refer to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from heliograph.project.importing.record import Record, refuse
from heliograph.project.importing.tally import LeftOut

Metas = Mapping[tuple[str, int], Mapping[str, object]]

_ONE_OF = {
    "users": "a user",
    "component_groups": "a group",
    "components": "a component",
    "incidents": "an incident",
    "schedules": "a schedule",
    "metrics": "a metric",
    "subscribers": "a subscriber",
}
"""Tables that are referred to, whose ids are kept in memory; the large ones are not among them."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """`ids` by the source's table: its id -> ours. `overwritten` are ours that took the source's columns."""

    origin: str
    metas: Metas
    ids: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    overwritten: set[tuple[str, int]] = field(default_factory=set)

    def note(self, table: str, source_id: int, own_id: int) -> None:
        if table in _ONE_OF:
            self.ids[table][source_id] = own_id

    def of(self, table: str, reference: object) -> int:
        """Our id. Raises LeftOut for a row that did not come."""
        number = str(reference)
        own_id = self.ids[table].get(int(number)) if number.isdecimal() else None
        return refuse(f"it belongs to {_ONE_OF[table]} that did not come") if own_id is None else own_id

    def of_or_none(self, table: str, reference: object, *, record: Record) -> int | None:
        """None also where there is none any more, which the record notes; 0 has always meant none."""
        if reference in {None, 0, "", "0"}:
            return None
        try:
            return self.of(table, reference)
        except LeftOut:
            record.mended.append(f"it named {_ONE_OF[table]} that did not come, and names none now")
            return None

    def meta(self, kind: str, source_id: int) -> dict[str, object]:
        return dict(self.metas.get((kind, source_id), {}))
