"""Which of Cachet's tables become which of ours, in an order in which references can follow."""

from __future__ import annotations

from heliograph.accounts.models import ApiToken, User
from heliograph.delivery.models import WebhookSubscription
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.monitoring.models import ComponentCheck, Monitor
from heliograph.project.importing.cachet import accounts, others, status
from heliograph.project.importing.identity import Address, Birth, Pair, Unique
from heliograph.project.importing.landing import Kind, With, never
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
from heliograph.subscribers.models import Subscriber, Subscription

KINDS = (
    # Who may sign in here, and with what, no other installation's database ever changes.
    Kind(table="users", model=User, read=accounts.user, identity=Address(), wins=never),
    Kind(
        table="personal_access_tokens",
        name="api_tokens",
        model=ApiToken,
        read=accounts.token,
        identity=Unique("secret_hash"),
        wins=never,
    ),
    Kind(table="component_groups", model=ComponentGroup, read=status.group),
    Kind(table="components", model=Component, read=status.component),
    Kind(
        table="components",
        name="monitors",
        model=Monitor,
        read=others.monitor,
        identity=Unique("component_id"),
        wins=With(table="components", column="component_id"),
    ),
    Kind(table="incidents", model=Incident, read=status.incident, identity=Unique("guid")),
    Kind(
        table="incident_components",
        model=IncidentImpact,
        read=status.incident_impact,
        identity=Pair("incident_id", "component_id"),
        wins=With(table="incidents", column="incident_id"),
    ),
    Kind(table="schedules", model=Schedule, read=status.schedule),
    Kind(
        table="schedule_components",
        model=ScheduleImpact,
        read=status.schedule_impact,
        identity=Pair("schedule_id", "component_id"),
        wins=With(table="schedules", column="schedule_id"),
    ),
    Kind(table="updates", older_table="incident_updates", model=Update, read=status.update),
    Kind(table="incident_templates", model=IncidentTemplate, read=status.template),
    Kind(
        table="component_status_changes",
        model=ComponentStatusChange,
        read=status.status_change,
        identity=Birth("at"),
        wins=never,
    ),
    Kind(table="metrics", model=Metric, read=others.metric),
    Kind(table="metric_points", model=MetricPoint, read=others.point),
    Kind(table="subscribers", model=Subscriber, read=others.subscriber, identity=Unique("mailbox")),
    Kind(
        table="subscriptions",
        model=Subscription,
        read=others.subscription,
        identity=Pair("subscriber_id", "component_id"),
        wins=never,
    ),
    Kind(table="webhook_subscriptions", model=WebhookSubscription, read=others.webhook),
    Kind(
        table="component_checks",
        model=ComponentCheck,
        read=others.check,
        identity=Birth("checked_at"),
        wins=never,
    ),
)

CONTENT = (
    ComponentGroup,
    Component,
    Incident,
    Schedule,
    IncidentTemplate,
    Metric,
    Subscriber,
    WebhookSubscription,
)
"""Where none of these is, the installation is empty: somebody may have signed up and named the page."""

WITHOUT_A_PLACE = {
    "actions": "what was done in Cachet is not what was done here",
    "api_keys": "Cachet does not use them any more",
    "invites": "people are invited anew",
    "taggables": "Heliograph has no tags",
    "tags": "Heliograph has no tags",
    "webhook_attempts": "what was sent was sent",
}
"""Tables with words of people in them that do not come, and why."""
