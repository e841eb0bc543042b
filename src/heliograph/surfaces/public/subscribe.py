"""Subscribing by e-mail: the form, and the pages behind the links that are sent.

Mail scanners follow links: whatever changes something is posted by a button. The key in the path is what
allows it, so that a foreign page cannot post what it does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from heliograph.errors import Invalid, NotFound
from heliograph.status import queries
from heliograph.subscribers.drafts import Choice
from heliograph.subscribers.links import Purpose, key_for, require_genuine, subscriber_of
from heliograph.subscribers.own_subscription import (
    change_subscription,
    subscribe,
    unsubscribe,
    verify_subscription,
)
from heliograph.subscribers.queries import seen_components, seen_followings, seen_groups
from heliograph.surfaces.public.door import form, rendered
from heliograph.surfaces.public.links import link_to
from heliograph.surfaces.public.presenters.subscribe_page import (
    SubscribePage,
    choice_of,
    chosen_by,
    followed,
    options,
)
from heliograph.surfaces.public.throttle import TooOften, take_turn
from heliograph.surfaces.public.visitors import TRAP, client, guest, is_from_elsewhere

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from heliograph.status.queries import GroupStanding
    from heliograph.subscribers.models import Subscriber
    from heliograph.surfaces.public.door import Visit


@form
def subscribe_page(visit: Visit) -> HttpResponse:
    if not visit.site.allow_subscribers:
        raise NotFound("Nobody can subscribe.")
    if visit.request.method != "POST":
        return _form(visit, email="", choice=Choice(is_global=True))
    if is_from_elsewhere(visit):
        return rendered(visit, "refused", None, status=403)
    return _subscribed(visit, visit.request.POST)


@form
def verify_page(visit: Visit, key: str) -> HttpResponse:
    if visit.request.method != "POST":
        subscriber = subscriber_of(key, Purpose.VERIFY)
        return _private(rendered(visit, "verify_page", {"email": subscriber.email}))
    subscriber = verify_subscription(key, actor=guest(visit))
    address = link_to("manage-subscription", key_for(Purpose.MANAGE, subscriber))
    return _private(rendered(visit, "verified", {"manage_url": address}))


@form
def manage_page(visit: Visit, key: str) -> HttpResponse:
    subscriber = subscriber_of(key, Purpose.MANAGE)
    if visit.request.method != "POST":
        return _private(_managed(visit, subscriber))
    choice = choice_of(visit.request.POST, _groups(visit), seen_followings(subscriber))
    try:
        subscriber = change_subscription(key, choice, actor=guest(visit))
    except Invalid as refused:
        return _private(_managed(visit, subscriber, choice=choice, refused=refused))
    saved = {"manage_url": link_to("manage-subscription", key)}
    return _private(rendered(visit, "subscription_saved", saved))


@form
def unsubscribe_page(visit: Visit, key: str) -> HttpResponse:
    """Also what mail programs post on their own (RFC 8058)."""
    require_genuine(key, Purpose.UNSUBSCRIBE)
    if visit.request.method != "POST":
        return _private(rendered(visit, "unsubscribe_page", None))
    unsubscribe(key, actor=guest(visit))
    return _private(rendered(visit, "unsubscribed", None))


def _subscribed(visit: Visit, sent: QueryDict) -> HttpResponse:
    """The same answer whether the address was known or not."""
    email = sent.get("email", "").strip()
    answer = rendered(visit, "link_sent", None)
    if sent.get(TRAP):
        return answer
    try:
        take_turn(email, client=client(visit), now=visit.at)
        choice = choice_of(sent, _groups(visit))
        subscribe(email, choice, actor=guest(visit), locale=visit.language.tag)
    except TooOften:
        return rendered(visit, "too_often", None, status=429)
    except Invalid as refused:
        return _form(visit, email=email, choice=choice_of(sent, _groups(visit)), refused=refused)
    return answer


def _form(visit: Visit, *, email: str, choice: Choice, refused: Invalid | None = None) -> HttpResponse:
    page = SubscribePage(
        email=email,
        is_global=choice.is_global,
        groups=options(_groups(visit), chosen_by(choice)),
        wrong=_wrong(refused),
    )
    return rendered(visit, "subscribe_page", page, status=422 if refused else 200)


def _managed(
    visit: Visit, subscriber: Subscriber, *, choice: Choice | None = None, refused: Invalid | None = None
) -> HttpResponse:
    choice = choice or Choice(
        is_global=subscriber.is_global,
        components=sorted(seen_components(subscriber)),
        groups=sorted(seen_groups(subscriber)),
    )
    page = SubscribePage(
        email=subscriber.email,
        is_global=choice.is_global,
        groups=options(_groups(visit), chosen_by(choice)),
        wrong=_wrong(refused),
        followed=followed(seen_followings(subscriber), choice.unfollowed),
        unsubscribe_url=link_to("unsubscribe-subscription", key_for(Purpose.UNSUBSCRIBE, subscriber)),
    )
    return rendered(visit, "manage_page", page, status=422 if refused else 200)


def _wrong(refused: Invalid | None) -> dict[str, str]:
    words = {
        "email": _("This is not an e-mail address."),
        "components": _("Choose at least one component."),
    }
    return {field: words[field] for field in (refused.errors if refused else ()) if field in words}


def _groups(visit: Visit) -> list[GroupStanding]:
    return queries.by_group(queries.standings(at=visit.at))


def _private(response: HttpResponse) -> HttpResponse:
    """The address of the page is a key: it goes into no cache, no index and no Referer."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
