"""The first run: who has the link that `serve` prints makes the first administrator, and names the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from heliograph.accounts.set_up import FirstAdministrator, claim_installation, is_claimed, require_open
from heliograph.actors import Ability
from heliograph.errors import Conflict, Invalid, NotFound
from heliograph.site.language import NAMES
from heliograph.site.settings import change_settings
from heliograph.status.models import Component
from heliograph.surfaces.dashboard.entrance.callers import signed_in, somebody
from heliograph.surfaces.dashboard.entrance.links import READ_OR_SEND, private, say_refusal, too_often
from heliograph.surfaces.dashboard.entrance.throttle import take_turn
from heliograph.surfaces.dashboard.entrance.trial_mail import is_mail_configured, send_test_mail
from heliograph.surfaces.dashboard.refusals import TooOften

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.dashboard.request import DashboardRequest

FillDemo = Callable[..., dict[str, int]]

SWATCHES = {
    "green": gettext_lazy("Green"),
    "teal": gettext_lazy("Teal"),
    "sky": gettext_lazy("Sky blue"),
    "blue": gettext_lazy("Blue"),
    "violet": gettext_lazy("Violet"),
    "pink": gettext_lazy("Pink"),
    "red": gettext_lazy("Red"),
    "orange": gettext_lazy("Orange"),
    "amber": gettext_lazy("Amber"),
    "slate": gettext_lazy("Slate"),
}
_ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")


class SetUpForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 8 characters, and none that many use."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    page_name = forms.CharField(
        label=gettext_lazy("Name of the page"),
        help_text=gettext_lazy("Such as “Example Status”."),
        max_length=255,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("Each visitor's own")), *NAMES.items()],
        required=False,
    )
    timezone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in _ZONES],
        initial="UTC",
        widget=forms.Select(attrs={"data-guess": "zone"}),
    )
    accent = forms.ChoiceField(
        label=gettext_lazy("Accent colour"),
        choices=list(SWATCHES.items()),
        initial="green",
        widget=forms.RadioSelect,
    )

    @property
    def settings(self) -> dict[str, object]:
        """By their names in the contract."""
        said = self.cleaned_data
        return {
            "name": said["page_name"],
            "locale": said["language"] or None,
            "timezone": said["timezone"],
            "accent": said["accent"],
        }


@sensitive_post_parameters("password")
@require_http_methods(READ_OR_SEND)
def first_page(request: HttpRequest, secret: str) -> HttpResponseBase:
    form = SetUpForm(request.POST or None)
    try:
        take_turn(request, "set-up")
        require_open(secret)
        if request.method == "POST" and form.is_valid():
            return _claimed(request, secret, form)
    except TooOften as refused:
        return too_often(request, refused)
    except NotFound:
        closed = {"is_claimed": is_claimed()}
        return private(render(request, "entrance/set_up_closed.html", closed, status=404))
    except Invalid as refused:
        say_refusal(form, refused)
    return private(render(request, "entrance/set_up.html", {"form": form}))


def _claimed(request: HttpRequest, secret: str, form: SetUpForm) -> HttpResponseBase:
    said = form.cleaned_data
    draft = FirstAdministrator(email=said["email"], name=said["name"], password=said["password"])
    user = claim_installation(secret, draft, actor=somebody(request))
    change_settings(form.settings, actor=signed_in(request, user))
    perform_login(request, user, email_verification="none")
    return redirect("welcome")


def welcome(fill_demo: FillDemo) -> Callable[[DashboardRequest], HttpResponseBase]:
    """What may be done before the first visitor comes. How to fill the page is the project's to know."""

    @require_http_methods(READ_OR_SEND)
    def last_page(request: DashboardRequest) -> HttpResponseBase:
        if not request.actor.may(Ability.SETTINGS_MANAGE):
            return redirect("dashboard:index")
        match request.POST.get("do"):
            case "demo":
                _fill(request, fill_demo)
            case "test mail":
                _send(request)
            case _:
                return render(request, "entrance/welcome.html", _standing())
        return redirect("welcome")

    return last_page


def _standing() -> dict[str, Any]:
    return {"is_empty": not Component.objects.exists(), "is_mail_configured": is_mail_configured()}


def _fill(request: DashboardRequest, fill_demo: FillDemo) -> None:
    try:
        added = fill_demo(actor=request.actor, now=request.now)
    except Conflict:
        messages.error(request, _("There is something on the page already."))
    else:
        text = _(
            "Demo added: %(components)s components in %(groups)s groups, %(incidents)s incidents, "
            "%(maintenance)s maintenance windows and %(metrics)s metrics. Change or delete what you like."
        )
        messages.success(request, text % added)


def _send(request: DashboardRequest) -> None:
    fault = send_test_mail(request.user.email)
    if fault:
        messages.error(request, _("The mail server refused: %(reason)s") % {"reason": fault})
    else:
        messages.success(request, _("A mail is on its way to %(email)s.") % {"email": request.user.email})
