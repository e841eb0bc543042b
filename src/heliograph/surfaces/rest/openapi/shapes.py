"""What each thing looks like on the wire, as types (contract, section 5).

A field with a default is not always there: `meta` comes when it is included, `pivot` inside of an incident
or a maintenance window.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from heliograph.metrics.vocabulary import MetricCalculation, MetricView
from heliograph.status.vocabulary import (
    ComponentStatus,
    GroupDisplay,
    GroupOrderColumn,
    IncidentStatus,
    OrderDirection,
    ScheduleStatus,
    SystemStatus,
    TemplateEngine,
    Visibility,
)
from heliograph.surfaces.rest.reading import ABSENT


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Moment(Shape):
    human: str | None
    string: str | None


class ComponentStatusShown(Shape):
    human: str
    value: ComponentStatus


class IncidentStatusShown(Shape):
    human: str
    value: IncidentStatus


class ScheduleStatusShown(Shape):
    human: str
    value: ScheduleStatus


class Pivot(Shape):
    component_status: ComponentStatusShown | None


class ComponentAttributes(Shape):
    id: int
    name: str
    description: str | None
    link: str | None
    order: int | None
    status: ComponentStatusShown
    latest_status: ComponentStatusShown
    enabled: bool
    created: Moment
    updated: Moment
    pivot: Pivot = ABSENT
    meta: dict[str, Any] | list[Any] = ABSENT


class ComponentGroupAttributes(Shape):
    id: int
    name: str
    order: int
    order_column: GroupOrderColumn | None
    order_direction: OrderDirection | None
    collapsed: GroupDisplay
    visible: Visibility
    created: Moment
    updated: Moment
    meta: dict[str, Any] | list[Any] = ABSENT


class IncidentAttributes(Shape):
    id: int
    guid: UUID
    name: str
    message: str
    component_id: int | None
    visible: Visibility
    stickied: bool
    notifications: Literal[0, 1]
    status: IncidentStatusShown
    initial_status: IncidentStatusShown | None
    occurred: Moment
    published: Moment
    created: Moment
    updated: Moment
    meta: dict[str, Any] | list[Any] = ABSENT


class UpdateAttributes(Shape):
    id: int
    updateable_id: int
    updateable_type: Literal["incident", "schedule"]
    message: str
    created: Moment
    updated: Moment
    status: IncidentStatusShown = ABSENT


class IncidentTemplateAttributes(Shape):
    id: int
    name: str
    slug: str
    template: str
    engine: TemplateEngine
    created: Moment
    updated: Moment


class ScheduleAttributes(Shape):
    id: int
    name: str
    message: str
    notifications: Literal[0, 1]
    status: ScheduleStatusShown
    scheduled: Moment
    completed: Moment
    published: Moment
    created: Moment
    updated: Moment
    meta: dict[str, Any] | list[Any] = ABSENT


class MetricAttributes(Shape):
    id: int
    name: str
    suffix: str
    description: str | None
    default_value: float | None
    calc_type: MetricCalculation
    display_chart: bool
    places: int
    default_view: MetricView
    threshold: int
    order: int
    visible: Visibility
    created: Moment
    updated: Moment


class MetricPointAttributes(Shape):
    id: int
    metric_id: int
    calculated_value: float
    value: float
    counter: int
    total: float
    created: Moment
    updated: Moment


class SubscriberAttributes(Shape):
    id: int
    email: str
    is_global: bool = Field(alias="global")
    verified: bool
    verified_at: Moment
    created: Moment
    updated: Moment
    meta: dict[str, Any] | list[Any] = ABSENT


class UserAttributes(Shape):
    id: int


class Links(Shape):
    first: str
    prev: str = ABSENT
    next: str = ABSENT


class PageMeta(Shape):
    current_page: int
    current_page_url: str
    from_: int | None = Field(alias="from")
    path: str
    per_page: int
    to: int | None


class Pong(Shape):
    data: Literal["Pong!"]


class VersionShown(Shape):
    version: str
    heliograph: str


class Version(Shape):
    data: VersionShown


class SystemStatusShown(Shape):
    status: SystemStatus
    message: str


class SystemStatusAnswer(Shape):
    data: SystemStatusShown


class Refusal(Shape):
    message: str


class InvalidInput(Refusal):
    errors: dict[str, list[str]]


OF_TYPE: Mapping[str, type[Shape]] = {
    "components": ComponentAttributes,
    "componentGroups": ComponentGroupAttributes,
    "incidents": IncidentAttributes,
    "updates": UpdateAttributes,
    "incidentTemplates": IncidentTemplateAttributes,
    "schedules": ScheduleAttributes,
    "metrics": MetricAttributes,
    "metricPoints": MetricPointAttributes,
    "subscribers": SubscriberAttributes,
    "users": UserAttributes,
}
"""The attributes of a resource, by its type."""

OTHERS: tuple[type[Shape], ...] = (Links, PageMeta, Pong, Version, SystemStatusAnswer, Refusal, InvalidInput)
