"""Which generation of things this node is at: every event that guests may see something of raises it."""

from __future__ import annotations

from django.conf import settings as project
from django.db import connection

from heliograph.events import kinds
from heliograph.events.models import Event
from heliograph.lib.generation import RING, Generation
from heliograph.lib.remembered import remembered

CHANNEL = "heliograph_events"
"""What PostgreSQL calls out to other nodes when an event is committed."""

generation = Generation(project.DATA_FOLDER.path / "generation")

_UNSEEN = tuple(
    kind.kind
    for kind in (
        *(kinds.UserPasswordChanged, kinds.UserSecondFactorChanged, kinds.UserSessionsEnded),
        *(kinds.UserSignedIn, kinds.UserSignInFailed, kinds.UserSignedOut),
        *(kinds.InvitationCreated, kinds.InvitationAccepted, kinds.InvitationRevoked),
        *(kinds.ApiTokenCreated, kinds.ApiTokenRevoked),
        *(kinds.SubscriberCreated, kinds.SubscriberUpdated),
        *(kinds.SubscriberVerified, kinds.SubscriberUnsubscribed),
        kinds.ComponentStatusUncovered,
        *(kinds.MonitorCreated, kinds.MonitorUpdated, kinds.MonitorDeleted),
        *(kinds.WebhookCreated, kinds.WebhookUpdated, kinds.WebhookDeleted),
        *(kinds.WebhookTested, kinds.WebhookReplayed, kinds.WebhookSwitchedOff),
        *(kinds.ChatChannelCreated, kinds.ChatChannelUpdated, kinds.ChatChannelDeleted),
        *(kinds.ChatChannelTested, kinds.ChatChannelSwitchedOff),
        *(kinds.IncidentTemplateCreated, kinds.IncidentTemplateUpdated),
        *(kinds.IncidentTemplateDeleted, kinds.IncidentTemplateRestored),
    )
)
"""No guest sees a trace of these, and some can be made by anybody: a wrong password renders no page anew."""

_ADDING = frozenset(
    kind.kind
    for kind in (
        *(kinds.ComponentGroupCreated, kinds.ComponentCreated, kinds.ComponentRestored),
        *(kinds.ComponentStatusChanged, kinds.UserCreated),
        *(kinds.IncidentCreated, kinds.IncidentRestored, kinds.IncidentPublished),
        *(kinds.IncidentRanLong, kinds.IncidentUpdateRecorded),
        *(kinds.ScheduleCreated, kinds.ScheduleRestored, kinds.SchedulePublished),
        *(kinds.ScheduleStarted, kinds.ScheduleCompleted, kinds.ScheduleUpdateRecorded),
        *(kinds.MetricCreated, kinds.MetricPointCreated),
    )
)
"""After these, what guests saw before may be told a while longer; others may have taken something back."""

_LATEST = RING // 4


def is_seen(kind: str) -> bool:
    return kind not in _UNSEEN


def takes_back(kind: str) -> bool:
    return kind not in _ADDING


def hear() -> None:
    """Of events that nobody told this node of: other nodes' own, and those of a process that died before.

    The newest are compared one by one, since a transaction that began earlier may commit later.
    """
    latest = Event.objects.exclude(kind__in=_UNSEEN).order_by("-pk").values_list("pk", "kind")[:_LATEST]
    known = remembered("latest events", lambda: list(latest))
    generation.hear((number, takes_back(kind)) for number, kind in known)


def call_out() -> None:
    """To other nodes, when the transaction is committed; SQLite has none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
