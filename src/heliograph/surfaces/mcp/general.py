"""How all is, how a component has been, what an incident would do, and who was told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from typing_extensions import override

from heliograph.delivery.models import Delivery
from heliograph.delivery.vocabulary import ChannelKind
from heliograph.status.availability import availability
from heliograph.status.history import outages, uptime
from heliograph.status.models import Component, Incident
from heliograph.status.preview import preview_of
from heliograph.status.queries import EVERYONE, Span, effective_statuses, system_status_at
from heliograph.status.vocabulary import ComponentStatus
from heliograph.subscribers.audience import Audience, hearers, is_announced
from heliograph.subscribers.models import Subscriber
from heliograph.surfaces.mcp import arguments as kinds
from heliograph.surfaces.mcp import present
from heliograph.surfaces.mcp.arguments import ABSENT, Asked, Paged, Reading
from heliograph.surfaces.mcp.incidents import IncidentArguments
from heliograph.surfaces.mcp.rows import found, paged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.status.availability import Availability
    from heliograph.surfaces.mcp.present import Row

_MAIL = frozenset({ChannelKind.EMAIL.value})


class GetStatus(Reading):
    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        """Incidents and the whole are as guests see them; whoever is known hears of every component."""
        threshold = asked.site.major_outage_threshold
        whole = system_status_at(asked.at, major_outage_threshold=threshold)
        known = (
            Component.objects.visible_to(EVERYONE) if asked.actor.is_guest else Component.objects.existing()
        )
        statuses = Counter(effective_statuses(known.filter(enabled=True), at=asked.at).values())
        incidents = Incident.objects.visible_to(EVERYONE, at=asked.at)
        total, unresolved = incidents.count(), incidents.open().count()
        return present.one(
            {
                "status": {"value": whole.value, "name": whole.value},
                "message": whole.message,
                "components": {one.name.lower(): statuses[one] for one in ComponentStatus}
                | {"total": statuses.total()},
                "incidents": {"total": total, "resolved": total - unresolved, "unresolved": unresolved},
            }
        )


class GetComponentHistory(Reading):
    id: kinds.Id
    days: Annotated[int, Field(ge=1, le=90, description="How far to look back.")] = 90

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        component = found(Component.objects.visible_to(asked.actor), self.id, "component")
        zone = ZoneInfo(asked.site.timezone)
        span = Span(newest=asked.at.astimezone(zone).date(), days=self.days, zone=zone)
        past = availability(component, span, at=asked.at)
        weight = asked.site.partial_outage_weight
        share = uptime(past.intervals, since=span.begins, partial_outage_weight=weight)
        return present.one(
            {
                "component": present.component(component, at=asked.at),
                "since": span.dates[-1].isoformat(),
                "timezone": asked.site.timezone,
                "uptime_percentage": None if share is None else round(share * 100, 4),
                "disruptions": _disruptions(past),
                "days_with_outages": _days(past, span),
                "incidents_and_maintenance": _happened(past),
            }
        )


def _disruptions(past: Availability) -> list[Row]:
    """Stretches in which it was not operational, the oldest first."""
    return [
        {"status": present.named(one.status), "from": present.date(one.begins), "to": present.date(one.ends)}
        for one in past.intervals
        if one.status is not ComponentStatus.OPERATIONAL
    ]


def _days(past: Availability, span: Span) -> list[Row]:
    by_day = zip(past.dates, outages(past.intervals, span.midnights), strict=True)
    return [
        {
            "date": day.isoformat(),
            "partial_outage_seconds": round(outage.partial.total_seconds()),
            "major_outage_seconds": round(outage.major.total_seconds()),
        }
        for day, outage in by_day
        if outage is not None and (outage.partial or outage.major)
    ]


def _happened(past: Availability) -> list[Row]:
    """Each once, however many days it lasted; those of windows have no guid."""
    named = {(one.guid, one.id): one for some in past.happened for one in some}
    return [
        {
            "kind": "schedule" if one.guid is None else "incident",
            "id": one.id,
            "name": one.name,
            "from": present.date(one.impact.begins),
            "to": present.date(one.impact.ends),
        }
        for one in named.values()
    ]


class PreviewIncident(IncidentArguments, Reading):
    is_exact = True

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        threshold = asked.site.major_outage_threshold
        seen = preview_of(self.draft(), actor=asked.actor, at=asked.at, major_outage_threshold=threshold)
        told = asked.site.allow_subscribers and is_announced(seen.incident, at=asked.at)
        audience = hearers(Audience(components=[one.pk for one in seen.statuses]))
        return present.one(
            {
                "written": False,
                "message": seen.incident.message,
                "seen_by_guests_now": seen.counts,
                "status_then": {"value": seen.system.value, "name": seen.system.value},
                "components_then": [
                    {"id": one.pk, "name": one.name, "latest_status": present.named(status)}
                    for one, status in seen.statuses.items()
                ],
                "subscribers_told": audience.count() if told else 0,
            }
        )


class ListDeliveries(Paged):
    incident_id: Annotated[kinds.Id, Field(description="What was told of this incident.")] = ABSENT
    schedule_id: Annotated[kinds.Id, Field(description="What was told of this window.")] = ABSENT
    state: Annotated[
        Literal["waiting", "accepted", "bounced", "failed", "cancelled"],
        Field(description="accepted: the far side took it over; bounced: it never will; failed: given up."),
    ] = ABSENT

    @override
    def run(self, asked: Asked) -> Mapping[str, object]:
        rows = Delivery.objects.select_related("announcement").order_by("-id")
        for kind, pk in (("incident", self.incident_id), ("schedule", self.schedule_id)):
            if pk is not None:
                rows = rows.filter(announcement__subject_type=kind, announcement__subject_id=pk)
        if self.state is not None:
            rows = rows.filter(state=self.state)
        return paged(self, rows, _deliveries)


def _deliveries(rows: list[Delivery]) -> list[Row]:
    mailed = [one.recipient_id for one in rows if one.announcement.channel in _MAIL]
    addresses = dict(Subscriber.objects.filter(pk__in=mailed).values_list("pk", "email"))
    return [
        {
            "id": one.pk,
            "channel": one.announcement.channel,
            "of": {"type": one.announcement.subject_type, "id": one.announcement.subject_id},
            "recipient_id": one.recipient_id,
            "email": addresses.get(one.recipient_id) if one.announcement.channel in _MAIL else None,
            "state": one.state,
            "attempts": one.attempts,
            "error": one.error or None,
            "due_at": present.date(one.due_at),
            "ended_at": present.date(one.ended_at),
        }
        for one in rows
    ]
