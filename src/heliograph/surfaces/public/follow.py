"""Following one incident or one window: a form of its own, and the same mail that asks for a yes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from heliograph.errors import Invalid, NotFound
from heliograph.status import archive, queries
from heliograph.status.vocabulary import IncidentStatus, ScheduleStatus
from heliograph.subscribers.drafts import FollowDraft
from heliograph.subscribers.following import follow
from heliograph.surfaces.public.addresses import number, uuid
from heliograph.surfaces.public.door import form, rendered
from heliograph.surfaces.public.presenters.cards import incident_url, window_url
from heliograph.surfaces.public.presenters.follow_page import FollowPage
from heliograph.surfaces.public.throttle import TooOften, take_turn
from heliograph.surfaces.public.visitors import TRAP, client, guest, is_from_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from heliograph.surfaces.public.door import Visit

    Draft = Callable[..., FollowDraft]


@form
def follow_incident(visit: Visit, guid: str) -> HttpResponse:
    incident = queries.incident_seen(uuid(guid), at=visit.at)
    if incident.status == IncidentStatus.FIXED:
        raise NotFound("It is over.")
    page = FollowPage(name=incident.name, back_url=incident_url(incident))
    return _answered(visit, page, partial(FollowDraft, incident_id=incident.pk))


@form
def follow_schedule(visit: Visit, schedule_id: str) -> HttpResponse:
    window = archive.window_seen(number(schedule_id), at=visit.at)
    if window.status_at(visit.at) is ScheduleStatus.COMPLETE:
        raise NotFound("It is over.")
    page = FollowPage(name=window.name, back_url=window_url(window))
    return _answered(visit, page, partial(FollowDraft, schedule_id=window.pk))


def _answered(visit: Visit, page: FollowPage, draft: Draft) -> HttpResponse:
    if not visit.site.allow_subscribers:
        raise NotFound("Nobody can subscribe.")
    if visit.request.method != "POST":
        return rendered(visit, "follow_page", page)
    if is_from_elsewhere(visit):
        return rendered(visit, "refused", None, status=403)
    return _followed(visit, page, draft)


def _followed(visit: Visit, page: FollowPage, draft: Draft) -> HttpResponse:
    """The same answer whether the address was known or not."""
    email = visit.request.POST.get("email", "").strip()
    answer = rendered(visit, "link_sent", None)
    if visit.request.POST.get(TRAP):
        return answer
    try:
        take_turn(email, client=client(visit), now=visit.at)
        follow(draft(email=email, locale=visit.language.tag), actor=guest(visit))
    except TooOften:
        return rendered(visit, "too_often", None, status=429)
    except Invalid:
        refused = page.refusing(email, _("This is not an e-mail address."))
        return rendered(visit, "follow_page", refused, status=422)
    return answer
