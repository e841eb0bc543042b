"""What operators call things; the words that visitors read are the public page's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from heliograph.accounts.roles import Role
from heliograph.accounts.tokens import ALL_ABILITIES
from heliograph.actors import Ability
from heliograph.delivery.vocabulary import ChannelKind, DeliveryState
from heliograph.lib import markdown
from heliograph.status.vocabulary import (
    ComponentStatus,
    IncidentStatus,
    ScheduleStatus,
    SystemStatus,
    Visibility,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COMPONENT_STATUS: dict[ComponentStatus, _StrPromise] = {
    ComponentStatus.OPERATIONAL: _("Operational"),
    ComponentStatus.PERFORMANCE_ISSUES: _("Performance issues"),
    ComponentStatus.PARTIAL_OUTAGE: _("Partial outage"),
    ComponentStatus.MAJOR_OUTAGE: _("Major outage"),
    ComponentStatus.UNKNOWN: _("Unknown"),
    ComponentStatus.UNDER_MAINTENANCE: _("Under maintenance"),
}
INCIDENT_STATUS: dict[IncidentStatus, _StrPromise] = {
    IncidentStatus.UNKNOWN: _("Reported"),
    IncidentStatus.INVESTIGATING: _("Investigating"),
    IncidentStatus.IDENTIFIED: _("Identified"),
    IncidentStatus.WATCHING: _("Watching"),
    IncidentStatus.FIXED: _("Fixed"),
}
SCHEDULE_STATUS: dict[ScheduleStatus, _StrPromise] = {
    ScheduleStatus.UPCOMING: _("Upcoming"),
    ScheduleStatus.IN_PROGRESS: _("In progress"),
    ScheduleStatus.COMPLETE: _("Complete"),
}
SYSTEM_STATUS: dict[SystemStatus, _StrPromise] = {
    SystemStatus.OPERATIONAL: _("All systems are operational."),
    SystemStatus.PARTIAL_OUTAGE: _("Some systems are experiencing issues."),
    SystemStatus.MAJOR_OUTAGE: _("Some systems are experiencing major issues."),
    SystemStatus.UNDER_MAINTENANCE: _("Some systems are under maintenance."),
}
VISIBILITY: dict[Visibility, _StrPromise] = {
    Visibility.EVERYONE: _("Everyone"),
    Visibility.SIGNED_IN: _("Only who is signed in"),
    Visibility.HIDDEN: _("Nobody"),
}
ROLE: dict[Role, _StrPromise] = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.OPERATOR: _("Operator"),
    Role.VIEWER: _("Viewer"),
}
ABILITY: dict[str, _StrPromise] = {
    ALL_ABILITIES: _("All that its owner may"),
    Ability.COMPONENTS_MANAGE: _("Make and change components"),
    Ability.COMPONENTS_DELETE: _("Delete components"),
    Ability.COMPONENT_GROUPS_MANAGE: _("Make and change component groups"),
    Ability.COMPONENT_GROUPS_DELETE: _("Delete component groups"),
    Ability.INCIDENTS_MANAGE: _("Report and change incidents"),
    Ability.INCIDENTS_DELETE: _("Delete incidents"),
    Ability.INCIDENT_UPDATES_MANAGE: _("Post and change updates of incidents"),
    Ability.INCIDENT_UPDATES_DELETE: _("Delete updates of incidents"),
    Ability.INCIDENT_TEMPLATES_MANAGE: _("Make and change incident templates"),
    Ability.INCIDENT_TEMPLATES_DELETE: _("Delete incident templates"),
    Ability.METRICS_MANAGE: _("Make and change metrics"),
    Ability.METRICS_DELETE: _("Delete metrics"),
    Ability.METRIC_POINTS_MANAGE: _("Record points of metrics"),
    Ability.METRIC_POINTS_DELETE: _("Delete points of metrics"),
    Ability.SCHEDULES_MANAGE: _("Plan and change maintenance"),
    Ability.SCHEDULES_DELETE: _("Delete maintenance"),
    Ability.SCHEDULE_UPDATES_MANAGE: _("Post and change updates of maintenance"),
    Ability.SCHEDULE_UPDATES_DELETE: _("Delete updates of maintenance"),
    Ability.SUBSCRIBERS_MANAGE: _("See, add and change subscribers"),
    Ability.SUBSCRIBERS_DELETE: _("Delete subscribers"),
    Ability.SETTINGS_MANAGE: _("Change settings"),
    Ability.USERS_MANAGE: _("Manage users"),
    Ability.WEBHOOKS_MANAGE: _("Manage webhooks"),
    Ability.CHANNELS_MANAGE: _("Manage channels"),
}
CHANNEL: dict[ChannelKind, _StrPromise] = {
    ChannelKind.EMAIL: _("Mail"),
    ChannelKind.OPERATORS: _("Mail to operators"),
    ChannelKind.WEBHOOK: _("Webhook"),
    ChannelKind.CHAT: _("Channel"),
}
DELIVERY_STATE: dict[DeliveryState, _StrPromise] = {
    DeliveryState.WAITING: _("waiting"),
    DeliveryState.ACCEPTED: _("accepted"),
    DeliveryState.BOUNCED: _("refused"),
    DeliveryState.FAILED: _("given up"),
    DeliveryState.CANCELLED: _("cancelled"),
}


def message_html(text: str) -> SafeString:
    """As visitors read it; cleaned where it is made."""
    return SafeString(markdown.to_html(text))
