"""Rows of a foreign table become rows of one of ours, a page at a time.

What came before is recognised and stays, unless the source's is newer. What is gone here although an
earlier import saw it stays gone: an unsubscribed address must not come back. A new row keeps its id if
that is free, and else is given a new one that references follow, at this import and at later ones.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model

from heliograph.project.importing.identity import Birth, Identity
from heliograph.project.importing.known import Known
from heliograph.project.importing.progress import Progress
from heliograph.project.importing.record import Record
from heliograph.project.importing.source import Source
from heliograph.project.importing.tally import LeftOut, Tally
from heliograph.project.models import ImportedId, ImportedTable

SEEN_BEFORE = "an earlier import has seen it, and it is not here any more"
TWICE = "it is there twice, and came once"


def later(row: Any, same: Any, known: Known) -> bool:  # noqa: ARG001 - a rule of precedence
    """The one that was changed last; but what was deleted here stays deleted."""
    return row.updated_at > same.updated_at and getattr(same, "deleted_at", None) is None


def never(row: object, same: object, known: Known) -> bool:  # noqa: ARG001 - a rule of precedence
    return False


@dataclass(frozen=True, kw_only=True)
class With:
    """As it went with the row that it belongs to."""

    table: str
    column: str

    def __call__(self, _row: object, same: object, known: Known) -> bool:
        return (self.table, getattr(same, self.column)) in known.overwritten


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`read` makes an unsaved row of ours: with the source's id, or without where nobody knows it by that.

    None is read where there is nothing to bring. `wins` says whether the source's stands in for ours.
    """

    table: str
    model: type[Model]
    read: Callable[[Record, Known], Model | None]
    identity: Identity = field(default_factory=Birth)
    wins: Callable[[Any, Any, Known], bool] = later
    name: str = ""
    older_table: str = ""

    @property
    def title(self) -> str:
        return self.name or self.table

    def table_in(self, source: Source) -> str | None:
        return next((one for one in (self.table, self.older_table) if one in source.tables), None)


@dataclass(frozen=True, kw_only=True)
class Passage:
    source: Source
    known: Known
    tally: Tally
    progress: Progress


@dataclass(frozen=True, kw_only=True)
class Arrival:
    source_id: int
    row: Any


@dataclass(kw_only=True)
class _Shore:
    """What is here of one kind. `seen` is the last id that an earlier import met, `next_id` a free one."""

    was_empty: bool
    seen: int | None
    moved: dict[int, int]
    next_id: int


def land(kind: Kind, passage: Passage) -> None:
    table = kind.table_in(passage.source)
    if table is None:
        return
    shore = _shore(kind, passage)
    passage.progress.begin(kind.title, total=passage.source.count(table))
    last = shore.seen
    for page in passage.source.pages(table):
        _settle(kind, list(_arrivals(kind, page, shore, passage)), shore, passage)
        passage.progress.advance(len(page))
        last = max(last or 0, int(str(page[-1]["id"])))
    if last is not None:
        ImportedTable.objects.update_or_create(
            {"last_id": last}, origin=passage.known.origin, table=kind.title
        )


def _shore(kind: Kind, passage: Passage) -> _Shore:
    where = {"origin": passage.known.origin, "table": kind.title}
    highest = kind.model._meta.base_manager.aggregate(highest=Max("pk"))["highest"]
    return _Shore(
        was_empty=highest is None,
        seen=ImportedTable.objects.filter(**where).values_list("last_id", flat=True).first(),
        moved=dict(ImportedId.objects.filter(**where).values_list("source_id", "own_id")),
        next_id=max(highest or 0, passage.source.highest_id(kind.table_in(passage.source) or "")) + 1,
    )


def _arrivals(
    kind: Kind, page: Sequence[Mapping[str, object]], shore: _Shore, passage: Passage
) -> Iterator[Arrival]:
    for columns in page:
        record = Record(columns=columns)
        try:
            row = kind.read(record, passage.known)
        except LeftOut as reason:
            passage.tally.leave_out(kind.title, record.id, str(reason))
            continue
        for what in record.mended:
            passage.tally.mend(kind.title, record.id, what)
        if row is not None:
            row.pk = shore.moved.get(record.id, row.pk)
            yield Arrival(source_id=record.id, row=row)


def _settle(kind: Kind, arrivals: list[Arrival], shore: _Shore, passage: Passage) -> None:
    here = _here(kind, arrivals, shore)
    new: dict[Hashable, Arrival] = {}
    newer, twins = [], []
    for one in arrivals:
        identity = kind.identity.of(one.row)
        if (same := here.get(identity)) is not None:
            newer += _met(kind, one, same, passage)
        elif shore.seen is not None and one.source_id <= shore.seen:
            passage.tally.leave_out(kind.title, one.source_id, SEEN_BEFORE)
        elif identity in new:
            twins.append((one, new[identity]))
        else:
            new[identity] = one
    _create(kind, list(new.values()), shore, passage)
    _overwrite(kind, newer, passage)
    for one, first in twins:
        passage.known.note(kind.table, one.source_id, first.row.pk)
        passage.tally.leave_out(kind.title, one.source_id, TWICE)


def _met(kind: Kind, one: Arrival, same: Model, passage: Passage) -> list[Model]:
    """The row, where it stands in for the same one that is here."""
    passage.known.note(kind.table, one.source_id, same.pk)
    if not kind.wins(one.row, same, passage.known):
        passage.tally.stayed[kind.title] += 1
        return []
    one.row.pk = same.pk
    return [one.row]


def _here(kind: Kind, arrivals: Sequence[Arrival], shore: _Shore) -> Mapping[Hashable, Any]:
    """Of an empty table nothing is asked where a source cannot have two of the same."""
    if shore.was_empty and isinstance(kind.identity, Birth):
        return {}
    return kind.identity.found(kind.model, [one.row for one in arrivals])


def _create(kind: Kind, new: Sequence[Arrival], shore: _Shore, passage: Passage) -> None:
    _renumber(kind, new, shore, passage)
    kind.model._meta.base_manager.bulk_create(one.row for one in new)
    for one in new:
        passage.known.note(kind.table, one.source_id, one.row.pk)
    passage.tally.came[kind.title] += len(new)


def _renumber(kind: Kind, new: Sequence[Arrival], shore: _Shore, passage: Passage) -> None:
    if shore.was_empty:
        return
    wanted = [one.row.pk for one in new if one.row.pk is not None]
    taken = set(kind.model._meta.base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
    moved = [one for one in new if one.row.pk in taken]
    for one in moved:
        one.row.pk, shore.next_id = shore.next_id, shore.next_id + 1
    ImportedId.objects.bulk_create(
        ImportedId(origin=passage.known.origin, table=kind.title, source_id=one.source_id, own_id=one.row.pk)
        for one in moved
    )
    passage.tally.renumbered[kind.title] += len(moved)


def _overwrite(kind: Kind, rows: Sequence[Any], passage: Passage) -> None:
    columns = [column.name for column in kind.model._meta.concrete_fields if not column.primary_key]
    kind.model._meta.base_manager.bulk_update(rows, columns, batch_size=100)
    passage.known.overwritten.update((kind.table, row.pk) for row in rows)
    passage.tally.changed[kind.title] += len(rows)
