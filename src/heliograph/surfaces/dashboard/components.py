from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin import display
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from heliograph.actors import Ability
from heliograph.errors import Refused
from heliograph.status.components import (
    change_component_statuses,
    create_component,
    delete_component,
    update_component,
)
from heliograph.status.drafts import ComponentChanges, ComponentDraft, StatusChange
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.dashboard.fields import chosen, text, truth
from heliograph.surfaces.dashboard.filters import chosen_filter
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm
from heliograph.surfaces.dashboard.words import COMPONENT_STATUS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from heliograph.actors import Actor
    from heliograph.surfaces.dashboard.request import DashboardRequest


class ComponentForm(VerbForm):
    fields_of_verb = {"component_group_id": "group"}

    name = text(label=_("Name"))
    description = text(label=_("Description"), is_long=True, may_be_empty=True)
    status = chosen(
        ComponentStatus,
        COMPONENT_STATUS,
        label=_("Status"),
        help_text=_(
            "What holds without incidents and maintenance. They come on top, for as long as they last."
        ),
        initial=ComponentStatus.OPERATIONAL.value,
    )
    link = text(label=_("Link"), may_be_empty=True)
    enabled = truth(label=_("Shown to guests"), initial=True)

    class Meta:
        model = Component
        fields = ["name", "description", "status", "group", "link", "enabled"]

    @override
    def make(self, *, actor: Actor) -> Component:
        return create_component(ComponentDraft(**_said(self.cleaned_data)), actor=actor)

    @override
    def change(self, pk: int, *, actor: Actor) -> Component:
        return update_component(pk, ComponentChanges(**_said(self.said())), actor=actor)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """The verb takes a group by its number."""
    said = dict(values)
    if "group" in said:
        said["component_group_id"] = getattr(said.pop("group"), "pk", None)
    return said


@site.lists(Component)
class ComponentAdmin(VerbAdmin):
    title, icon, section, place = _("Components"), "widgets", Section.STATUS_PAGE, 10
    one, several = _("component"), _("components")
    words = {"name": _("Name"), "group": _("Group"), "enabled": _("Shown to guests")}
    manages, removes = Ability.COMPONENTS_MANAGE, Ability.COMPONENTS_DELETE
    form = ComponentForm
    list_display = ("name", "shown_status", "group", "enabled")
    list_filter = (chosen_filter("status", _("Status"), COMPONENT_STATUS), "enabled", "group")
    list_select_related = ("group",)
    search_fields = ("name",)
    ordering = ("group__order", "order", "id")

    @override
    def get_queryset(self, request: DashboardRequest) -> QuerySet[Component]:
        return Component.objects.existing().order_by(*self.ordering)

    @display(description=_("Status"), ordering="status")
    def shown_status(self, one: Component) -> object:
        return COMPONENT_STATUS[ComponentStatus(one.status)]

    @override
    def get_actions(self, request: DashboardRequest) -> dict[str, Any]:
        """The same status for all that are marked, beside what every list can do."""
        actions: dict[str, Any] = super().get_actions(request)
        if request.actor.may(Ability.COMPONENTS_MANAGE):
            for status, word in COMPONENT_STATUS.items():
                name = f"set_{status.name.lower()}"
                actions[name] = (partial(_set_status, status=status), name, _("Set to: %s") % word)
        return actions

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_component(pk, actor=actor)


def _set_status(
    admin: ComponentAdmin, request: DashboardRequest, rows: QuerySet[Component], *, status: ComponentStatus
) -> None:
    marked = list(rows.values_list("pk", flat=True))
    try:
        changed = change_component_statuses(marked, StatusChange(status=status), actor=request.actor)
    except Refused as refusal:
        admin.message_user(request, refusal.message, messages.ERROR)
    else:
        said = ngettext("%(number)s component is set.", "%(number)s components are set.", len(changed))
        admin.message_user(request, said % {"number": len(changed)}, messages.SUCCESS)
