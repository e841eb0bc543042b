"""The eight bodies as JSON Schemas, written from Statuspage's own answers: no field less, and none more.

The order of keys is what `properties` says; a test compares it, since clients were written by looking.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

ID = {"type": "string", "pattern": "^[a-z0-9]{12}$"}
TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
PLACE = {"type": "integer", "minimum": 1}
ADDRESS = {"type": "string", "pattern": "^https?://"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
NULL = {"type": "null"}


def either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


def exactly(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


COMPONENT_STATUS = one_of(
    "operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"
)
IMPACT = one_of("none", "minor", "major", "critical", "maintenance")

PAGE = exactly(id=ID, name=TEXT, url=ADDRESS, time_zone=TEXT, updated_at=MOMENT)
STATUS = exactly(
    indicator=IMPACT,
    description=one_of(
        "All Systems Operational",
        "Partially Degraded Service",
        "Degraded System Service",
        "Minor Service Outage",
        "Partial System Outage",
        "Major System Outage",
        "Service Under Maintenance",
    ),
)

_COMPONENT = {
    "id": ID,
    "name": TEXT,
    "status": COMPONENT_STATUS,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "position": PLACE,
    "description": either(TEXT, NULL),
    "showcase": FLAG,
    "start_date": either(DATE, NULL),
    "group_id": either(ID, NULL),
    "page_id": ID,
}
_DEGRADED = {"only_show_if_degraded": FLAG}
LEAF = exactly(**_COMPONENT, group={"const": False}, **_DEGRADED)
GROUP = exactly(**_COMPONENT, group={"const": True}, **_DEGRADED, components={**many(ID), "minItems": 1})

AFFECTED = exactly(code=ID, name=TEXT, old_status=COMPONENT_STATUS, new_status=COMPONENT_STATUS)


def _update(status: Schema) -> Schema:
    return exactly(
        id=ID,
        status=status,
        body=TEXT,
        incident_id=ID,
        created_at=MOMENT,
        updated_at=MOMENT,
        display_at=MOMENT,
        affected_components=many(AFFECTED),
        deliver_notifications=FLAG,
        custom_tweet=NULL,
        tweet_id=NULL,
    )


def _happened(status: Schema, impact: Schema, **more: Schema) -> Schema:
    return exactly(
        id=ID,
        name=TEXT,
        status=status,
        created_at=MOMENT,
        updated_at=MOMENT,
        monitoring_at=either(MOMENT, NULL),
        resolved_at=either(MOMENT, NULL),
        impact=impact,
        shortlink=ADDRESS,
        started_at=MOMENT,
        page_id=ID,
        incident_updates={**many(_update(status)), "minItems": 1},
        components=many(LEAF),
        **more,
    )


INCIDENT = _happened(one_of("investigating", "identified", "monitoring", "resolved", "postmortem"), IMPACT)
MAINTENANCE = _happened(
    one_of("scheduled", "in_progress", "verifying", "completed"),
    one_of("maintenance"),
    scheduled_for=MOMENT,
    scheduled_until=either(MOMENT, NULL),
)

_COMPONENTS = many(either(LEAF, GROUP))
_MAINTENANCES = exactly(page=PAGE, scheduled_maintenances=many(MAINTENANCE))
_INCIDENTS = exactly(page=PAGE, incidents=many(INCIDENT))

BODIES: Mapping[str, Schema] = {
    "/api/v2/status.json": exactly(page=PAGE, status=STATUS),
    "/api/v2/summary.json": exactly(
        page=PAGE,
        components=_COMPONENTS,
        incidents=many(INCIDENT),
        scheduled_maintenances=many(MAINTENANCE),
        status=STATUS,
    ),
    "/api/v2/components.json": exactly(page=PAGE, components=_COMPONENTS),
    "/api/v2/incidents.json": _INCIDENTS,
    "/api/v2/incidents/unresolved.json": _INCIDENTS,
    "/api/v2/scheduled-maintenances.json": _MAINTENANCES,
    "/api/v2/scheduled-maintenances/upcoming.json": _MAINTENANCES,
    "/api/v2/scheduled-maintenances/active.json": _MAINTENANCES,
}

_SECONDS = {"type": "integer", "minimum": 0, "maximum": 25 * 3600}
UPTIME = exactly(
    page=PAGE,
    days={"const": 90},
    components=many(
        exactly(
            id=ID,
            name=TEXT,
            group_id=either(ID, NULL),
            start_date=DATE,
            uptime_percentage=either({"type": "number", "minimum": 0, "maximum": 100}, NULL),
            days={
                **many(exactly(date=DATE, partial_outage_seconds=_SECONDS, major_outage_seconds=_SECONDS)),
                "maxItems": 90,
            },
        )
    ),
)
HISTORY = exactly(
    page_status=exactly(page=exactly(name=TEXT)),
    components=many(exactly(id=ID, name=TEXT)),
    months={
        **many(
            exactly(
                name=TEXT,
                year={"type": "integer"},
                starts_on={"type": "integer", "minimum": 0, "maximum": 6},
                days={"type": "integer", "minimum": 28, "maximum": 31},
                incidents=many(exactly(code=ID, name=TEXT, message=TEXT, impact=IMPACT, timestamp=TEXT)),
            )
        ),
        "minItems": 3,
        "maxItems": 3,
    },
)
EVERYTHING: Mapping[str, Schema] = {
    **BODIES,
    "/api/v2/uptime.json": UPTIME,
    "/history.json": HISTORY,
}


def keys_in_order(schema: Schema, value: object) -> bool:
    """Whether each object has its keys in the order of the schema that it matches."""
    match value:
        case dict():
            shapes = [one for one in schema.get("anyOf", [schema]) if set(one["properties"]) == set(value)]
            return any(
                list(one["properties"]) == list(value)
                and all(keys_in_order(one["properties"][key], inner) for key, inner in value.items())
                for one in shapes
            )
        case list():
            return all(keys_in_order(schema["items"], inner) for inner in value)
        case _:
            return True
