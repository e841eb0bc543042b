"""What is told to people of an incident or a window: written down once, when an announcement begins.

All its recipients hear the same, whatever happens while they are told; what happens then is the next news.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from django.urls import reverse

from heliograph.delivery.news import opening_key
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.lib.plain_text import many_lines, one_line
from heliograph.lib.wire import timestamp
from heliograph.status.models import Component, Incident, Schedule
from heliograph.status.queries import EVERYONE, began_at
from heliograph.status.vocabulary import IncidentStatus, ScheduleStatus
from heliograph.subscribers.audience import Audience, is_announced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from django.db.models import QuerySet

    from heliograph.delivery.models import Announcement
    from heliograph.status.models import Update

_MOST_NOTES = 10


@dataclass(frozen=True, kw_only=True)
class Note:
    """`status` is an incident's; a window's notes have none. `message` is Markdown."""

    status: int | None
    message: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Affected:
    name: str
    status: int | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """`status` is that of the thing, an incident or a schedule; notes are newest first.

    `components` are the ids of all that it affects, for the audience; `affected` are those that guests see.
    `thread` is the same for all that is told of the thing, and unlike that of any other.
    """

    subject_type: str
    subject_id: int
    name: str
    status: int
    path: str
    begins: datetime
    ends: datetime | None
    affected: tuple[Affected, ...]
    components: tuple[int, ...]
    notes: tuple[Note, ...]
    thread: str
    is_opening: bool
    is_rescheduled: bool
    is_over: bool

    @property
    def audience(self) -> Audience:
        named = {f"{self.subject_type}_id": self.subject_id}
        return Audience(components=self.components, **named)

    def plain(self) -> dict[str, object]:
        said = asdict(self)
        notes = [{**asdict(note), "at": timestamp(note.at)} for note in self.notes]
        ends = None if self.ends is None else timestamp(self.ends)
        return {**said, "notes": notes, "begins": timestamp(self.begins), "ends": ends}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """From what `plain` made."""
        read = dict(plain)
        read["notes"] = tuple(Note(**{**note, "at": _moment(note["at"])}) for note in plain["notes"])
        read["affected"] = tuple(Affected(**one) for one in plain["affected"])
        read["components"] = tuple(plain["components"])
        read["begins"] = _moment(plain["begins"])
        read["ends"] = _moment(plain["ends"]) if plain["ends"] else None
        return cls(**read)


def told_by(announcement: Announcement) -> dict[str, object] | None:
    """As it is now; None where there is nothing (left) to be told.

    The thing is locked until the transaction ends: nothing can happen to it that is neither told here nor
    later than what is.
    """
    thing = locked_thing(announcement.subject_type, announcement.subject_id)
    now = clock.now()
    if thing is None or not is_announced(thing, at=now):
        return None
    event = Event.objects.filter(pk=announcement.event_id).first()
    notes = None if event is None else _notes(thing, announcement, event)
    if event is None or notes is None:
        return None
    return told_of(thing, announcement, notes, at=now, is_rescheduled=_is_rescheduled(event)).plain()


def locked_thing(subject_type: str, subject_id: int) -> Incident | Schedule | None:
    if subject_type == "incident":
        return Incident.objects.select_for_update().filter(pk=subject_id).first()
    return Schedule.objects.select_for_update().filter(pk=subject_id).first()


def told_of(
    thing: Incident | Schedule,
    announcement: Announcement,
    notes: Sequence[Note],
    *,
    at: datetime,
    is_rescheduled: bool = False,
) -> Told:
    status = thing.status_at(at) if isinstance(thing, Schedule) else IncidentStatus(thing.status)
    impacts = list(thing.impacts.order_by("id").values_list("component_id", "status"))
    return Told(
        subject_type=announcement.subject_type,
        subject_id=announcement.subject_id,
        name=one_line(thing.name),
        status=int(status),
        path=path_of(thing),
        begins=began_at(thing),
        ends=thing.completed_at if isinstance(thing, Schedule) else None,
        affected=_affected(dict(impacts)),
        components=tuple(pk for pk, _ in impacts),
        notes=tuple(notes[:_MOST_NOTES]),
        thread=_thread(announcement, thing),
        is_opening=announcement.key == opening_key(announcement.subject_type, announcement.subject_id),
        is_rescheduled=is_rescheduled,
        is_over=status is ScheduleStatus.COMPLETE or status is IncidentStatus.FIXED,
    )


def path_of(thing: Incident | Schedule) -> str:
    if isinstance(thing, Incident):
        return reverse("public:incident", args=[thing.guid])
    return reverse("public:schedule", args=[thing.pk])


def _affected(statuses: Mapping[int, int | None]) -> tuple[Affected, ...]:
    seen = Component.objects.visible_to(EVERYONE).filter(pk__in=statuses).order_by("order", "pk")
    return tuple(
        Affected(name=one_line(name), status=statuses[pk]) for pk, name in seen.values_list("pk", "name")
    )


def _notes(thing: Incident | Schedule, announcement: Announcement, event: Event) -> list[Note] | None:
    """None where the update that it was about is gone."""
    updates = thing.updates.order_by("-created_at", "-pk")
    if announcement.key == opening_key(announcement.subject_type, announcement.subject_id):
        return [*_said(updates), _opening(thing)]
    if not event.kind.endswith("_update_recorded"):
        return _said(updates.filter(created_at__gte=event.at))
    since = updates.filter(pk__gte=event.payload["row"]["id"])
    return _said(since) or None


def _said(updates: QuerySet[Update]) -> list[Note]:
    return [
        Note(status=one.status, message=many_lines(one.message), at=one.created_at)
        for one in updates[:_MOST_NOTES]
    ]


def _opening(thing: Incident | Schedule) -> Note:
    """Without a status where an import does not know the first one."""
    if isinstance(thing, Incident):
        return Note(status=thing.initial_status, message=many_lines(thing.message), at=began_at(thing))
    at = thing.published_at or thing.created_at
    return Note(status=None, message=many_lines(thing.message), at=at)


def _is_rescheduled(event: Event) -> bool:
    return event.kind == "schedule_updated"


def _thread(announcement: Announcement, thing: Incident | Schedule) -> str:
    """Not of the id alone: another installation at the same address may begin again with the first."""
    said = f"{announcement.subject_type} {announcement.subject_id} {timestamp(thing.created_at)}"
    return sha256(said.encode()).hexdigest()[:24]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
