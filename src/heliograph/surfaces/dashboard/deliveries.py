"""Who was told: how far each announcement is, and what was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heliograph.actors import Ability
from heliograph.delivery.announcements import send_again, withdraw_announcements
from heliograph.delivery.queries import given_up, newest_progress
from heliograph.delivery.vocabulary import DeliveryState
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.words import DELIVERY_STATE

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.delivery.queries import Progress
    from heliograph.surfaces.dashboard.request import DashboardRequest

_MOST = 50


@site.page(
    "deliveries/",
    name="deliveries",
    entry=Entry(
        section=Section.AUDIENCE,
        title=_("Deliveries"),
        icon="send",
        view="deliveries",
        place=20,
        ability=Ability.INCIDENTS_MANAGE,
    ),
)
def deliveries(request: DashboardRequest) -> HttpResponse:
    request.actor.require(Ability.INCIDENTS_MANAGE)
    return site.rendered(
        request,
        "deliveries",
        title=_("Deliveries"),
        announcements=[(one, _sentence(one)) for one in newest_progress(most=_MOST)],
        given_up=given_up()[:_MOST],
    )


@site.page("deliveries/<int:pk>/again/", name="send-again")
@require_POST
def again(request: DashboardRequest, pk: int) -> HttpResponse:
    number = send_again(pk, actor=request.actor)
    said = ngettext("%(number)s delivery is tried again.", "%(number)s deliveries are tried again.", number)
    messages.success(request, said % {"number": number})
    return redirect("dashboard:deliveries")


@site.page("deliveries/<str:subject>/<int:pk>/withdraw/", name="withdraw-announcements")
@require_POST
def withdraw(request: DashboardRequest, subject: str, pk: int) -> HttpResponse:
    withdraw_announcements(subject, pk, actor=request.actor)
    messages.success(request, _("It is taken back: nobody is told."))
    return redirect("dashboard:deliveries")


def _sentence(one: Progress) -> str:
    """How far it is, as a list of facts."""
    if one.announcement.withdrawn_at is not None:
        return gettext("taken back")
    if one.can_be_withdrawn:
        return gettext("not announced yet")
    accepted = gettext("%(number)s of %(total)s accepted") % {
        "number": number_format(one.count(DeliveryState.ACCEPTED)),
        "total": number_format(one.total),
    }
    states = (each for each in DeliveryState if each is not DeliveryState.ACCEPTED and one.count(each))
    others = [f"{number_format(one.count(each))} {DELIVERY_STATE[each]}" for each in states]
    return " · ".join([accepted, *others, *([] if one.is_fanned_out else [gettext("more to come")])])
