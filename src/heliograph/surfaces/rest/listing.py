"""What a query string may ask of a list: filter, sort, page (contract, section 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from django.db.models import F, Model, Q, QuerySet

from heliograph.errors import Refused
from heliograph.lib.json_key import JsonKey
from heliograph.site.address import absolute_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db.models.expressions import OrderBy
    from django.http import HttpRequest, QueryDict

    Filter = Callable[[str], Q]

Row = TypeVar("Row", bound=Model)

DEFAULT_PER_PAGE = 15
MAX_PER_PAGE = 100
MAX_PAGE = 10**9
MAX_FILTERS = 20
MAX_ALTERNATIVES = 50
"""In one filter; a database has its limits, and takes long before it meets them."""


class NotAllowed(Refused):
    """A 400: an include, filter or sort that this endpoint does not know."""

    def __init__(self, what: str, asked: Iterable[str], allowed: Iterable[str]) -> None:
        super().__init__(
            f"Requested {what}(s) `{', '.join(asked)}` are not allowed."
            f" Allowed {what}(s) are `{', '.join(allowed)}`."
        )


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What one endpoint's list offers. `sorts` maps a name to its column; `order` is that without `sort`."""

    filters: Mapping[str, Filter] = field(default_factory=dict)
    has_meta: bool = False
    sorts: Mapping[str, str] = field(default_factory=dict)
    order: Sequence[str] = ("id",)

    def of(self, rows: QuerySet[Row], query: QueryDict) -> QuerySet[Row]:
        return self._sorted(self._filtered(rows, query), query)

    def _filtered(self, rows: QuerySet[Row], query: QueryDict) -> QuerySet[Row]:
        asked = _asked_filters(query)
        _require_few("filter", len(asked), at_most=MAX_FILTERS)
        allowed = [*self.filters, *(["meta"] if self.has_meta else [])]
        unknown = [name for name, _ in asked if name not in allowed]
        if unknown:
            raise NotAllowed("filter", unknown, allowed)
        for (name, key), value in asked.items():
            rows = _with_meta(rows, key, value) if name == "meta" else rows.filter(self.filters[name](value))
        return rows

    def _sorted(self, rows: QuerySet[Row], query: QueryDict) -> QuerySet[Row]:
        asked = list(dict.fromkeys(said(query, "sort")))
        unknown = [one for one in asked if one.removeprefix("-") not in self.sorts]
        if unknown:
            raise NotAllowed("sort", unknown, self.sorts)
        return rows.order_by(*([self._order_by(one, rows.model) for one in asked] or self.order), "id")

    def _order_by(self, asked: str, model: type[Model]) -> OrderBy:
        """No value is less than any (recorded), whatever the database says by itself."""
        name = self.sorts[asked.removeprefix("-")]
        # Said only of columns that can be without one: PostgreSQL's indexes would not serve the others.
        first = model._meta.get_field(name).null or None
        return F(name).desc(nulls_last=first) if asked.startswith("-") else F(name).asc(nulls_first=first)


def contains(column: str) -> Filter:
    """Part of the text, whatever the case; a comma separates alternatives."""

    def matching(value: str) -> Q:
        parts = comma_separated(value)
        _require_few("alternative", len(parts), at_most=MAX_ALTERNATIVES)
        return any_of(Q(**{f"{column}__icontains": part}) for part in parts)

    return matching


def equals(column: str) -> Filter:
    """One of the numbers, separated by commas; what is no number matches nothing."""
    return lambda value: Q(
        **{f"{column}__in": [int(part) for part in comma_separated(value) if _NUMBER.fullmatch(part)]}
    )


def is_true(column: str) -> Filter:
    return lambda value: Q(
        **{f"{column}__in": [_BOOLEANS[one] for one in comma_separated(value) if one in _BOOLEANS]}
    )


def said(query: QueryDict, name: str) -> list[str]:
    """`name=a,b`, and `name[]=a&name[]=b` as some clients write lists."""
    return comma_separated(",".join((*query.getlist(name), *query.getlist(f"{name}[]"))))


def comma_separated(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


_NUMBER = re.compile(r"-?[0-9]{1,9}")
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
_FILTER = re.compile(r"filter\[([^\[\]]*)\](?:\[([^\[\]]*)\])?")


def _require_few(what: str, number: int, *, at_most: int) -> None:
    if number > at_most:
        raise NotAllowed(what, [f"{number} at once"], [f"at most {at_most}"])


def asked_filter(query: QueryDict, name: str) -> str | None:
    return _asked_filters(query).get((name, ""))


def any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))


def _asked_filters(query: QueryDict) -> dict[tuple[str, str], str]:
    """`filter[name]=v` and `filter[meta][key]=v`; an empty value, and `filter=v`, ask for nothing."""
    asked = {}
    for parameter, values in query.lists():
        match, value = _FILTER.fullmatch(parameter.replace("\0", "")), ",".join(values)
        if match and value and (match[1] != "meta" or match[2]):
            asked[match[1], match[2] or ""] = str(value).replace("\0", "")
    return asked


def _with_meta(rows: QuerySet[Row], key: str, value: str) -> QuerySet[Row]:
    """Equal to the stored value, whether it was stored as text, as a number or as a boolean."""
    readings: list[object] = [value]
    if value in {"true", "false"}:
        readings.append(value == "true")
    if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", value):
        readings.append(float(value) if "." in value else int(value))
    # An alias, since a key of the caller's making must not be read as a lookup (`meta__x__y`).
    alias = f"meta_{len(rows.query.annotations)}"
    keyed: QuerySet[Row] = rows.alias(**{alias: JsonKey(key, "meta")})
    return keyed.filter(any_of(Q(**{alias: one}) for one in readings))


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list: `number` from 1, `per_page` held between 1 and 100; there is no total."""

    number: int
    per_page: int
    rows: Sequence[Model]
    has_next: bool

    def described(self, request: HttpRequest) -> dict[str, object]:
        """`links` and `meta` beside the data."""
        path = absolute_for(request, request.path_info)
        number, last = self.number, (self.number - 1) * self.per_page + len(self.rows)
        links = {"first": 1, "prev": number - 1, **({"next": number + 1} if self.has_next else {})}
        return {
            "links": {name: _with_page(request, path, to) for name, to in links.items() if to},
            "meta": {
                "current_page": number,
                "current_page_url": f"{path}?page={number}",
                "from": last - len(self.rows) + 1 if self.rows else None,
                "path": path,
                "per_page": self.per_page,
                "to": last if self.rows else None,
            },
        }


def page_of(rows: QuerySet[Row], query: QueryDict) -> Page:
    """One row more than a page holds is read, to know whether there is a next one."""
    per_page = min(max(_whole(query.get("per_page", str(DEFAULT_PER_PAGE))), 1), MAX_PER_PAGE)
    number = min(max(_whole(query.get("page", "1")), 1), MAX_PAGE)
    start = (number - 1) * per_page
    found = list(rows[start : start + per_page + 1])
    return Page(number=number, per_page=per_page, rows=found[:per_page], has_next=len(found) > per_page)


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


def _with_page(request: HttpRequest, path: str, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{path}?{query.urlencode()}"
