"""Chat and other channels; an address is a secret, and is never shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.widgets import UnfoldAdminSelectMultipleWidget

from heliograph.actors import Ability
from heliograph.delivery.chat_channels import (
    create_chat_channel,
    delete_chat_channel,
    switch_chat_channel_off,
    switch_chat_channel_on,
    try_chat_channel,
    update_chat_channel,
)
from heliograph.delivery.drafts import ChatChannelChanges, ChatChannelDraft
from heliograph.delivery.models import ChatChannel
from heliograph.delivery.vocabulary import ChatEvent
from heliograph.status.models import Component
from heliograph.surfaces.dashboard.fields import text
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm
from heliograph.surfaces.dashboard.webhooks import events_field, said_of_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from heliograph.actors import Actor
    from heliograph.surfaces.dashboard.request import DashboardRequest


class ChannelForm(VerbForm):
    name = text(label=_("Name"))
    url = text(
        label=_("Address"),
        may_be_empty=True,
        help_text=_(
            "Apprise's, such as slack://… or ntfy://…. It is never shown; empty keeps the one there is."
        ),
    )
    events = events_field(ChatEvent)
    components = forms.ModelMultipleChoiceField(
        label=_("Components"),
        queryset=Component.objects.existing().order_by("name"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        help_text=_("Nothing chosen: all of them."),
    )

    class Meta:
        model = ChatChannel
        fields = ["name"]

    def __init__(self, *args: Any, **further: Any) -> None:
        super().__init__(*args, **further)
        self.initial.pop("url", None)
        if self.instance.pk:
            one = self.instance
            events = [] if one.is_for_all_events else one.selected_events
            self.initial.update({"components": list(one.components.all()), "events": events})

    @override
    def make(self, *, actor: Actor) -> ChatChannel:
        said = {"url": ""} | _said(self.cleaned_data)
        return create_chat_channel(ChatChannelDraft(**said), actor=actor)

    @override
    def change(self, pk: int, *, actor: Actor) -> ChatChannel:
        return update_chat_channel(pk, ChatChannelChanges(**_said(self.said())), actor=actor)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """The verbs take components by their numbers."""
    said = said_of_endpoint(values, secret="url")  # noqa: S106 - the field's name
    chosen = said.get("components")
    return said if chosen is None else said | {"components": sorted(one.pk for one in chosen)}


@site.lists(ChatChannel)
class ChannelAdmin(VerbAdmin):
    title, icon, section, place = _("Channels"), "forum", Section.AUDIENCE, 40
    one, several = _("channel"), _("channels")
    words = {"name": _("Name"), "is_active": _("Active"), "failing_since": _("Failing since")}
    sees = manages = removes = Ability.CHANNELS_MANAGE
    form = ChannelForm
    list_display = ("name", "kind", "is_active", "failing_since")
    list_filter = ("is_active",)
    search_fields = ("name",)
    ordering = ("name", "id")
    actions = ("send_tests", "switch_on", "switch_off")

    @display(description=_("Service"))
    def kind(self, one: ChatChannel) -> str:
        return one.service

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_chat_channel(pk, actor=actor)

    def send_tests(self, request: DashboardRequest, rows: QuerySet[ChatChannel]) -> None:
        _each(request, rows, try_chat_channel)
        messages.success(request, _("A test is on its way."))

    def switch_on(self, request: DashboardRequest, rows: QuerySet[ChatChannel]) -> None:
        _each(request, rows, switch_chat_channel_on)

    def switch_off(self, request: DashboardRequest, rows: QuerySet[ChatChannel]) -> None:
        _each(request, rows, switch_chat_channel_off)

    send_tests.short_description = _("Send a test")  # type: ignore[attr-defined]
    switch_on.short_description = _("Switch on")  # type: ignore[attr-defined]
    switch_off.short_description = _("Switch off")  # type: ignore[attr-defined]


def _each(request: DashboardRequest, rows: QuerySet[ChatChannel], verb: Callable[..., object]) -> None:
    for pk in rows.values_list("pk", flat=True):
        verb(pk, actor=request.actor)
