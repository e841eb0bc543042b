"""Texts of the OpenAPI description, in Markdown of which only `code` and bold are used."""

from __future__ import annotations

from collections.abc import Mapping

ABOUT = """\
Reads and changes everything on the status page: components, incidents, maintenance, metrics and subscribers.
The API is compatible with Cachet 3, so its clients work unchanged.

**Tokens.** Reading needs no token unless the owner protects the API. Writing needs one, sent as
`Authorization: Bearer <token>`. `heliograph token create you@example.com --name laptop` prints a new token
once. A list of abilities such as `incidents.manage` says what the token may do.

**Bodies** are JSON or form-encoded. **Dates** are accepted in any ISO 8601 form and returned in UTC.
**Resources** are in `data`, with their fields in `attributes`; resources that `include` asks for are in
`included`, each once.

**Repeated requests.** A create with an `Idempotency-Key` can be sent again after a broken connection: for 24
hours, the same key gets the first answer again.

**Limits.** `X-RateLimit-Remaining` is the number of requests left in this minute. Requests above the limit
are answered 429, with the seconds to wait in `Retry-After`.
"""

TAGS: Mapping[str, str] = {
    "General": "Availability, version and overall status.",
    "Components": "Parts of the service that have a status of their own.",
    "Component groups": "Groups of components on the page, with their visibility.",
    "Incidents": "Disruptions, and the components that they affect.",
    "Incident updates": "Messages about the progress of an incident.",
    "Incident templates": "Prepared incident messages, in Twig.",
    "Schedules": "Maintenance that is planned, in progress or completed.",
    "Schedule updates": "Messages about the progress of maintenance.",
    "Metrics": "Measured values that the page draws as charts.",
    "Metric points": "Single measurements of a metric.",
    "Subscribers": "Recipients of notifications by email. Reading them needs a token too.",
}

OPERATIONS: Mapping[str, str] = {
    "ping": "Answers while the server is running. It does not check the database.",
    "getVersion": "`version` is the version of the API, `heliograph` that of the server.",
    "getStatus": "The overall status of the page: its value and a sentence.",
    "listComponents": (
        "Lists enabled components unless `filter[enabled]` asks for others. Without a token, only components "
        "that the page shows."
    ),
    "createComponent": "The `status` is what the component has without an incident or maintenance.",
    "getComponent": "Returns one component.",
    "updateComponent": "Fields that are left out stay as they are.",
    "deleteComponent": "Removes the component from the page.",
    "listComponentGroups": "Lists component groups. Without a token, only those that everyone sees.",
    "createComponentGroup": "The components that it names move into the new group.",
    "getComponentGroup": "Returns one component group.",
    "updateComponentGroup": "Fields that are left out stay as they are.",
    "deleteComponentGroup": "Its components stay, without a group.",
    "listIncidents": "Lists incidents, the newest first.",
    "createIncident": (
        "Send the `message` itself, or a `template` with its `template_vars`. Without `visible`, only "
        "signed-in users see the incident."
    ),
    "getIncident": "Returns one incident.",
    "updateIncident": "Fields that are left out stay as they are.",
    "deleteIncident": "Deletes the incident with its updates.",
    "listIncidentUpdates": "Lists the updates of one incident.",
    "createIncidentUpdate": "The incident takes over the status of the update.",
    "getIncidentUpdate": "Returns one update of an incident.",
    "updateIncidentUpdate": "Afterwards the incident has the status of its newest update.",
    "deleteIncidentUpdate": "Afterwards the incident has the status of the newest update that is left.",
    "listIncidentTemplates": "Lists incident templates.",
    "createIncidentTemplate": "Without `slug`, one is made from the name.",
    "getIncidentTemplate": "Returns one incident template.",
    "updateIncidentTemplate": "Fields that are left out stay as they are.",
    "deleteIncidentTemplate": "Incidents that were created from it keep their message.",
    "listSchedules": "Lists maintenance.",
    "createSchedule": "Without `completed_at`, the maintenance lasts until it is completed by a change.",
    "getSchedule": "Returns one maintenance.",
    "updateSchedule": "Fields that are left out stay as they are.",
    "deleteSchedule": "Deletes the maintenance with its updates.",
    "listScheduleUpdates": "Lists the updates of one maintenance.",
    "createScheduleUpdate": "With `completed_at`, the maintenance ends at that time.",
    "getScheduleUpdate": "Returns one update of a maintenance.",
    "updateScheduleUpdate": "Fields that are left out stay as they are.",
    "deleteScheduleUpdate": "Deletes the update. The maintenance stays as it is.",
    "listMetrics": "Lists metrics.",
    "createMetric": "Creates a metric without points.",
    "getMetric": "Returns one metric.",
    "updateMetric": "Fields that are left out stay as they are.",
    "deleteMetric": "Deletes the metric with its points.",
    "listMetricPoints": "Lists the points of one metric.",
    "createMetricPoint": (
        "Records one point, or a JSON list of up to 1,000 points: all of them or none. A point within "
        "`threshold` minutes of the last one adds 1 to the `counter` of that one and its value to the "
        "`total`, and creates no new point."
    ),
    "getMetricPoint": "Returns one point of a metric.",
    "deleteMetricPoint": "Deletes one point of a metric.",
    "listSubscribers": "Lists subscribers.",
    "createSubscriber": (
        "Sends an email that asks for confirmation unless `verified` is true. For an address that is already "
        "subscribed, the components are added and the answer is 200."
    ),
    "getSubscriber": "Returns one subscriber.",
    "updateSubscriber": "Fields that are left out stay as they are.",
    "deleteSubscriber": "Deletes the subscriber with all subscriptions.",
}

