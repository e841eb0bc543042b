from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import SimpleListFilter, display
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override
from unfold.widgets import UnfoldAdminSelectMultipleWidget

from heliograph.actors import Ability
from heliograph.status.models import Component, ComponentGroup
from heliograph.subscribers.drafts import SubscriberChanges, SubscriberDraft
from heliograph.subscribers.models import Subscriber
from heliograph.subscribers.subscriptions import (
    create_subscriber,
    delete_subscriber,
    send_link_again,
    update_subscriber,
)
from heliograph.surfaces.dashboard.fields import text, truth
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from heliograph.actors import Actor
    from heliograph.surfaces.dashboard.request import DashboardRequest


class SubscriberForm(VerbForm):
    email = text(label=_("E-mail address"))
    is_global = truth(label=_("Hears of everything"), initial=True)
    components = forms.ModelMultipleChoiceField(
        label=_("Or of these components"),
        queryset=Component.objects.existing().order_by("name"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
    )
    groups = forms.ModelMultipleChoiceField(
        label=_("Or of these groups"),
        queryset=ComponentGroup.objects.order_by("name"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
    )
    is_verified = truth(
        label=_("Confirmed"),
        help_text=_(
            "Without it, a mail asks the address whether it wants this, and nothing else goes there."
        ),
    )

    class Meta:
        model = Subscriber
        fields = ["email", "is_global"]

    def __init__(self, *args: Any, **further: Any) -> None:
        super().__init__(*args, **further)
        if self.instance.pk:
            self.initial["components"] = list(self.instance.components.all())
            self.initial["groups"] = list(self.instance.groups.all())
            self.initial["is_verified"] = self.instance.is_verified

    @override
    def make(self, *, actor: Actor) -> Subscriber:
        return create_subscriber(SubscriberDraft(**_said(self.cleaned_data)), actor=actor).subscriber

    @override
    def change(self, pk: int, *, actor: Actor) -> Subscriber:
        return update_subscriber(pk, SubscriberChanges(**_said(self.said())), actor=actor)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """The verbs take components and groups by their numbers."""
    chosen = {name: values[name] for name in ("components", "groups") if name in values}
    return values | {name: sorted(one.pk for one in rows) for name, rows in chosen.items()}


class Confirmed(SimpleListFilter):
    title, parameter_name = _("Confirmed"), "confirmed"

    @override
    def lookups(self, request: object, model_admin: object) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    @override
    def queryset(self, request: object, queryset: QuerySet[Subscriber]) -> QuerySet[Subscriber]:
        if self.value() is None:
            return queryset
        return queryset.filter(verified_at__isnull=self.value() == "no")


@site.lists(Subscriber)
class SubscriberAdmin(VerbAdmin):
    title, icon, section, place = _("Subscribers"), "group", Section.AUDIENCE, 10
    one, several = _("subscriber"), _("subscribers")
    words = {"email": _("E-mail address"), "is_global": _("Hears of everything"), "created_at": _("Since")}
    sees = manages = Ability.SUBSCRIBERS_MANAGE
    removes = Ability.SUBSCRIBERS_DELETE
    form = SubscriberForm
    list_display = ("email", "confirmed", "is_global", "created_at")
    list_filter = (Confirmed, "is_global")
    search_fields = ("email",)
    ordering = ("-created_at", "-id")
    actions = ("ask_again",)
    list_before_template = "dashboard/parts/subscriber_lists.html"

    @display(description=_("Confirmed"), ordering="verified_at", boolean=True)
    def confirmed(self, one: Subscriber) -> bool:
        return one.is_verified

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_subscriber(pk, actor=actor)

    def ask_again(self, request: DashboardRequest, rows: QuerySet[Subscriber]) -> None:
        asked = send_link_again(list(rows.values_list("pk", flat=True)), actor=request.actor)
        said = ngettext("%(number)s address is asked again.", "%(number)s addresses are asked again.", asked)
        messages.success(request, said % {"number": asked})

    ask_again.short_description = _("Ask again those that have not confirmed")  # type: ignore[attr-defined]
