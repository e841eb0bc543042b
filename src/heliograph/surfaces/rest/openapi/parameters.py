"""Parameters of operations: path, query string and headers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heliograph.accounts.repeats import FIELD, MAX_KEY_LENGTH
from heliograph.surfaces.rest.listing import DEFAULT_PER_PAGE, MAX_PER_PAGE
from heliograph.surfaces.rest.openapi import shapes
from heliograph.surfaces.rest.openapi.resources import included_in, name_of

if TYPE_CHECKING:
    from heliograph.surfaces.rest.jsonapi import Resource
    from heliograph.surfaces.rest.listing import Listing

Parameter = dict[str, Any]

_TEXT = {"type": "string"}
_BOOLEAN = {"type": "string", "examples": ["1", "0", "true", "false"]}
_DATE = {"type": "string", "examples": ["2026-11-23", "2026-11-23T10:04:05+01:00"]}
_NO_EFFECT = "Accepted, without effect."


def _ref(kind: str, name: str) -> Parameter:
    return {"$ref": f"#/components/{kind}/{name}"}


def _several(items: Parameter) -> Parameter:
    """Values separated by commas, in one parameter."""
    return {"style": "form", "explode": False, "schema": {"type": "array", "items": items}}


def _any_of(enum: str) -> Parameter:
    """Filter by members of an enum. The server accepts any number, so the schema does too."""
    said = f"One of these numbers of `{enum}`. Other values match nothing."
    return {**_several({"type": "integer"}), "description": said}


_FILTERS: dict[str, Parameter] = {
    "name": {"schema": _TEXT, "description": "Has this in its name; commas separate alternatives."},
    "slug": {"schema": _TEXT, "description": "Has this in its slug; commas separate alternatives."},
    "email": {"schema": _TEXT, "description": "Has this in its address; commas separate alternatives."},
    "enabled": {
        "schema": _BOOLEAN,
        "description": "Whether the component is enabled. Other values match nothing.",
    },
    "global": {"schema": _BOOLEAN, "description": "Whether the subscriber follows every component."},
    "calc_type": _any_of("MetricCalculation"),
    "value": {"schema": _TEXT, "description": _NO_EFFECT},
    "occurs_after": {"schema": _DATE, "description": "Happened later."},
    "occurs_before": {"schema": _DATE, "description": "Happened earlier."},
    "occurs_on": {"schema": _DATE, "description": "Happened on this day, in UTC."},
    "Component.status": _any_of("ComponentStatus"),
    "Incident.status": _any_of("IncidentStatus"),
    "IncidentUpdate.status": _any_of("IncidentStatus"),
    "Schedule.status": _any_of("ScheduleStatus"),
    "ScheduleUpdate.status": {"schema": _TEXT, "description": _NO_EFFECT},
}

SHARED: dict[str, Parameter] = {
    "Page": {
        "name": "page",
        "in": "query",
        "description": "The number of the page, from 1. A lower number counts as 1.",
        "schema": {"type": "integer", "default": 1},
    },
    "PerPage": {
        "name": "per_page",
        "in": "query",
        "description": (
            f"The number of rows on a page, from 1 to {MAX_PER_PAGE}. A lower number counts as 1, "
            f"a higher one as {MAX_PER_PAGE}."
        ),
        "schema": {"type": "integer", "default": DEFAULT_PER_PAGE},
    },
    "Meta": {
        "name": "filter[meta]",
        "in": "query",
        "style": "deepObject",
        "explode": True,
        "description": "`filter[meta][team]=core`: has this in its meta. Several: all of them.",
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "IdempotencyKey": {
        "name": FIELD,
        "in": "header",
        "description": (
            "A key that the client chooses for this request. A repeated request with the same key gets the "
            "first answer again, with the header `Idempotency-Replayed`. Kept for 24 hours."
        ),
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH},
    },
}

ONCE = _ref("parameters", "IdempotencyKey")


def of_document(resource: Resource) -> list[Parameter]:
    """What to include, and which fields of what."""
    shown = [resource, *included_in(resource)]
    types = dict.fromkeys(one.type for one in shown)
    return [*_include(resource.includable), *map(_fields, types)]


def of_list(listing: Listing, resource: Resource) -> list[Parameter]:
    filters = [_filter(name, name_of(resource)) for name in listing.filters]
    meta = [_ref("parameters", "Meta")] if listing.has_meta else []
    pages = [_ref("parameters", "Page"), _ref("parameters", "PerPage")]
    return [*filters, *meta, *_sort(list(listing.sorts)), *pages, *of_document(resource)]


def in_path(name: str) -> Parameter:
    noun = "resource" if name == "id" else name
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": f"The number of the {noun}.",
        "schema": {"type": "integer", "minimum": 1},
    }


def _include(includable: Sequence[str]) -> list[Parameter]:
    if not includable:
        return []
    said = "Related resources to send along, `meta`, and counts."
    items = {"type": "string", "enum": list(includable)}
    return [{"name": "include", "in": "query", "description": said, **_several(items)}]


def _sort(names: Sequence[str]) -> list[Parameter]:
    items = {"type": "string", "enum": [sign + name for name in names for sign in ("", "-")]}
    return [
        {
            "name": "sort",
            "in": "query",
            "description": "Sorts by these fields; `-` in front of a name sorts in descending order.",
            **_several(items),
        }
    ]


def _filter(name: str, resource: str) -> Parameter:
    said = _FILTERS.get(f"{resource}.{name}") or _FILTERS[name]
    return {"name": f"filter[{name}]", "in": "query", **said}


def _fields(kind: str) -> Parameter:
    names = [field.alias or name for name, field in shapes.OF_TYPE[kind].model_fields.items()]
    items = {"type": "string", "examples": names}
    said = f"Only these fields of {kind}; without it, all fields. Unknown names are ignored."
    return {"name": f"fields[{kind}]", "in": "query", "description": said, **_several(items)}
