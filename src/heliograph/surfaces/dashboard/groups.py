from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.widgets import UnfoldAdminSelectWidget

from heliograph.actors import Ability
from heliograph.status.drafts import ComponentGroupChanges, ComponentGroupDraft
from heliograph.status.groups import create_component_group, delete_component_group, update_component_group
from heliograph.status.models import ComponentGroup
from heliograph.status.vocabulary import GroupDisplay, GroupOrderColumn, OrderDirection, Visibility
from heliograph.surfaces.dashboard.fields import chosen, text
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm
from heliograph.surfaces.dashboard.words import VISIBILITY

if TYPE_CHECKING:
    from heliograph.actors import Actor

_DISPLAY = {
    GroupDisplay.EXPANDED: _("Unfolded"),
    GroupDisplay.COLLAPSED: _("Folded"),
    GroupDisplay.COLLAPSED_UNLESS_INCIDENT: _("Folded, unless something is wrong"),
}
_COLUMNS = {
    GroupOrderColumn.MANUAL: _("By hand"),
    GroupOrderColumn.NAME: _("By name"),
    GroupOrderColumn.STATUS: _("By status"),
    GroupOrderColumn.LAST_UPDATED: _("By the last change"),
    GroupOrderColumn.ID: _("By age"),
}
_DIRECTIONS = {OrderDirection.ASC: _("Upwards"), OrderDirection.DESC: _("Downwards")}


class GroupForm(VerbForm):
    name = text(label=_("Name"))
    visible = chosen(Visibility, VISIBILITY, label=_("Who sees it"), initial=Visibility.EVERYONE.value)
    collapsed = chosen(GroupDisplay, _DISPLAY, label=_("How it is shown"))
    order_column = forms.TypedChoiceField(
        label=_("Order of its components"),
        choices=[(one.value, name) for one, name in _COLUMNS.items()],
        coerce=GroupOrderColumn,
        initial=GroupOrderColumn.MANUAL.value,
        widget=UnfoldAdminSelectWidget,
    )
    order_direction = forms.TypedChoiceField(
        label=_("Direction"),
        choices=[(one.value, name) for one, name in _DIRECTIONS.items()],
        coerce=OrderDirection,
        initial=OrderDirection.ASC.value,
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = ComponentGroup
        fields = ["name", "visible", "collapsed", "order_column", "order_direction"]

    @override
    def make(self, *, actor: Actor) -> ComponentGroup:
        return create_component_group(ComponentGroupDraft(**self.cleaned_data), actor=actor)

    @override
    def change(self, pk: int, *, actor: Actor) -> ComponentGroup:
        return update_component_group(pk, ComponentGroupChanges(**self.said()), actor=actor)


@site.lists(ComponentGroup)
class GroupAdmin(VerbAdmin):
    title, icon, section, place = _("Component groups"), "folder", Section.STATUS_PAGE, 11
    one, several = _("component group"), _("component groups")
    words = {"name": _("Name")}
    manages, removes = Ability.COMPONENT_GROUPS_MANAGE, Ability.COMPONENT_GROUPS_DELETE
    form = GroupForm
    list_display = ("name", "shown_to")
    search_fields = ("name",)
    ordering = ("order", "id")

    def shown_to(self, one: ComponentGroup) -> object:
        return VISIBILITY[Visibility(one.visible)]

    shown_to.short_description = _("Who sees it")  # type: ignore[attr-defined]  # as the admin has it

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_component_group(pk, actor=actor)
