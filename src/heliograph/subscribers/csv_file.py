"""Lists of subscribers as CSV: one reader and one writer for the command line and the dashboard."""

from __future__ import annotations

import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING

from heliograph.errors import Invalid
from heliograph.lib.wire import timestamp
from heliograph.subscribers.drafts import ListedSubscriber
from heliograph.subscribers.models import Subscriber

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
_NOT_DECODED = (
    "The file is in neither UTF-8 nor UTF-16. Save it as CSV UTF-8, or choose Windows-1252 (Latin-1) as its "
    "encoding if you know that it is."
)
_TRUE = frozenset({"1", "true", "yes"})
_FALSE = frozenset({"0", "false", "no"})
_DIGITS = 18
"""Of an id at most."""


ENCODINGS = ("utf-8", "utf-16", "windows-1252", "latin-1")

_SEPARATORS = ",;\t"
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of XLSX and ODS, which are zip archives, and of XLS."""


def written(file: SupportsWrite[str]) -> int:
    """Writes all subscribers, and says how many."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for subscriber in _all():
        writer.writerow([_harmless(cell) for cell in _cells(subscriber)])
        count += 1
    return count


def read(content: bytes, *, encoding: str | None = None) -> Iterator[ListedSubscriber]:
    """Yield the rows of a file; only the column `email` has to be there.

    Without an encoding it is UTF-8, or UTF-16 with a byte order mark. Raises Invalid if the file has another
    encoding, is no CSV or has no such column.
    """
    lines = StringIO(_decoded(content, encoding), newline="")
    first = next(lines, "")
    separator = max(_SEPARATORS, key=first.count)  # Excel writes semicolons in most of Europe
    reader = csv.DictReader(chain([first], lines), strict=True, delimiter=separator)
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        if "email" not in reader.fieldnames:
            raise Invalid({"file": ["The first line has to name the columns, and one of them email."]})
        for row in reader:
            yield _listed(row, reader.line_num)
    except csv.Error as fault:
        raise Invalid({"file": [f"Line {reader.line_num} is no CSV: {fault}."]}) from fault


def _decoded(content: bytes, encoding: str | None) -> str:
    if content.startswith(_SPREADSHEETS):
        raise Invalid({"file": ["The file is a spreadsheet or an archive. Save the list as CSV."]})
    is_utf16 = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    chosen = encoding or ("utf-16" if is_utf16 else "utf-8")
    try:
        return content.decode(chosen).removeprefix("\ufeff")
    except UnicodeDecodeError as fault:
        reason = f"The file is not in {encoding}." if encoding else _NOT_DECODED
        raise Invalid({"file": [reason]}) from fault


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
