"""One's own account: who one is, how one comes in, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from heliograph.accounts.own_account import (
    NewAddress,
    NewPassword,
    change_address,
    change_name,
    change_password,
    end_session,
    end_sessions,
)
from heliograph.actors import Ability
from heliograph.errors import Invalid
from heliograph.surfaces.dashboard.browsers import browser_of
from heliograph.surfaces.dashboard.entrance.links import say_refusal
from heliograph.surfaces.dashboard.entrance.sessions import keep_session
from heliograph.surfaces.dashboard.entrance.throttle import take_turn
from heliograph.surfaces.dashboard.entrance.trial_mail import is_mail_configured
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.site import site

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.dashboard.request import DashboardRequest


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=255,
        help_text=gettext_lazy("You sign in with it, and links to a new password go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    current = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangePasswordForm(forms.Form):
    current = forms.CharField(
        label=gettext_lazy("Current password"),
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        help_text=gettext_lazy("You will be signed out everywhere else."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@site.page(
    "account/",
    name="account",
    entry=Entry(
        section=Section.INSTALLATION,
        title=gettext_lazy("Your account"),
        icon="account_circle",
        view="account",
        place=10,
    ),
)
def account(request: DashboardRequest) -> HttpResponseBase:
    sessions = UserSession.objects.purge_and_list(request.user)
    for one in sessions:
        one.browser = browser_of(one.user_agent)
    ready = {
        "sessions": sorted(sessions, key=lambda one: one.last_seen_at, reverse=True),
        "has_second_factor": is_mfa_enabled(request.user),
        "may_have_tokens": request.actor.may(Ability.OWN_TOKENS),
    }
    return site.rendered(request, "account", title=_("Your account"), **ready)


@site.page("account/name/", name="name")
def name(request: DashboardRequest) -> HttpResponseBase:
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        change_name(form.cleaned_data["name"], actor=request.actor)
        messages.success(request, _("Saved."))
        return redirect("dashboard:account")
    return site.rendered(request, "form", title=_("Your name"), form=form)


@site.page("account/address/", name="address")
@sensitive_post_parameters("current")
def address(request: DashboardRequest) -> HttpResponseBase:
    form = AddressForm(request.POST or None, initial={"email": request.user.email})
    if request.method == "POST" and form.is_valid():
        try:
            _request_address(request, NewAddress(**form.cleaned_data))
        except Invalid as refused:
            say_refusal(form, refused)
        else:
            messages.success(request, _link_mailed(form.cleaned_data["email"]))
            return redirect("dashboard:account")
    user = request.user
    if not user.email:
        lost = _("%(email)s belongs to another user, who has proven it. Enter another address of yours.")
        messages.warning(request, lost % {"email": user.lost_email})
        if user.new_email:
            messages.info(request, _link_mailed(user.new_email))
    return site.rendered(request, "form", title=_("Your e-mail address"), form=form)


def _request_address(request: DashboardRequest, draft: NewAddress) -> None:
    if not is_mail_configured():
        raise Invalid({"email": [_("No mail server is set up. Ask an administrator to change the address.")]})
    attempt = take_turn(request, "password", account=request.user.email)
    change_address(draft, actor=request.actor)
    attempt.succeeded()


def _link_mailed(email: str) -> str:
    sent = _("A link was mailed to %(email)s. The address changes when it is followed.")
    return sent % {"email": email}


@site.page("account/password/", name="password")
@sensitive_post_parameters("current", "password")
def password(request: DashboardRequest) -> HttpResponseBase:
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, form.cleaned_data)
        except Invalid as refused:
            say_refusal(form, refused)
        else:
            messages.success(request, _("The password is changed."))
            return redirect("dashboard:account")
    return site.rendered(request, "form", title=_("New password"), form=form)


def _change(request: DashboardRequest, said: dict[str, Any]) -> None:
    attempt = take_turn(request, "password", account=request.user.email)
    draft = NewPassword(current=said["current"], new=said["password"])
    keep_session(request, change_password(draft, actor=request.actor))
    attempt.succeeded()


@site.page("account/sessions/", name="sessions")
def sessions(request: DashboardRequest) -> HttpResponseBase:
    """Ends one session, or all but this one."""
    if request.method == "POST" and (which := request.POST.get("session", "")).isdecimal():
        end_session(int(which), actor=request.actor)
    elif request.method == "POST":
        keep_session(request, end_sessions(actor=request.actor))
        messages.success(request, _("You are signed out everywhere else."))
    return redirect("dashboard:account")
