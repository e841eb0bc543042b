"""The words of delivery."""

from __future__ import annotations

from enum import StrEnum


class ChannelKind(StrEnum):
    """Ways to tell. `operators` is mail too, to those who run the page."""

    EMAIL = "email"
    OPERATORS = "operators"
    WEBHOOK = "webhook"
    CHAT = "chat"


class DeliveryState(StrEnum):
    """A delivery waits, in somebody's hand or for its next attempt, until one of the others is its end."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    """The far side took it over."""
    BOUNCED = "bounced"
    """The far side will never take it."""
    FAILED = "failed"
    """We gave up; it can be sent again."""
    CANCELLED = "cancelled"
    """There is nothing to be told any more, or nobody."""


class WebhookEvent(StrEnum):
    """What a webhook can ask to be told of: Cachet's names for what Cachet knows, and ours behind them."""

    COMPONENT_CREATED = "component_created"
    COMPONENT_UPDATED = "component_updated"
    COMPONENT_DELETED = "component_deleted"
    COMPONENT_STATUS_CHANGED = "component_status_changed"
    INCIDENT_CREATED = "incident_created"
    INCIDENT_UPDATED = "incident_updated"
    INCIDENT_DELETED = "incident_deleted"
    METRIC_CREATED = "metric_created"
    METRIC_UPDATED = "metric_updated"
    METRIC_DELETED = "metric_deleted"
    METRIC_POINT_CREATED = "metric_point_created"
    METRIC_POINT_DELETED = "metric_point_deleted"
    SUBSCRIBER_CREATED = "subscriber_created"
    SUBSCRIBER_UNSUBSCRIBED = "subscriber_unsubscribed"
    SUBSCRIBER_VERIFIED = "subscriber_verified"

    INCIDENT_UPDATE_RECORDED = "incident_update_recorded"
    INCIDENT_UPDATE_EDITED = "incident_update_edited"
    INCIDENT_UPDATE_DELETED = "incident_update_deleted"
    SCHEDULE_CREATED = "schedule_created"
    SCHEDULE_UPDATED = "schedule_updated"
    SCHEDULE_DELETED = "schedule_deleted"
    SCHEDULE_STARTED = "schedule_started"
    SCHEDULE_COMPLETED = "schedule_completed"
    SCHEDULE_UPDATE_RECORDED = "schedule_update_recorded"
    SCHEDULE_UPDATE_EDITED = "schedule_update_edited"
    SCHEDULE_UPDATE_DELETED = "schedule_update_deleted"


WEBHOOK_TEST = "webhook_tested"
"""What the test button sends, whatever was asked for."""


class ChatEvent(StrEnum):
    """What a chat channel can ask to be told of."""

    INCIDENT_CREATED = "incident_created"
    INCIDENT_UPDATE_RECORDED = "incident_update_recorded"
    SCHEDULE_CREATED = "schedule_created"
    SCHEDULE_STARTED = "schedule_started"
    SCHEDULE_COMPLETED = "schedule_completed"
    SCHEDULE_UPDATE_RECORDED = "schedule_update_recorded"
    COMPONENT_STATUS_CHANGED = "component_status_changed"
