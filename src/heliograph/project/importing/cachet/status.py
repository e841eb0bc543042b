"""Cachet's components, incidents and schedules. Names that older schemas used stand behind the newer."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from heliograph.lib import clock
from heliograph.project.importing.known import Known
from heliograph.project.importing.record import Record, refuse
from heliograph.status.models import (
    Component,
    ComponentGroup,
    ComponentStatusChange,
    Incident,
    IncidentImpact,
    IncidentTemplate,
    Schedule,
    ScheduleImpact,
    Update,
)
from heliograph.status.vocabulary import (
    ComponentStatus,
    GroupDisplay,
    GroupOrderColumn,
    IncidentStatus,
    OrderDirection,
    StatusSource,
    TemplateEngine,
    Visibility,
)

_SHORTEST = timedelta(minutes=1)


def group(record: Record, known: Known) -> ComponentGroup:
    return ComponentGroup(
        id=record.id,
        name=record.name("name"),
        order=record.whole("order"),
        order_column=record.one_of_or_none("order_column", GroupOrderColumn),
        order_direction=record.one_of_or_none("order_direction", OrderDirection),
        collapsed=record.one_of("collapsed", GroupDisplay, otherwise=GroupDisplay.COLLAPSED),
        visible=record.one_of("visible", Visibility, otherwise=Visibility.SIGNED_IN),
        meta=known.meta("component_group", record.id),
        created_at=record.birth(),
        updated_at=record.change(),
    )


def component(record: Record, known: Known) -> Component:
    group_id = record.of_first("component_group_id", "group_id")
    return Component(
        id=record.id,
        group_id=known.of_or_none("component_groups", group_id, record=record),
        name=record.name("name"),
        description=record.text_or_none("description"),
        link=_link(record),
        status=record.one_of("status", ComponentStatus, otherwise=ComponentStatus.UNKNOWN),
        order=record.whole_or_none("order"),
        enabled=record.flag("enabled", default=1),
        meta=known.meta("component", record.id),
        created_at=record.birth(),
        updated_at=record.change(),
        deleted_at=record.moment("deleted_at"),
    )


def is_web_address(text: str) -> bool:
    try:
        said = urlsplit(text)
        return said.scheme in {"http", "https"} and bool(said.hostname)
    except ValueError:
        return False


def _link(record: Record) -> str | None:
    """Visitors click on it: only what leads to the web may come."""
    link = record.text_or_none("link")
    if link and not is_web_address(link):
        record.mended.append("its link led to no web address, and is none now")
        return None
    return link


def incident(record: Record, known: Known) -> Incident:
    if record.columns.get("status") is None:
        record.mended.append("had no status, and is being investigated now")
    elif record.one_of_or_none("status", IncidentStatus) is None:
        refuse("its status is unknown")
    occurred_at = record.moment("occurred_at")
    if occurred_at is not None and occurred_at > clock.now():
        record.mended.append("begins in the future, as it did there")
    return Incident(
        id=record.id,
        guid=_guid(record, known),
        name=record.name("name"),
        status=record.one_of("status", IncidentStatus, otherwise=IncidentStatus.INVESTIGATING),
        message=record.text("message"),
        visible=record.one_of("visible", Visibility, otherwise=Visibility.SIGNED_IN),
        stickied=record.flag("stickied"),
        notifications=record.flag("notifications"),
        occurred_at=occurred_at,
        published_at=_publication(record),
        component_id=known.of_or_none("components", record.columns.get("component_id"), record=record),
        user_id=known.of_or_none("users", record.columns.get("user_id"), record=record),
        meta=known.meta("incident", record.id),
        created_at=record.birth("occurred_at"),
        updated_at=record.change(),
        deleted_at=record.moment("deleted_at"),
    )


def _guid(record: Record, known: Known) -> UUID:
    """Where there is none, one that is the same at every import."""
    try:
        return UUID(record.text("guid"))
    except ValueError:
        record.mended.append("had no guid, and was given one")
        return uuid5(NAMESPACE_URL, f"{known.origin}/incidents/{record.id}")


def _publication(record: Record) -> datetime | None:
    """Before there were embargoes everything was published when it was made."""
    return record.moment("published_at") if record.has("published_at") else record.birth()


def incident_impact(record: Record, known: Known) -> IncidentImpact:
    return IncidentImpact(
        incident_id=known.of("incidents", record.columns.get("incident_id")),
        component_id=known.of("components", record.columns.get("component_id")),
        status=_impact(record),
    )


def schedule_impact(record: Record, known: Known) -> ScheduleImpact:
    return ScheduleImpact(
        schedule_id=known.of("schedules", record.columns.get("schedule_id")),
        component_id=known.of("components", record.columns.get("component_id")),
        status=_impact(record),
    )


def _impact(record: Record) -> ComponentStatus | None:
    column = "component_status" if record.has("component_status") else "status_id"
    return record.one_of_or_none(column, ComponentStatus)


def schedule(record: Record, known: Known) -> Schedule:
    scheduled_at = record.moment("scheduled_at")
    if scheduled_at is None:
        refuse("it begins at no time")
    return Schedule(
        id=record.id,
        name=record.name("name"),
        message=record.text("message"),
        scheduled_at=scheduled_at,
        completed_at=_end(record, scheduled_at),
        published_at=_publication(record),
        notifications=record.flag("notifications"),
        meta=known.meta("schedule", record.id),
        created_at=record.birth("scheduled_at"),
        updated_at=record.change(),
        deleted_at=record.moment("deleted_at"),
    )


def _end(record: Record, scheduled_at: datetime) -> datetime | None:
    completed_at = record.moment("completed_at")
    if completed_at is None or completed_at > scheduled_at:
        return completed_at
    record.mended.append("ended before or when it began, and ends one minute after its beginning now")
    return scheduled_at + _SHORTEST


def update(record: Record, known: Known) -> Update:
    """Of an incident or a schedule; the older table held those of incidents alone."""
    row = Update(
        id=record.id,
        status=record.one_of_or_none("status", IncidentStatus),
        message=record.text("message"),
        user_id=known.of_or_none("users", record.columns.get("user_id"), record=record),
        created_at=record.birth(),
        updated_at=record.change(),
    )
    parent = record.of_first("updateable_id", "incident_id")
    match kind_of(record.text("updateable_type") or "incident"):
        case "incident":
            row.incident_id = known.of("incidents", parent)
        case "schedule":
            row.schedule_id = known.of("schedules", parent)
        case _:
            refuse("it is of neither an incident nor a schedule")
    return row


def kind_of(name: str) -> str:
    """`component_group` of itself, and of the class name that older versions wrote."""
    last = name.rpartition("\\")[2]
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in last).lstrip("_")


def template(record: Record, _known: Known) -> IncidentTemplate:
    engine = record.one_of_or_none("engine", TemplateEngine) if record.has("engine") else TemplateEngine.TWIG
    if engine is None:
        refuse("its engine is unknown")
    return IncidentTemplate(
        id=record.id,
        name=record.name("name"),
        slug=record.name("slug"),
        template=record.text("template"),
        engine=engine,
        created_at=record.birth(),
        updated_at=record.change(),
        deleted_at=record.moment("deleted_at"),
    )


def status_change(record: Record, known: Known) -> ComponentStatusChange:
    new_status = record.one_of_or_none("new_status", ComponentStatus)
    if new_status is None:
        refuse("its status is unknown")
    user = record.columns.get("causer_id") if kind_of(record.text("causer_type")) == "user" else None
    return ComponentStatusChange(
        id=record.id,
        component_id=known.of("components", record.columns.get("component_id")),
        old_status=record.one_of_or_none("old_status", ComponentStatus),
        new_status=new_status,
        source=record.one_of("source", StatusSource, otherwise=StatusSource.SYSTEM),
        reason=record.text("reason"),
        user_id=known.of_or_none("users", user, record=record),
        at=record.birth(),
    )
