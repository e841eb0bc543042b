"""What the description says to people. Markdown, of which `code` is all that is needed."""

from __future__ import annotations

from collections.abc import Mapping

ABOUT = """\
Everything on the status page can be read and written here: components, incidents, maintenance, metrics and
subscribers. The API is Cachet 3's, so its clients work unchanged.

**Tokens.** Reading is open to everyone unless the owner protects the API; writing needs a token, sent as
`Authorization: Bearer <token>`. `heliograph token create you@example.com --name laptop` prints one, once.
What it may do is a list of abilities such as `incidents.manage`.

**Bodies** are JSON; form-encoded ones are read too. **Dates** are sent in any ISO 8601 form and come back in
UTC. **A resource** stands in `data`, with its fields in `attributes`; what `include` asks for stands in
`included`, once.

**Once and no more.** A create that carries an `Idempotency-Key` can be sent again after a broken connection:
within 24 hours it is answered as it was the first time.

**Limits.** The answer says in `X-RateLimit-Remaining` how many requests the minute has left. Past the last
one comes 429, with the seconds to wait in `Retry-After`.
"""

TAGS: Mapping[str, str] = {
    "General": "Whether the server is there, what it speaks, and how all is.",
    "Components": "The parts of your service that have a status of their own.",
    "Component groups": "Components under one heading, and who may see them.",
    "Incidents": "What went wrong, and which components it touches.",
    "Incident updates": "What became of an incident, message by message.",
    "Incident templates": "Messages written in advance, in Twig.",
    "Schedules": "Maintenance that is planned, in progress or done.",
    "Schedule updates": "News from a maintenance window.",
    "Metrics": "Numbers that are drawn as charts.",
    "Metric points": "What was measured, and when.",
    "Subscribers": "Who hears of it by mail. Reading them needs a token, too.",
}

OPERATIONS: Mapping[str, str] = {
    "ping": "Answers as long as anything does.",
    "getVersion": "`version` is the version of the API, `heliograph` that of the server.",
    "getStatus": "How all of it is, in one word and one sentence.",
    "listComponents": "Enabled ones, unless `filter[enabled]` says otherwise. Guests see what is public.",
    "updateComponent": "Fields that are left out stay as they are.",
    "createComponentGroup": "The components that it names move into the new group.",
    "deleteComponentGroup": "Its components stay, without a group.",
    "listIncidents": "The newest first.",
    "createIncident": (
        "Give the `message` itself, or a `template` with its `template_vars`. An incident that says nothing "
        "of `visible` is for signed-in users only."
    ),
    "deleteIncident": "Its updates go along.",
    "createIncidentUpdate": "The incident takes over the update's status.",
    "updateIncidentUpdate": "The incident has the status of its newest update afterwards.",
    "deleteIncidentUpdate": "The incident falls back to the status of the newest update that is left.",
    "createScheduleUpdate": "With `completed_at` it ends the maintenance window.",
    "createMetricPoint": (
        "One point, or a JSON list of up to 1,000 of them: all are recorded or none. A point within "
        "`threshold` minutes of the last one adds 1 to that one's `counter` and makes no new one."
    ),
    "deleteMetric": "Its points go along.",
    "createSubscriber": (
        "Sends a mail that asks for confirmation, unless `verified` is true. An address that is known "
        "already gets the components added, and the answer is 200."
    ),
    "deleteSubscriber": "Gone for good.",
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
        "value": "What was measured.",
        "counter": "How often.",
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
    "PageMeta": "Which page this is. There is no total: counting would cost more than the page.",
    "Refusal": "Why not.",
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
