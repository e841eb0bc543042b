"""An incident as feeds tell it: one story that grows with each update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from heliograph.lib.plain_text import one_line, xml_text
from heliograph.site.address import absolute
from heliograph.status.archive import changed_at
from heliograph.surfaces.public.presenters.cards import incident_notes, incident_url, mark_of_incident

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from heliograph.status.models import Incident
    from heliograph.surfaces.public.presenters.moments import Calendar

UPDATES_OF_A_STORY = 50


@dataclass(frozen=True, kw_only=True)
class Story:
    """`changed` is also when it became known: a feed reader that has been here since must hear of it."""

    guid: str
    url: str
    title: str
    html: str
    state: str
    began: datetime
    changed: datetime


def story(incident: Incident, calendar: Calendar) -> Story:
    notes = incident_notes(incident, calendar)[:UPDATES_OF_A_STORY]
    return Story(
        guid=f"urn:uuid:{incident.guid}",
        url=absolute(incident_url(incident)),
        title=one_line(incident.name),
        html=xml_text(render_to_string("public/story.html", {"notes": notes})),
        state=mark_of_incident(incident).words,
        began=incident.began_at,
        changed=changed_at(incident),
    )


def last_change(stories: Sequence[Story]) -> datetime | None:
    return max((one.changed for one in stories), default=None)
