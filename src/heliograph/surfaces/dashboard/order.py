"""The order of components and groups, by dragging and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from heliograph.actors import Ability
from heliograph.status.components import order_components
from heliograph.status.groups import order_component_groups
from heliograph.status.models import ComponentGroup
from heliograph.surfaces.dashboard.affected import all_components
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.site import site

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.dashboard.request import DashboardRequest

_ENTRY = Entry(
    section=Section.STATUS_PAGE,
    title=_("Order"),
    icon="swap_vert",
    view="order",
    place=12,
    ability=Ability.COMPONENTS_MANAGE,
)


@site.page("order", name="order", entry=_ENTRY)
def order(request: DashboardRequest) -> HttpResponse:
    request.actor.require(Ability.COMPONENTS_MANAGE)
    if request.method == "POST":
        order_component_groups(_numbers(request, "group"), actor=request.actor)
        order_components(_numbers(request, "component"), actor=request.actor)
        messages.success(request, _("The order is saved."))
        return redirect("dashboard:order")
    components = all_components()
    groups = ComponentGroup.objects.order_by("order", "id")
    return site.rendered(
        request,
        "order",
        title=_("Order"),
        groups=[(one, [each for each in components if each.group_id == one.pk]) for one in groups],
        alone=[one for one in components if one.group_id is None],
    )


def _numbers(request: DashboardRequest, name: str) -> list[int]:
    """Each once: what no page of ours sends is left out."""
    return list(dict.fromkeys(int(text) for text in request.POST.getlist(name) if text.isdecimal()))
