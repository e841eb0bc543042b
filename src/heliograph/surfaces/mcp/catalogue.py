"""Every tool, on one screen: its name, what it takes, what it needs, what it does, and what a model is told.

Names and schemas are the contract's. A description is ours alone: nothing that anybody typed into the page
is ever a part of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from heliograph.actors import Ability
from heliograph.surfaces.mcp import components, general, incidents, metrics, schedules, subscribers, templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.actors import Actor
    from heliograph.surfaces.mcp.arguments import Arguments


class Effect(Enum):
    """What a tool does to the page, as clients are told before they ask their user."""

    READS = {"readOnlyHint": True}
    CREATES = {"readOnlyHint": False, "destructiveHint": False}
    CHANGES = {"readOnlyHint": False, "destructiveHint": True, "idempotentHint": True}
    DELETES = {"readOnlyHint": False, "destructiveHint": True}


@dataclass(frozen=True, kw_only=True)
class Tool:
    """Without an ability it is for everybody who may come in."""

    name: str
    arguments: type[Arguments]
    effect: Effect
    needs: Ability | None
    description: str

    def is_for(self, actor: Actor) -> bool:
        return self.needs is None or actor.may(self.needs)

    def as_listed(self) -> Mapping[str, Any]:
        return {
            "name": self.name,
            "title": self.name.replace("_", " ").title(),
            "description": self.description,
            "inputSchema": self.arguments.input_schema(),
            "annotations": self.effect.value,
        }


def _reads(name: str, arguments: type[Arguments], description: str, needs: Ability | None = None) -> Tool:
    return Tool(name=name, arguments=arguments, effect=Effect.READS, needs=needs, description=description)


def _creates(name: str, arguments: type[Arguments], needs: Ability, description: str) -> Tool:
    return Tool(name=name, arguments=arguments, effect=Effect.CREATES, needs=needs, description=description)


def _changes(name: str, arguments: type[Arguments], needs: Ability, description: str) -> Tool:
    return Tool(name=name, arguments=arguments, effect=Effect.CHANGES, needs=needs, description=description)


def _deletes(name: str, arguments: type[Arguments], needs: Ability, description: str) -> Tool:
    return Tool(name=name, arguments=arguments, effect=Effect.DELETES, needs=needs, description=description)


_KEPT = "What is left out stays as it is."

_TOOLS = (
    _reads(
        "get_status",
        general.GetStatus,
        "How everything is right now: the overall status as guests see it, how many components have which "
        "status, how many incidents are open. Start here.",
    ),
    _reads(
        "list_components",
        components.ListComponents,
        "Components in their order. `status` is what operators and monitors said; `latest_status` is what "
        "people see, open incidents and maintenance counted in. Lists enabled ones unless told otherwise.",
    ),
    _reads("get_component", components.GetComponent, "One component by its id."),
    _reads(
        "get_component_history",
        general.GetComponentHistory,
        "How a component has been: its uptime in percent, when it was disrupted, the seconds of outage of "
        "each day that had any, and the incidents and maintenance windows that touched it.",
    ),
    _creates(
        "create_component",
        components.CreateComponent,
        Ability.COMPONENTS_MANAGE,
        "Adds a component to the page.",
    ),
    _changes(
        "update_component",
        components.UpdateComponent,
        Ability.COMPONENTS_MANAGE,
        f"Changes a component. {_KEPT} A status set here stays until it is set again; for something that "
        "will pass, create an incident with the component in it instead, and leave this alone.",
    ),
    _deletes(
        "delete_component",
        components.DeleteComponent,
        Ability.COMPONENTS_DELETE,
        "Takes a component off the page.",
    ),
    _reads(
        "list_component_groups",
        components.ListComponentGroups,
        "Groups in their order, each with its components.",
    ),
    _creates(
        "create_component_group",
        components.CreateComponentGroup,
        Ability.COMPONENT_GROUPS_MANAGE,
        "Makes a group and moves components into it. Guests see it only with visible: true.",
    ),
    _changes(
        "update_component_group",
        components.UpdateComponentGroup,
        Ability.COMPONENT_GROUPS_MANAGE,
        f"Changes a group and moves components into it; those in it stay. {_KEPT}",
    ),
    _deletes(
        "delete_component_group",
        components.DeleteComponentGroup,
        Ability.COMPONENT_GROUPS_DELETE,
        "Deletes a group. Its components stay, in no group.",
    ),
    _reads(
        "list_incidents",
        incidents.ListIncidents,
        "Incidents, newest first; open ones are those whose status is not 4 (fixed).",
    ),
    _reads(
        "get_incident",
        incidents.GetIncident,
        "One incident with the components that it affects, as they are now, and its updates, newest first.",
    ),
    _reads(
        "preview_incident",
        general.PreviewIncident,
        "What create_incident would do with the same arguments, and nothing is written: the message as it "
        "would read, the status of the components and of the page, how many subscribers would be told. "
        "Use it before creating an incident that guests see.",
        Ability.INCIDENTS_MANAGE,
    ),
    _creates(
        "create_incident",
        incidents.CreateIncident,
        Ability.INCIDENTS_MANAGE,
        "Opens an incident. Give a message or the slug of a template. Guests see it only with "
        "visible: true; with notifications: true subscribers are told, which cannot be taken back. The "
        "components have the given statuses until it is fixed.",
    ),
    _changes(
        "update_incident",
        incidents.UpdateIncident,
        Ability.INCIDENTS_MANAGE,
        f"Corrects an incident. {_KEPT} To tell how it goes on, use record_incident_update instead.",
    ),
    _deletes(
        "delete_incident",
        incidents.DeleteIncident,
        Ability.INCIDENTS_DELETE,
        "Deletes an incident with its updates. One that is over is not deleted but fixed: "
        "record_incident_update with status 4.",
    ),
    _creates(
        "record_incident_update",
        incidents.RecordIncidentUpdate,
        Ability.INCIDENT_UPDATES_MANAGE,
        "Tells how an incident goes on, and what its status is from now on. Status 4 (fixed) ends it: its "
        "components are again what they were without it.",
    ),
    _changes(
        "edit_incident_update",
        incidents.EditIncidentUpdate,
        Ability.INCIDENT_UPDATES_MANAGE,
        f"Corrects an update of an incident. {_KEPT}",
    ),
    _deletes(
        "delete_incident_update",
        incidents.DeleteIncidentUpdate,
        Ability.INCIDENT_UPDATES_DELETE,
        "Deletes an update. The incident has the status of the newest one that is left, or else its first "
        "status.",
    ),
    _reads(
        "list_incident_templates",
        templates.ListIncidentTemplates,
        "Templates of messages that create_incident takes by their slug.",
    ),
    _creates(
        "create_incident_template",
        templates.CreateIncidentTemplate,
        Ability.INCIDENT_TEMPLATES_MANAGE,
        "Makes a template of messages.",
    ),
    _changes(
        "update_incident_template",
        templates.UpdateIncidentTemplate,
        Ability.INCIDENT_TEMPLATES_MANAGE,
        f"Changes a template. {_KEPT}",
    ),
    _deletes(
        "delete_incident_template",
        templates.DeleteIncidentTemplate,
        Ability.INCIDENT_TEMPLATES_DELETE,
        "Deletes a template.",
    ),
    _reads(
        "list_schedules",
        schedules.ListSchedules,
        "Maintenance windows, the latest first: to come, in progress and over.",
    ),
    _reads(
        "get_schedule",
        schedules.GetSchedule,
        "One maintenance window with the components that it affects and its updates, newest first.",
    ),
    _creates(
        "create_schedule",
        schedules.CreateSchedule,
        Ability.SCHEDULES_MANAGE,
        "Announces a maintenance window. It begins and ends by the clock.",
    ),
    _changes(
        "update_schedule",
        schedules.UpdateSchedule,
        Ability.SCHEDULES_MANAGE,
        f"Changes a maintenance window. {_KEPT} Components, if given, stand in for those that there were.",
    ),
    _deletes(
        "delete_schedule",
        schedules.DeleteSchedule,
        Ability.SCHEDULES_DELETE,
        "Deletes a maintenance window with its updates.",
    ),
    _creates(
        "record_schedule_update",
        schedules.RecordScheduleUpdate,
        Ability.SCHEDULE_UPDATES_MANAGE,
        "Records an update of maintenance. With completed_at it ends then; before it has begun, an end that "
        "lies before the beginning cancels it.",
    ),
    _changes(
        "edit_schedule_update",
        schedules.EditScheduleUpdate,
        Ability.SCHEDULE_UPDATES_MANAGE,
        f"Corrects an update of a maintenance window. {_KEPT}",
    ),
    _deletes(
        "delete_schedule_update",
        schedules.DeleteScheduleUpdate,
        Ability.SCHEDULE_UPDATES_DELETE,
        "Deletes an update of a maintenance window.",
    ),
    _reads("list_metrics", metrics.ListMetrics, "Metrics in their order."),
    _reads("get_metric", metrics.GetMetric, "One metric by its id."),
    _creates("create_metric", metrics.CreateMetric, Ability.METRICS_MANAGE, "Makes a metric to chart."),
    _changes("update_metric", metrics.UpdateMetric, Ability.METRICS_MANAGE, f"Changes a metric. {_KEPT}"),
    _deletes(
        "delete_metric", metrics.DeleteMetric, Ability.METRICS_DELETE, "Deletes a metric and all its points."
    ),
    _creates(
        "add_metric_point",
        metrics.AddMetricPoint,
        Ability.METRIC_POINTS_MANAGE,
        "Tells a value of a metric. Near enough to the last point, it is counted in it.",
    ),
    _deletes(
        "delete_metric_point", metrics.DeleteMetricPoint, Ability.METRIC_POINTS_DELETE, "Deletes a point."
    ),
    _reads(
        "list_subscribers",
        subscribers.ListSubscribers,
        "Who subscribed, and to what. These are people's addresses: repeat them only where they are needed.",
        Ability.SUBSCRIBERS_MANAGE,
    ),
    _creates(
        "create_subscriber",
        subscribers.CreateSubscriber,
        Ability.SUBSCRIBERS_MANAGE,
        "Subscribes an address, or gives a known one more components. Unless verified, it is asked by mail.",
    ),
    _changes(
        "update_subscriber",
        subscribers.UpdateSubscriber,
        Ability.SUBSCRIBERS_MANAGE,
        f"Changes a subscriber. {_KEPT} Components, if given, stand in for those that there were.",
    ),
    _deletes(
        "unsubscribe_subscriber",
        subscribers.UnsubscribeSubscriber,
        Ability.SUBSCRIBERS_DELETE,
        "Deletes a subscriber for good.",
    ),
    _reads(
        "list_deliveries",
        general.ListDeliveries,
        "Who was told of what, by which way, and whether it arrived; newest first. Holds people's addresses.",
        Ability.SUBSCRIBERS_MANAGE,
    ),
)
TOOLS: Mapping[str, Tool] = {one.name: one for one in _TOOLS}
