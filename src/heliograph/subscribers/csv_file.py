"""The list of subscribers as a CSV file, for spreadsheets and other programs."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from heliograph.errors import Invalid
from heliograph.lib.wire import timestamp
from heliograph.subscribers.drafts import ListedSubscriber
from heliograph.subscribers.models import Subscriber

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from _typeshed import SupportsWrite

COLUMNS = (
    "email",
    "global",
    "components",
    "groups",
    "language",
    "verified_at",
    "stopped_because",
    "created_at",
)
"""`components` and `groups` are ids, separated by blanks."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CHUNK = 1_000
_TRUE = frozenset({"1", "true", "yes"})
_FALSE = frozenset({"0", "false", "no"})
_DIGITS = 18
"""Of an id at most."""


def written(file: SupportsWrite[str]) -> int:
    """Writes all subscribers, and says how many."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for subscriber in _all():
        writer.writerow([_harmless(cell) for cell in _cells(subscriber)])
        count += 1
    return count


def read(file: Iterable[str]) -> Iterator[ListedSubscriber]:
    """Only `email` has to be there. Raises Invalid where the file has no such column, or is no CSV."""
    reader = csv.DictReader(file, strict=True)
    try:
        if "email" not in (reader.fieldnames or ()):
            raise Invalid({"email": ["The first line must name a column email."]})
        for row in reader:
            yield _listed(row, reader.line_num)
    except csv.Error as fault:
        raise Invalid({"file": [f"Line {reader.line_num} is no CSV: {fault}."]}) from fault


def _all() -> Iterator[Subscriber]:
    subscribers = Subscriber.objects.prefetch_related("subscriptions", "group_subscriptions").order_by("pk")
    return subscribers.iterator(chunk_size=_CHUNK)


def _cells(subscriber: Subscriber) -> list[str]:
    components = sorted(one.component_id for one in subscriber.subscriptions.all())
    groups = sorted(one.group_id for one in subscriber.group_subscriptions.all())
    return [
        subscriber.email,
        "true" if subscriber.is_global else "false",
        " ".join(map(str, components)),
        " ".join(map(str, groups)),
        subscriber.locale,
        timestamp(subscriber.verified_at) if subscriber.verified_at else "",
        subscriber.stopped_because,
        timestamp(subscriber.created_at),
    ]


def _harmless(cell: str) -> str:
    """A spreadsheet would take it for a formula, and run it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _listed(row: Mapping[str, str | None], line: int) -> ListedSubscriber:
    """Without any components and groups it is everything that is heard of, unless it says otherwise."""
    cells = {name: (cell or "").strip() for name, cell in row.items() if name in COLUMNS}
    components, no_components = _ids(cells.get("components", ""))
    groups, no_groups = _ids(cells.get("groups", ""))
    said = cells.get("global", "").lower()
    unread = {"components": no_components, "groups": no_groups}
    unread["global"] = "" if said in _TRUE | _FALSE else said
    return ListedSubscriber(
        line=line,
        email=_meant(cells.get("email", "")),
        is_global=said in _TRUE if said else not (components or groups),
        components=components,
        groups=groups,
        locale=cells.get("language", "")[:16],
        unread={name: word for name, word in unread.items() if word},
    )


def _ids(cell: str) -> tuple[tuple[int, ...], str]:
    """And the words that are none."""
    words = cell.split()
    return tuple(int(one) for one in words if _is_id(one)), " ".join(one for one in words if not _is_id(one))


def _is_id(word: str) -> bool:
    return word.isdecimal() and len(word) <= _DIGITS


def _meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
