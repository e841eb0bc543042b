"""What chat channels are told: short plain text, in the page's language, and a link to the rest."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from heliograph.delivery.paint import component_mark, mark_of
from heliograph.delivery.vocabulary import ChatEvent
from heliograph.lib.plain_text import many_lines, one_line
from heliograph.site import settings
from heliograph.site.address import absolute
from heliograph.site.language import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from heliograph.delivery.covered_statuses import StatusChange
    from heliograph.delivery.told import Affected, Told
    from heliograph.events.models import Event
    from heliograph.status.models import Component

CHAT_TEST = "chat_channel_tested"
"""What the test button sends, whatever was asked for."""

_LONGEST = 1_200
"""Characters of a message: a room is no place for a report, and services cut what is long."""


class Mood(StrEnum):
    BAD = "bad"
    GOOD = "good"
    NEUTRAL = "neutral"


@dataclass(frozen=True, kw_only=True)
class ChatMessage:
    """`components` are the ids of those that it is about."""

    event: str
    title: str
    body: str
    mood: str
    components: tuple[int, ...] = ()

    def plain(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        return cls(**{**plain, "components": tuple(plain["components"])})


def news(told: Told, event: Event) -> ChatMessage:
    """Of an incident or a window: its state, what it affects, and the last word on it."""
    with translation.override(language_of(settings.load())):
        words = mark_of(told.subject_type, told.status).words
        last = many_lines(told.notes[0].message).strip() if told.notes else ""
        parts = (_affected(told.affected), _cut(last), absolute(told.path))
        return ChatMessage(
            event=_event_of(told, event),
            title=f"{told.name}: {words}",
            body="\n\n".join(part for part in parts if part),
            mood=_mood(told),
            components=told.components,
        )


def status_change(component: Component, change: StatusChange) -> ChatMessage:
    with translation.override(language_of(settings.load())):
        old, new = (component_mark(status).words for status in (change.old, change.new))
        return ChatMessage(
            event=ChatEvent.COMPONENT_STATUS_CHANGED,
            title=f"{one_line(component.name)}: {new}",
            body=f"{old} → {new}\n\n{absolute(reverse('public:component', args=[component.pk]))}",
            mood=Mood.NEUTRAL,
            components=(component.pk,),
        )


def test() -> ChatMessage:
    """In English, as all that is for operators."""
    name = one_line(settings.load().name)
    body = f"This channel hears of what happens on {name}.\n\n{absolute('/')}"
    return ChatMessage(event=CHAT_TEST, title="It works", body=body, mood=Mood.GOOD)


def _affected(affected: tuple[Affected, ...]) -> str:
    if not affected:
        return ""
    names = (
        one.name if one.status is None else f"{one.name} ({component_mark(one.status).words})"
        for one in affected
    )
    return _("Affected components: %(names)s") % {"names": ", ".join(names)}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def _mood(told: Told) -> Mood:
    if told.is_over:
        return Mood.GOOD
    return Mood.BAD if told.subject_type == "incident" else Mood.NEUTRAL


def _event_of(told: Told, event: Event) -> ChatEvent:
    if told.subject_type == "incident":
        return ChatEvent.INCIDENT_CREATED if told.is_opening else ChatEvent.INCIDENT_UPDATE_RECORDED
    if told.is_over:
        return ChatEvent.SCHEDULE_COMPLETED
    if told.is_opening:
        return ChatEvent.SCHEDULE_CREATED
    return (
        ChatEvent.SCHEDULE_STARTED if event.kind == "schedule_started" else ChatEvent.SCHEDULE_UPDATE_RECORDED
    )
