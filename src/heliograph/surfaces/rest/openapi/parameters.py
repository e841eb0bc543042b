"""What a query string and the headers may ask for."""

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
_BOOLEAN = {"type": "string", "enum": ["1", "0", "true", "false"]}
_DATE = {"type": "string", "examples": ["2026-11-23", "2026-11-23T10:04:05+01:00"]}
_NO_EFFECT = "Understood, and without effect."


def _ref(kind: str, name: str) -> Parameter:
    return {"$ref": f"#/components/{kind}/{name}"}


def _several(items: Parameter) -> Parameter:
    """Values separated by commas, in one parameter."""
    return {"style": "form", "explode": False, "schema": {"type": "array", "items": items}}


_FILTERS: dict[str, Parameter] = {
    "name": {"schema": _TEXT, "description": "Has this in its name; commas separate alternatives."},
    "slug": {"schema": _TEXT, "description": "Has this in its slug; commas separate alternatives."},
    "email": {"schema": _TEXT, "description": "Has this in its address; commas separate alternatives."},
    "enabled": {"schema": _BOOLEAN, "description": "Enabled ones, or the others."},
    "global": {"schema": _BOOLEAN, "description": "Those who hear of everything, or the others."},
    "calc_type": {**_several(_ref("schemas", "MetricCalculation")), "description": "Computed like this."},
    "value": {"schema": _TEXT, "description": _NO_EFFECT},
    "occurs_after": {"schema": _DATE, "description": "Happened later."},
    "occurs_before": {"schema": _DATE, "description": "Happened earlier."},
    "occurs_on": {"schema": _DATE, "description": "Happened on this day, in UTC."},
    "Component.status": {
        **_several(_ref("schemas", "ComponentStatus")),
        "description": "What people and monitors said of it is one of these.",
    },
    "Incident.status": {**_several(_ref("schemas", "IncidentStatus")), "description": "Is one of these."},
    "IncidentUpdate.status": {
        **_several(_ref("schemas", "IncidentStatus")),
        "description": "Is one of these.",
    },
    "Schedule.status": {**_several(_ref("schemas", "ScheduleStatus")), "description": "Is one of these."},
    "ScheduleUpdate.status": {"schema": _TEXT, "description": _NO_EFFECT},
}

SHARED: dict[str, Parameter] = {
    "Page": {
        "name": "page",
        "in": "query",
        "description": "Which page, from 1.",
        "schema": {"type": "integer", "minimum": 1, "default": 1},
    },
    "PerPage": {
        "name": "per_page",
        "in": "query",
        "description": "How many on a page.",
        "schema": {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_PER_PAGE,
            "default": DEFAULT_PER_PAGE,
        },
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
        "description": "Made up by you for this one thing. Sent again with it, the request is answered as it "
        "was the first time; the header `Idempotency-Replayed` says so. Kept for 24 hours.",
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
    noun = "thing" if name == "id" else name
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
    said = "What else to send: related things, `meta`, and how many or whether any there are."
    items = {"type": "string", "enum": list(includable)}
    return [{"name": "include", "in": "query", "description": said, **_several(items)}]


def _sort(names: Sequence[str]) -> list[Parameter]:
    items = {"type": "string", "enum": [sign + name for name in names for sign in ("", "-")]}
    return [{"name": "sort", "in": "query", "description": "`-` sorts downwards.", **_several(items)}]


def _filter(name: str, resource: str) -> Parameter:
    said = _FILTERS.get(f"{resource}.{name}") or _FILTERS[name]
    return {"name": f"filter[{name}]", "in": "query", **said}


def _fields(kind: str) -> Parameter:
    names = [field.alias or name for name, field in shapes.OF_TYPE[kind].model_fields.items()]
    items = {"type": "string", "enum": names}
    said = f"Of {kind} only these fields; without it, all."
    return {"name": f"fields[{kind}]", "in": "query", "description": said, **_several(items)}
