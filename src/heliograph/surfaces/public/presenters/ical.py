"""Maintenance windows as iCalendar (RFC 5545)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText
from typing_extensions import override

from heliograph.lib.markdown import to_text
from heliograph.lib.plain_text import many_lines, one_line
from heliograph.site import address
from heliograph.surfaces.public.links import link_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heliograph.status.models import Schedule

_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_GREATEST = 2**31 - 1
_FRESH_FOR = "PT1H"


class _Text(vText):
    r"""Escaped as RFC 5545, 3.3.11, has it: to the library a written \N, as in \\NAS, is a line break."""

    @override
    def to_ical(self) -> bytes:
        return self.translate(_ESCAPED).encode()


def ical(windows: Iterable[Schedule], *, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Heliograph//Maintenance//EN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _Text(one_line(_("Maintenance: %(site)s") % {"site": name})))
    calendar.add("x-published-ttl", _FRESH_FOR)
    for window in windows:
        calendar.add_component(_event(window))
    return bytes(calendar.to_ical())


def _event(window: Schedule) -> Event:
    """Without an end, or with one before its beginning, it is a point in time."""
    event = Event()
    event.add("uid", f"maintenance-{window.pk}@{address.host()}")
    event.add("sequence", _sequence(window))
    event.add("dtstamp", window.updated_at)
    event.add("created", window.created_at)
    event.add("last-modified", window.updated_at)
    event.add("dtstart", window.scheduled_at)
    if window.completed_at is not None and window.completed_at > window.scheduled_at:
        event.add("dtend", window.completed_at)
    event.add("summary", _Text(one_line(window.name)))
    event.add("description", _Text(_description(window)))
    event.add("url", address.absolute(link_to("schedule", window.pk)))
    event.add("status", "CANCELLED" if window.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody is busy because of it
    return event


def _sequence(window: Schedule) -> int:
    """Seconds from the window's making to its last change: it grows with each, and is kept nowhere."""
    return min(max(int((window.updated_at - window.created_at).total_seconds()), 0), _GREATEST)


def _description(window: Schedule) -> str:
    names = ", ".join(one_line(impact.component.name) for impact in window.impacts.all())
    affected = [_("Affected components: %(names)s") % {"names": names}] if names else []
    return "\n\n".join([to_text(many_lines(window.message).strip()), *affected]).strip()
