"""What happened, to what, by whom and from where: the words of the audit log and of endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from heliograph.actors import ActorKind, Door

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KIND: dict[str, _StrPromise] = {
    "component_group_created": _("Component group created"),
    "component_group_updated": _("Component group changed"),
    "component_group_deleted": _("Component group deleted"),
    "component_created": _("Component created"),
    "component_updated": _("Component changed"),
    "component_deleted": _("Component deleted"),
    "component_restored": _("Component restored"),
    "component_status_changed": _("Component status changed"),
    "component_status_uncovered": _("Component status visible again"),
    "incident_created": _("Incident reported"),
    "incident_updated": _("Incident changed"),
    "incident_deleted": _("Incident deleted"),
    "incident_restored": _("Incident restored"),
    "incident_published": _("Incident published"),
    "incident_ran_long": _("Incident open for long without a word"),
    "incident_update_recorded": _("Incident update posted"),
    "incident_update_edited": _("Incident update changed"),
    "incident_update_deleted": _("Incident update deleted"),
    "schedule_created": _("Maintenance planned"),
    "schedule_updated": _("Maintenance changed"),
    "schedule_deleted": _("Maintenance deleted"),
    "schedule_restored": _("Maintenance restored"),
    "schedule_published": _("Maintenance published"),
    "schedule_started": _("Maintenance begun"),
    "schedule_completed": _("Maintenance completed"),
    "schedule_update_recorded": _("Maintenance update posted"),
    "schedule_update_edited": _("Maintenance update changed"),
    "schedule_update_deleted": _("Maintenance update deleted"),
    "incident_template_created": _("Template created"),
    "incident_template_updated": _("Template changed"),
    "incident_template_deleted": _("Template deleted"),
    "incident_template_restored": _("Template restored"),
    "user_created": _("User created"),
    "user_updated": _("User changed"),
    "user_address_released": _("Address of a user released to its owner"),
    "user_deleted": _("User deleted"),
    "invitation_created": _("Invitation sent"),
    "invitation_accepted": _("Invitation accepted"),
    "invitation_revoked": _("Invitation revoked"),
    "user_password_changed": _("Password changed"),
    "user_second_factor_changed": _("Second factor changed"),
    "user_linked": _("Account linked to single sign-on"),
    "user_sessions_ended": _("Sessions ended"),
    "user_signed_in": _("Signed in"),
    "user_sign_in_failed": _("Sign-in failed"),
    "user_signed_out": _("Signed out"),
    "api_token_created": _("API token created"),
    "api_token_revoked": _("API token revoked"),
    "setting_changed": _("Setting changed"),
    "metric_created": _("Metric created"),
    "metric_updated": _("Metric changed"),
    "metric_deleted": _("Metric deleted"),
    "metric_point_created": _("Metric point recorded"),
    "metric_point_updated": _("Metric point changed"),
    "metric_point_deleted": _("Metric point deleted"),
    "subscriber_created": _("Subscriber added"),
    "subscriber_updated": _("Subscriber changed"),
    "subscriber_verified": _("Subscriber confirmed"),
    "subscriber_unsubscribed": _("Subscriber gone"),
    "subscriber_followed": _("Subscriber followed an incident"),
    "subscribers_imported": _("Subscribers imported"),
    "monitor_created": _("Monitor created"),
    "monitor_updated": _("Monitor changed"),
    "monitor_deleted": _("Monitor deleted"),
    "webhook_created": _("Webhook created"),
    "webhook_updated": _("Webhook changed"),
    "webhook_deleted": _("Webhook deleted"),
    "webhook_tested": _("Webhook tested"),
    "webhook_replayed": _("Webhook message sent again"),
    "webhook_switched_off": _("Webhook switched off"),
    "chat_channel_created": _("Channel created"),
    "chat_channel_updated": _("Channel changed"),
    "chat_channel_deleted": _("Channel deleted"),
    "chat_channel_tested": _("Channel tested"),
    "chat_channel_switched_off": _("Channel switched off"),
    "announcement_withdrawn": _("Announcement taken back"),
    "announcement_sent_again": _("Announcement sent again"),
    "installation_imported": _("Installation imported"),
}
SUBJECT: dict[str, _StrPromise] = {
    "announcement": _("announcement"),
    "api_token": _("API token"),
    "chat_channel": _("channel"),
    "component": _("component"),
    "component_group": _("component group"),
    "incident": _("incident"),
    "incident_template": _("template"),
    "installation": _("installation"),
    "invitation": _("invitation"),
    "metric": _("metric"),
    "monitor": _("monitor"),
    "schedule": _("maintenance"),
    "site": _("page"),
    "subscriber": _("subscriber"),
    "user": _("user"),
    "webhook": _("webhook"),
}
DOOR: dict[Door, _StrPromise] = {
    Door.PUBLIC: _("Status page"),
    Door.REST: _("REST API"),
    Door.REST_V1: _("REST API of Cachet 2"),
    Door.STATUSPAGE: _("Statuspage's API"),
    Door.DASHBOARD: _("Dashboard"),
    Door.MCP: _("MCP"),
    Door.COMMAND: _("Command line"),
    Door.CLOCK: _("Clock"),
}
ACTOR: dict[ActorKind, _StrPromise] = {
    ActorKind.GUEST: _("Guest"),
    ActorKind.USER: _("User"),
    ActorKind.TOKEN: _("API token"),
    ActorKind.MONITOR: _("Monitor"),
    ActorKind.IMPORT: _("Import"),
    ActorKind.SYSTEM: _("Heliograph itself"),
}


def kind_words(kind: str) -> _StrPromise | str:
    """An event of a later version, after a step back, has none."""
    return KIND.get(kind, kind)
