"""Mail to those who run the page: what they forget, they are reminded of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from heliograph.accounts.models import User
from heliograph.accounts.roles import Role
from heliograph.delivery import letters, notices
from heliograph.delivery.channel import NEEDLESS, Outcome, Parcel, Telling
from heliograph.delivery.mail_server import MailServer
from heliograph.delivery.notices import Notice
from heliograph.delivery.told import Told, locked_thing, told_of
from heliograph.delivery.vocabulary import ChannelKind
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.site import settings
from heliograph.site.address import host
from heliograph.status.models import Incident
from heliograph.status.vocabulary import IncidentStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from heliograph.delivery.channel import Attempt
    from heliograph.delivery.models import Announcement, Delivery


class OperatorsChannel:
    kind = ChannelKind.OPERATORS
    at_once = 1
    is_ordered = False

    def __init__(self) -> None:
        self._server = MailServer()

    def a_minute(self) -> int | None:
        return None

    def rests(self) -> bool:
        return self._server.rests()

    def paused(self, *, at: datetime) -> set[int]:
        """Mail servers name no time."""
        return set()

    def telling(self, event: Event) -> Telling | None:
        if event.kind in notices.KINDS:
            return Telling(key=f"{event.kind}-{event.pk}")
        if event.kind != "incident_ran_long":
            return None
        return Telling(key=f"incident-{event.subject_id}-silent-{event.payload['silent_since']}")

    def told(self, announcement: Announcement) -> Mapping[str, object] | None:
        """Also of what visitors do not see; no more where somebody has closed it since."""
        if announcement.subject_type != "incident":
            return notices.notice_of(Event.objects.get(pk=announcement.event_id)).plain()
        incident = locked_thing(announcement.subject_type, announcement.subject_id)
        if (
            not isinstance(incident, Incident)
            or incident.deleted_at
            or incident.status == IncidentStatus.FIXED
        ):
            return None
        return told_of(incident, announcement, (), at=clock.now()).plain()

    def recipients(self, announcement: Announcement, *, after: int, most: int) -> list[int]:
        """All hear of an incident, administrators alone of the house."""
        operators = User.objects.filter(is_active=True).exclude(role=Role.VIEWER)
        if announcement.subject_type != "incident":
            operators = operators.filter(role=Role.ADMINISTRATOR)
        return list(operators.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])

    def parcels(self, deliveries: Sequence[Delivery]) -> Iterator[Parcel]:
        users = User.objects.filter(is_active=True, pk__in=[one.recipient_id for one in deliveries])
        addresses = dict(users.values_list("pk", "email"))
        for one in deliveries:
            address = addresses.get(one.recipient_id)
            yield Parcel(delivery=one, send=partial(self._send, address, self._content(address, one)))

    def noted(self, attempts: Sequence[Attempt]) -> None:
        """A delivery says it all."""

    def _content(self, address: str | None, delivery: Delivery) -> bytes:
        announcement, domain = delivery.announcement, host()
        values = {
            letters.ADDRESS: address or "",
            letters.MESSAGE: f"{announcement.guid.hex}.{delivery.recipient_id}@{domain}",
        }
        if announcement.subject_type != "incident":
            notice = Notice(**announcement.told)
            return letters.notice(notice.subject, notice.text).filled(values)
        told = Told.of(announcement.told)
        values[letters.OPENING] = f"{told.thread}.operators@{domain}"
        hours = settings.load().long_running_incident_hours
        return letters.reminder(told, hours=hours).filled(values)

    def _send(self, address: str | None, content: bytes) -> Outcome:
        return self._server.send(address, content) if address else NEEDLESS