COMMON_FIELDS: Mapping[str, str] = {
    "id": "The number it is known by.",
    "name": "What people call it.",
    "created": "When it was made.",
    "updated": "When it last changed.",
    "meta": "Anything that you want to keep with it. An empty one comes back as `[]`.",
    "order": "Lower numbers come first.",
    "description": "A line or two about it.",
    "components": "The numbers of existing components.",
}

FIELDS: Mapping[str, Mapping[str, str]] = {
    "components": {
        "status": "What people and monitors say of it. Unknown when nothing is said.",
        "latest_status": "How it is, open incidents and maintenance included. Show this one.",
        "link": "Where its name leads to.",
        "enabled": "Whether it is on the page at all.",
        "component_group_id": "The number of the group that it belongs to.",
        "pivot": "What the incident or maintenance window around it gives it.",
    },
    "componentGroups": {
        "visible": "Who sees the group and what is in it.",
        "collapsed": "How it is first shown.",
        "order_column": "What its components are ordered by.",
        "order_direction": "Required when they are not ordered by hand.",
        "components": "The numbers of the components that move into it.",
    },
    "incidents": {
        "guid": "Names it in its page's address.",
        "message": "What happened, in Markdown. Required without `template`.",
        "template": "The slug of an incident template that makes the message.",
        "template_vars": "What the template's placeholders stand for.",
        "component_id": "The one component of the older form; newer clients send `components`.",
        "component_status": "The status of the older form's component. Required with `component_id`.",
        "components": "Which components it touches, and the status that it gives each.",
        "visible": "Who sees it: a visibility, or true for everyone and false for signed-in users.",
        "stickied": "Stays on top of the page.",
        "notifications": "Whether subscribers are told.",
        "status": "How far the work is: the status last set, by an update or by a direct edit.",
        "initial_status": "The status at creation; null where an import does not know it.",
        "occurred": "When it happened.",
        "occurred_at": "When it happened, if not just now. Not after now or `published_at`.",
        "published": "When it became known, or will.",
        "published_at": "Until then nobody else knows of it.",
    },
    "updates": {
        "updateable_id": "The number of its incident or maintenance window.",
        "updateable_type": "Which of the two that is.",
        "message": "What is new, in Markdown.",
        "status": "How far the work is. Updates of maintenance have none.",
        "completed_at": "Ends the maintenance then. An end before a coming beginning cancels it.",
    },
    "incidentTemplates": {
        "slug": "Names it when an incident is made from it. Made from the name when nothing is said.",
        "template": "The message in Twig, such as `{{ provider }} is down.`",
        "engine": "`twig`; a template with `blade` came from an import and is not rendered.",
    },
    "schedules": {
        "message": "What is done, in Markdown.",
        "status": "Follows the clock; cancelled maintenance is complete.",
        "scheduled": "When it begins.",
        "scheduled_at": "When it begins.",
        "completed": "When it ends.",
        "completed_at": "When it ends, after its beginning; without it, when an operator ends it.",
        "published": "When it became known, or will.",
        "published_at": "Until then nobody else knows of it.",
        "notifications": "Whether subscribers are told.",
        "components": "Which components it touches, and the status that it gives each.",
    },
    "metrics": {
        "suffix": "The unit, such as `ms`.",
        "default_value": "Drawn where nothing was measured. Sent with one or two decimals, such as `1.5`.",
        "calc_type": "How points of one interval become one value.",
        "display_chart": "Whether it is drawn on the page.",
        "places": "Decimal places that are shown.",
        "default_view": "The span that its chart begins with.",
        "threshold": "Minutes within which points count as one.",
        "visible": "Who sees it: a visibility, or true for everyone and false for signed-in users.",
    },
    "metricPoints": {
        "metric_id": "The number of its metric.",
        "value": "The first value that was recorded in it.",
        "counter": "The number of values that were recorded in it.",
        "total": "The sum of all values that were recorded in it.",
        "calculated_value": "`value` times `counter`.",
        "timestamp": "When it was measured, as a date or Unix seconds; now when nothing is said. Rounded to "
        "30 seconds.",
        "created": "When it was measured.",
        "updated": "When it was last told.",
    },
    "subscribers": {
        "email": "Known once, whatever its case.",
        "global": "Whether they hear of everything, or of their components alone.",
        "components": "The numbers of the components that they hear of.",
        "verified": "Whether the address is confirmed. Nobody else gets mail.",
        "verified_at": "When it was confirmed.",
    },
    "users": {},
}
"""By the resource's type; answers and bodies say the same of the same field."""

PARTS: Mapping[str, str] = {
    "Moment": "A moment: for people, and in UTC as `YYYY-MM-DD HH:MM:SS`. Both null where there is none.",
    "Links": "The way to the pages around this one; absent where there is none.",
    "PageMeta": "The position of this page. There is no total: counting would cost more than the page.",
    "Refusal": "The reason why the request was refused.",
    "InvalidInput": "What is wrong, field by field. A field inside of a list is named `components.0.id`.",
    "ImpactIn": "A component, and the status that it is given.",
    "PointIn": "A point that was measured.",
}

ENUMS: Mapping[str, str] = {
    "ComponentStatus": "How a component is.",
    "IncidentStatus": "How far the work on an incident is. All but fixed are open.",
    "ScheduleStatus": "Where a maintenance window stands.",
    "Visibility": "Who sees it. Nobody is shown hidden things by the API.",
    "GroupDisplay": "How a group is first shown.",
    "GroupOrderColumn": "What a group's components are ordered by.",
    "OrderDirection": "Upwards or downwards.",
    "MetricCalculation": "How points become one value.",
    "MetricView": "The span that a chart begins with.",
    "SystemStatus": "How all of it is.",
    "TemplateEngine": "What a template is written in.",
}
