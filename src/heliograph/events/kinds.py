"""The closed list of what can happen.

A kind's name is what the audit log shows and, where Cachet's webhooks know it, what webhooks are told.
Most carry the whole row of their subject as it was then: who reads an event later need not guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Happening:
    """`row` holds the subject's columns as plain JSON values.

    What is told may be told to the world: delivery looks at it. The rest is for the audit log alone.
    """

    kind: ClassVar[str]
    subject_type: ClassVar[str]
    is_told: ClassVar[bool] = True

    subject_id: int
    row: Mapping[str, object]

    def payload(self) -> dict[str, object]:
        """All that was said, the subject apart: it has columns of its own."""
        said = asdict(self)
        del said["subject_id"]
        return said


@dataclass(frozen=True, kw_only=True)
class Change(Happening):
    """`before` holds the columns that changed, with the values that they had."""

    before: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Impact:
    component_id: int
    status: int


@dataclass(frozen=True, kw_only=True)
class ComponentGroupCreated(Happening):
    kind = "component_group_created"
    subject_type = "component_group"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class ComponentGroupUpdated(Change):
    kind = "component_group_updated"
    subject_type = "component_group"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class ComponentGroupDeleted(Happening):
    kind = "component_group_deleted"
    subject_type = "component_group"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class ComponentCreated(Happening):
    kind = "component_created"
    subject_type = "component"


@dataclass(frozen=True, kw_only=True)
class ComponentUpdated(Change):
    kind = "component_updated"
    subject_type = "component"


@dataclass(frozen=True, kw_only=True)
class ComponentDeleted(Happening):
    kind = "component_deleted"
    subject_type = "component"


@dataclass(frozen=True, kw_only=True)
class ComponentRestored(Happening):
    kind = "component_restored"
    subject_type = "component"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class ComponentStatusChanged(Happening):
    """The statuses are the baseline's; the effective ones are what visitors saw before and see now."""

    kind = "component_status_changed"
    subject_type = "component"

    old_status: int
    new_status: int
    old_effective_status: int
    new_effective_status: int
    source: str


@dataclass(frozen=True, kw_only=True)
class ComponentStatusUncovered(Happening):
    """Visitors see a baseline that changed while an incident or maintenance covered it.

    `old_status` is the status that was last reported.
    """

    kind = "component_status_uncovered"
    subject_type = "component"

    old_status: int
    new_status: int
    source: str


