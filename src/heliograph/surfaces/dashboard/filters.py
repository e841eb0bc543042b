"""Filters of lists whose choices are told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import SimpleListFilter
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise


def chosen_filter(
    column: str, title: _StrPromise, words: Mapping[Any, _StrPromise]
) -> type[SimpleListFilter]:
    """By a column that holds one of an enumeration. No query is asked for what there is to choose."""
    return type("ChosenFilter", (_Chosen,), {"title": title, "parameter_name": column, "words": words})


class _Chosen(SimpleListFilter):
    words: Mapping[Any, _StrPromise]

    @override
    def lookups(self, request: object, model_admin: object) -> list[tuple[str, Any]]:
        return [(str(getattr(one, "value", one)), word) for one, word in self.words.items()]

    @override
    def queryset(self, request: object, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen is None:
            return queryset
        is_known = any(chosen == value for value, _ in self.lookup_choices)
        return queryset.filter(**{str(self.parameter_name): chosen}) if is_known else queryset.none()
