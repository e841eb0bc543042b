"""What may be asked of a list: filters, an order, a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db.models import F, Model, Q
from django.http import HttpResponse, StreamingHttpResponse
from pydantic_core import to_json

from heliograph.lib.plain_values import is_text as _is_storable
from heliograph.lib.plain_values import whole
from heliograph.surfaces.rest_v1.addresses import address_of_page
from heliograph.surfaces.rest_v1.answers import JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.rest_v1.request import V1Request

    Filter = Callable[[object], Q]
    Shapes = Callable[[Sequence[Any]], Sequence[Mapping[str, object]]]

Row = TypeVar("Row", bound=Model)

PER_PAGE = 20
MOST_PER_PAGE = 50_000
"""Clients ask for up to 40,000, to have all at once."""

_AT_ONCE = 500
"""Rows that are in memory together."""

_MOST_PAGES = 10**9


class Rows(Protocol):
    """A queryset, or what is read like one."""

    def count(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What one list offers. `sorts` maps a name to its column; others, and other filters, are passed over."""

    filters: Mapping[str, Filter] = field(default_factory=dict)
    sorts: Mapping[str, str] = field(default_factory=dict)
    order: Sequence[str] = ("id",)

    def of(self, rows: QuerySet[Row], request: V1Request) -> QuerySet[Row]:
        said = request.said.fields
        for name in self.filters.keys() & said.keys():
            rows = rows.filter(self.filters[name](said[name]))
        column = self.sorts.get(str(said.get("sort")))
        if column is None:
            return rows.order_by(*self.order)
        is_descending = str(said.get("order")).lower() == "desc"
        return rows.order_by(F(column).desc() if is_descending else F(column).asc(), "id")


def is_number(column: str) -> Filter:
    """What is no number matches nothing."""

    def matching(value: object) -> Q:
        number = whole(value)
        return Q(pk__in=[]) if number is None else Q(**{column: number})

    return matching


def is_text(column: str) -> Filter:
    return lambda value: Q(**{column: str(value)}) if _is_storable(str(value)) else Q(pk__in=[])


def is_flag(column: str, *, true: object = True, false: object = False) -> Filter:
    """`true` and `false` are what the column holds."""
    readings = {"1": [true], "true": [true], "0": [false], "false": [false]}
    return lambda value: Q(**{f"{column}__in": readings.get(str(value).lower(), [])})


class OneAfterAnother:
    """Two lists as one: what is in the second comes after all that is in the first."""

    def __init__(self, first: Rows, second: Rows) -> None:
        self._first, self._second = first, second
        self._long = first.count()

    def count(self) -> int:
        return self._long + self._second.count()

    def __getitem__(self, part: slice, /) -> list[Any]:
        start, stop = part.start, part.stop
        first = self._first[min(start, self._long) : min(stop, self._long)]
        second = self._second[max(start - self._long, 0) : max(stop - self._long, 0)]
        return [*first, *second]


def listed(request: V1Request, rows: Rows, shapes: Shapes) -> HttpResponseBase:
    """A page of the rows; a long one is read, shaped and sent part by part."""
    said = request.said.fields
    per_page = min(_at_least_one(said.get("per_page"), PER_PAGE), MOST_PER_PAGE)
    number = min(_at_least_one(said.get("page"), 1), _MOST_PAGES)
    total, start = rows.count(), (number - 1) * per_page
    end = min(start + per_page, total)
    meta = {
        "total": total,
        "count": max(end - start, 0),
        "per_page": per_page,
        "current_page": number,
        "total_pages": max(-(-total // per_page), 1),
        "links": {
            "next_page": address_of_page(request, number + 1) if end < total else None,
            "previous_page": address_of_page(request, number - 1) if number > 1 else None,
        },
    }
    parts = _parts(to_json({"pagination": meta}), rows, start, end, shapes)
    if end - start > _AT_ONCE:
        return StreamingHttpResponse(parts, content_type=JSON)
    return HttpResponse(b"".join(parts), content_type=JSON)


def _parts(meta: bytes, rows: Rows, start: int, end: int, shapes: Shapes) -> Iterator[bytes]:
    yield b'{"meta":' + meta + b',"data":['
    for first in range(start, end, _AT_ONCE):
        some = to_json(shapes(list(rows[first : min(first + _AT_ONCE, end)])))
        comma = b"," if first > start else b""
        yield comma + some[1:-1]
    yield b"]}"


def _at_least_one(value: object, otherwise: int) -> int:
    number = whole(value)
    return number if number is not None and number >= 1 else otherwise
