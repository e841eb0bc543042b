"""Webhooks: their list and form, and what came of each message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from typing_extensions import override
from unfold.widgets import UnfoldAdminSelectMultipleWidget

from heliograph.actors import Ability
from heliograph.delivery.drafts import WebhookChanges, WebhookDraft
from heliograph.delivery.models import WebhookSubscription
from heliograph.delivery.signatures import standard_secret
from heliograph.delivery.vocabulary import WebhookEvent
from heliograph.delivery.webhook_queries import attempts_of, rated_webhook
from heliograph.delivery.webhooks import (
    create_webhook,
    delete_webhook,
    replay_attempt,
    switch_webhook_off,
    switch_webhook_on,
    try_webhook,
    update_webhook,
)
from heliograph.surfaces.dashboard.event_words import KIND
from heliograph.surfaces.dashboard.fields import text, truth
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from django.db.models import Model
    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from heliograph.actors import Actor
    from heliograph.surfaces.dashboard.request import DashboardRequest


def events_field(kind: type[StrEnum]) -> forms.MultipleChoiceField:
    """Nothing chosen is everything, as the drafts have it."""
    return forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        choices=[(one.value, KIND[one.value]) for one in kind],
        widget=UnfoldAdminSelectMultipleWidget,
        help_text=_("Nothing chosen: all of them."),
    )


def said_of_endpoint(values: dict[str, Any], *, secret: str) -> dict[str, Any]:
    """What nobody wrote into a field that is never shown stays as it is."""
    said = {name: value for name, value in values.items() if name != secret or value}
    return said | ({"events": said["events"] or None} if "events" in said else {})


class WebhookForm(VerbForm):
    url = text(label=_("Address"), help_text=_("Where each event is posted to."))
    description = text(label=_("What for"), may_be_empty=True)
    events = events_field(WebhookEvent)
    secret = text(
        label=_("Secret"),
        may_be_empty=True,
        help_text=_("Signs each request. Empty: the present one is kept, or one is generated."),
    )
    new_secret = truth(label=_("Generate a new secret"))

    class Meta:
        model = WebhookSubscription
        fields: list[str] = []

    def __init__(self, *args: Any, **further: Any) -> None:
        super().__init__(*args, **further)
        self.initial.pop("secret", None)
        if self.instance.pk:
            one = self.instance
            events = [] if one.is_for_all_events else one.selected_events
            self.initial.update({"url": one.url, "description": one.description or None, "events": events})

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("secret") and cleaned.get("new_secret"):
            self.add_error("secret", _("Enter a secret or generate one, not both."))
        return cleaned

    @property
    def has_new_secret(self) -> bool:
        return not {"secret", "new_secret"}.isdisjoint(self.changed_data)

    @override
    def make(self, *, actor: Actor) -> WebhookSubscription:
        return create_webhook(WebhookDraft(**_said(self.cleaned_data)), actor=actor)

    @override
    def change(self, pk: int, *, actor: Actor) -> WebhookSubscription:
        return update_webhook(pk, WebhookChanges(**_said(self.said())), actor=actor)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    said = said_of_endpoint(values, secret="secret")  # noqa: S106 - the field's name
    if said.pop("new_secret", False):
        said["secret"] = None
    return said | ({"description": said["description"] or ""} if "description" in said else {})


@site.lists(WebhookSubscription)
class WebhookAdmin(VerbAdmin):
    title, icon, section, place = _("Webhooks"), "webhook", Section.AUDIENCE, 30
    one, several = _("webhook"), _("webhooks")
    words = {
        "url": _("Address"),
        "description": _("What for"),
        "is_active": _("Active"),
        "failing_since": _("Failing since"),
    }
    sees = manages = removes = Ability.WEBHOOKS_MANAGE
    form = WebhookForm
    list_display = ("url", "description", "is_active", "failing_since", "attempts")
    list_filter = ("is_active",)
    search_fields = ("url", "description")
    ordering = ("id",)

    @display(description=_("Attempts"))
    def attempts(self, one: WebhookSubscription) -> SafeString:
        address = reverse("dashboard:webhook", args=[one.pk])
        return format_html('<a href="{}">{}</a>', address, _("Attempts, test"))

    @override
    def save_model(self, request: DashboardRequest, obj: Model, form: VerbForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if isinstance(form, WebhookForm) and (form.has_new_secret or not change):
            _show_secret(request, WebhookSubscription.objects.get(pk=obj.pk).secret)

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_webhook(pk, actor=actor)


def _show_secret(request: DashboardRequest, secret: str) -> None:
    """Once, for the receiver."""
    messages.warning(request, _("The receiver's secret, shown only now: %(secret)s") % {"secret": secret})
    for_libraries = standard_secret(secret)
    if for_libraries != secret:
        text = _("For libraries of Standard Webhooks, shown only now: %(secret)s")
        messages.warning(request, text % {"secret": for_libraries})


@site.page("webhooks/<int:pk>/", name="webhook")
def webhook_page(request: DashboardRequest, pk: int) -> HttpResponse:
    rated = rated_webhook(pk, actor=request.actor)
    return site.rendered(
        request,
        "webhook",
        title=rated.webhook.url,
        rated=rated,
        percent=None if rated.success_rate is None else round(100 * rated.success_rate),
        attempts=attempts_of(pk, actor=request.actor),
    )


_DEEDS: dict[str, tuple[Callable[..., object], Any]] = {
    "test": (try_webhook, _("A test is on its way. Look again in a moment.")),
    "on": (switch_webhook_on, _("It is on.")),
    "off": (switch_webhook_off, _("It is off.")),
}


@site.page("webhooks/<int:pk>/do/", name="webhook-do")
@require_POST
def do(request: DashboardRequest, pk: int) -> HttpResponse:
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is not None:
        verb, word = deed
        verb(pk, actor=request.actor)
        messages.success(request, word)
    return redirect("dashboard:webhook", pk)


@site.page("webhooks/<int:pk>/attempts/<int:attempt>/replay/", name="webhook-replay")
@require_POST
def replay(request: DashboardRequest, pk: int, attempt: int) -> HttpResponse:
    replay_attempt(attempt, actor=request.actor)
    messages.success(request, _("The same message is on its way again."))
    return redirect("dashboard:webhook", pk)