@dataclass(frozen=True, kw_only=True)
class MonitorCreated(Happening):
    """A monitor goes by the number of its component."""

    kind = "monitor_created"
    subject_type = "monitor"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class MonitorUpdated(Change):
    kind = "monitor_updated"
    subject_type = "monitor"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class MonitorDeleted(Happening):
    kind = "monitor_deleted"
    subject_type = "monitor"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class IncidentCreated(Happening):
    kind = "incident_created"
    subject_type = "incident"

    impacts: tuple[Impact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IncidentUpdated(Change):
    kind = "incident_updated"
    subject_type = "incident"


@dataclass(frozen=True, kw_only=True)
class IncidentDeleted(Happening):
    kind = "incident_deleted"
    subject_type = "incident"


@dataclass(frozen=True, kw_only=True)
class IncidentRestored(Happening):
    """Whoever was told of it has been told."""

    kind = "incident_restored"
    subject_type = "incident"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class IncidentPublished(Happening):
    """Its embargo has ended, by the clock."""

    kind = "incident_published"
    subject_type = "incident"


@dataclass(frozen=True, kw_only=True)
class IncidentRanLong(Happening):
    """It is open, and nobody has said anything about it for as long as the owner's setting allows."""

    kind = "incident_ran_long"
    subject_type = "incident"

    silent_since: str


@dataclass(frozen=True, kw_only=True)
class IncidentUpdateRecorded(Happening):
    """The subject is the incident; `row` is the update's.

    Without `notify`, subscribers and chat channels get no notification of it; webhooks always do.
    """

    kind = "incident_update_recorded"
    subject_type = "incident"

    incident_status: int
    notify: bool = True


@dataclass(frozen=True, kw_only=True)
class IncidentUpdateEdited(Change):
    """The subject is the incident; `row` is the update's."""

    kind = "incident_update_edited"
    subject_type = "incident"

    incident_status: int


@dataclass(frozen=True, kw_only=True)
class IncidentUpdateDeleted(Happening):
    """The subject is the incident; `row` is the update's."""

    kind = "incident_update_deleted"
    subject_type = "incident"

    incident_status: int


@dataclass(frozen=True, kw_only=True)
class ScheduleCreated(Happening):
    kind = "schedule_created"
    subject_type = "schedule"

    impacts: tuple[Impact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScheduleUpdated(Change):
    kind = "schedule_updated"
    subject_type = "schedule"


@dataclass(frozen=True, kw_only=True)
class ScheduleDeleted(Happening):
    kind = "schedule_deleted"
    subject_type = "schedule"


@dataclass(frozen=True, kw_only=True)
class ScheduleRestored(Happening):
    """Whoever was told of it has been told."""

    kind = "schedule_restored"
    subject_type = "schedule"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class SchedulePublished(Happening):
    """Its embargo has ended, by the clock."""

    kind = "schedule_published"
    subject_type = "schedule"


@dataclass(frozen=True, kw_only=True)
class ScheduleStarted(Happening):
    """By the clock."""

    kind = "schedule_started"
    subject_type = "schedule"


@dataclass(frozen=True, kw_only=True)
class ScheduleCompleted(Happening):
    """By the clock: its end, which was said before, has come."""

    kind = "schedule_completed"
    subject_type = "schedule"


@dataclass(frozen=True, kw_only=True)
class ScheduleUpdateRecorded(Happening):
    """The subject is the window; `row` is the update's. With `completed_at` the update ended it."""

    kind = "schedule_update_recorded"
    subject_type = "schedule"

    completed_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class ScheduleUpdateEdited(Change):
    """The subject is the window; `row` is the update's."""

    kind = "schedule_update_edited"
    subject_type = "schedule"


@dataclass(frozen=True, kw_only=True)
class ScheduleUpdateDeleted(Happening):
    """The subject is the window; `row` is the update's."""

    kind = "schedule_update_deleted"
    subject_type = "schedule"


@dataclass(frozen=True, kw_only=True)
class IncidentTemplateCreated(Happening):
    kind = "incident_template_created"
    subject_type = "incident_template"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class IncidentTemplateUpdated(Change):
    kind = "incident_template_updated"
    subject_type = "incident_template"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class IncidentTemplateDeleted(Happening):
    kind = "incident_template_deleted"
    subject_type = "incident_template"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class IncidentTemplateRestored(Happening):
    kind = "incident_template_restored"
    subject_type = "incident_template"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class UserCreated(Happening):
    kind = "user_created"
    subject_type = "user"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class UserUpdated(Change):
    kind = "user_updated"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class UserAddressReleased(Change):
    """An unproven address is no longer the user's: its owner has proven to own it."""

    kind = "user_address_released"
    subject_type = "user"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class UserDeleted(Happening):
    kind = "user_deleted"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class InvitationCreated(Happening):
    kind = "invitation_created"
    subject_type = "invitation"


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(Happening):
    """`user_id` is whom it made."""

    kind = "invitation_accepted"
    subject_type = "invitation"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Happening):
    kind = "invitation_revoked"
    subject_type = "invitation"


@dataclass(frozen=True, kw_only=True)
class UserPasswordChanged(Happening):
    kind = "user_password_changed"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class UserSecondFactorChanged(Happening):
    """`row` says what was done to it."""

    kind = "user_second_factor_changed"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class UserLinked(Happening):
    """To somebody whom a provider of single sign-on knows; `row` says by which and whom."""

    kind = "user_linked"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class UserSessionsEnded(Happening):
    kind = "user_sessions_ended"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class UserSignedIn(Happening):
    """`row` says by which method."""

    kind = "user_signed_in"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class UserSignInFailed(Happening):
    """The subject is 0 where there is no such user: what was typed may be a password in the wrong field."""

    kind = "user_sign_in_failed"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class UserSignedOut(Happening):
    kind = "user_signed_out"
    subject_type = "user"


@dataclass(frozen=True, kw_only=True)
class ApiTokenCreated(Happening):
    kind = "api_token_created"
    subject_type = "api_token"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class ApiTokenRevoked(Happening):
    kind = "api_token_revoked"
    subject_type = "api_token"


@dataclass(frozen=True, kw_only=True)
class SettingChanged(Happening):
    """The subject is the page, of which there is one; `row` holds the setting's name and new value."""

    kind = "setting_changed"
    subject_type = "site"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class MetricCreated(Happening):
    kind = "metric_created"
    subject_type = "metric"


@dataclass(frozen=True, kw_only=True)
class MetricUpdated(Change):
    kind = "metric_updated"
    subject_type = "metric"


@dataclass(frozen=True, kw_only=True)
class MetricDeleted(Happening):
    kind = "metric_deleted"
    subject_type = "metric"


@dataclass(frozen=True, kw_only=True)
class MetricPointCreated(Happening):
    """The subject is the metric; `ids` are its points that were told at once, `row` is the last one's.

    `new` are those of them that were made for it: the others only counted once more.
    """

    kind = "metric_point_created"
    subject_type = "metric"

    ids: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MetricPointUpdated(Change):
    """The subject is the metric; `row` is the point's."""

    kind = "metric_point_updated"
    subject_type = "metric"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class MetricPointDeleted(Happening):
    """The subject is the metric; `row` is the point's."""

    kind = "metric_point_deleted"
    subject_type = "metric"


@dataclass(frozen=True, kw_only=True)
class SubscriberCreated(Happening):
    """`components` and `groups` are the ids of those subscribed to, here and below."""

    kind = "subscriber_created"
    subject_type = "subscriber"

    components: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SubscriberUpdated(Change):
    kind = "subscriber_updated"
    subject_type = "subscriber"

    components: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SubscriberVerified(Change):
    """`before` holds whatever else changed with it."""

    kind = "subscriber_verified"
    subject_type = "subscriber"

    components: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SubscriberUnsubscribed(Happening):
    kind = "subscriber_unsubscribed"
    subject_type = "subscriber"


@dataclass(frozen=True, kw_only=True)
class WebhookCreated(Happening):
    """No event of a webhook holds its secret, or a password in its address."""

    kind = "webhook_created"
    subject_type = "webhook"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class WebhookUpdated(Change):
    kind = "webhook_updated"
    subject_type = "webhook"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class WebhookDeleted(Happening):
    kind = "webhook_deleted"
    subject_type = "webhook"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class WebhookTested(Happening):
    """Somebody wants to see whether it works: it alone is told."""

    kind = "webhook_tested"
    subject_type = "webhook"


@dataclass(frozen=True, kw_only=True)
class WebhookReplayed(Happening):
    """`attempt_id` is the one whose message is sent again."""

    kind = "webhook_replayed"
    subject_type = "webhook"
    is_told = False

    attempt_id: int


@dataclass(frozen=True, kw_only=True)
class WebhookSwitchedOff(Happening):
    """By ourselves, after days of failures."""

    kind = "webhook_switched_off"
    subject_type = "webhook"

    failing_since: str
    failures: int


@dataclass(frozen=True, kw_only=True)
class ChatChannelCreated(Happening):
    """No event of a channel holds its address, which is a secret."""

    kind = "chat_channel_created"
    subject_type = "chat_channel"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class ChatChannelUpdated(Change):
    kind = "chat_channel_updated"
    subject_type = "chat_channel"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class ChatChannelDeleted(Happening):
    kind = "chat_channel_deleted"
    subject_type = "chat_channel"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class ChatChannelTested(Happening):
    """Somebody wants to see whether it works: it alone is told."""

    kind = "chat_channel_tested"
    subject_type = "chat_channel"


@dataclass(frozen=True, kw_only=True)
class ChatChannelSwitchedOff(Happening):
    """By ourselves, after days of failures."""

    kind = "chat_channel_switched_off"
    subject_type = "chat_channel"

    failing_since: str
    failures: int


@dataclass(frozen=True, kw_only=True)
class SubscriberFollowed(Happening):
    """What the subscriber asked to follow is confirmed by it: the ids of incidents and of windows."""

    kind = "subscriber_followed"
    subject_type = "subscriber"
    is_told = False

    incidents: tuple[int, ...]
    schedules: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SubscribersImported(Happening):
    """The subject is the page; `row` holds how they agreed, and how many there were."""

    kind = "subscribers_imported"
    subject_type = "site"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class AnnouncementWithdrawn(Happening):
    kind = "announcement_withdrawn"
    subject_type = "announcement"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class AnnouncementSentAgain(Happening):
    """`count` deliveries of it had been given up."""

    kind = "announcement_sent_again"
    subject_type = "announcement"
    is_told = False

    count: int


@dataclass(frozen=True, kw_only=True)
class InstallationImported(Happening):
    """The subject is this installation; `row` holds from what, and how many rows of each table came."""

    kind = "installation_imported"
    subject_type = "installation"
    is_told = False
