"""Pages behind links that were mailed, and the one that asks for such a link. No GET changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from heliograph.accounts.invitations import accept_invitation
from heliograph.accounts.links import invitation_of, user_to_confirm, user_to_reset
from heliograph.accounts.own_account import confirm_address, request_password_reset, reset_password
from heliograph.errors import Invalid, NotFound
from heliograph.surfaces.dashboard.entrance.callers import somebody
from heliograph.surfaces.dashboard.entrance.throttle import take_turn
from heliograph.surfaces.dashboard.refusals import TooOften

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from heliograph.accounts.models import User

READ_OR_SEND = ["GET", "HEAD", "POST"]


class MailboxForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class InvitationForm(PasswordForm):
    name = forms.CharField(
        label=_("Your name"), max_length=255, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "password"]


@require_http_methods(READ_OR_SEND)
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """The same answer whether there is such a user or not."""
    form = MailboxForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "entrance/forgotten.html", {"form": form})
    email = form.cleaned_data["email"]
    try:
        take_turn(request, "reset", account=email)
    except TooOften as refused:
        return too_often(request, refused)
    request_password_reset(email, actor=somebody(request))
    return render(request, "entrance/link_sent.html")


@sensitive_post_parameters("password")
@require_http_methods(READ_OR_SEND)
def new_password(request: HttpRequest, key: str) -> HttpResponseBase:
    def set_it(said: dict[str, Any]) -> User:
        return reset_password(key, said["password"], actor=somebody(request))

    def shown() -> dict[str, Any]:
        return {"email": user_to_reset(key).email}

    return _behind_a_link(request, "new_password", PasswordForm, shown, set_it)


@require_http_methods(READ_OR_SEND)
def new_address(request: HttpRequest, key: str) -> HttpResponseBase:
    """A page with one button: programs that look at links in mails confirm nothing."""
    form = forms.Form(request.POST or None)
    try:
        take_turn(request, "link")
        user = user_to_confirm(key)
        if request.method == "POST" and _is_confirmed(request, key, form):
            return redirect("dashboard:account")
    except TooOften as refused:
        return too_often(request, refused)
    except NotFound:
        return private(render(request, "entrance/link_dead.html", status=404))
    ready = {"form": form, "email": user.new_email, "name": str(user)}
    return private(render(request, "entrance/confirm_address.html", ready))


def _is_confirmed(request: HttpRequest, key: str, form: forms.Form) -> bool:
    """False where the action refused it; the form says so."""
    try:
        confirm_address(key, actor=somebody(request))
    except Invalid as refused:
        say_refusal(form, refused)
        return False
    messages.success(request, _("The address is confirmed."))
    return True


@sensitive_post_parameters("password")
@require_http_methods(READ_OR_SEND)
def invitation(request: HttpRequest, key: str) -> HttpResponseBase:
    def accept(said: dict[str, Any]) -> User:
        return accept_invitation(key, name=said["name"], password=said["password"], actor=somebody(request))

    def shown() -> dict[str, Any]:
        invited = invitation_of(key)
        return {"email": invited.email, "role": invited.get_role_display(), "name": invited.name}

    return _behind_a_link(request, "invitation", InvitationForm, shown, accept)


def _behind_a_link(
    request: HttpRequest,
    page: str,
    form_class: type[forms.Form],
    shown: Callable[[], dict[str, Any]],
    verb: Callable[[dict[str, Any]], User],
) -> HttpResponseBase:
    """Who sends the form is signed in by it; a second factor, if there is one, is asked for all the same."""
    try:
        take_turn(request, "link")
        ready = shown()
        form = form_class(request.POST or None, initial=ready)
        if request.method == "POST" and form.is_valid():
            entered = _entered(request, form, verb)
            if entered is not None:
                return entered
    except TooOften as refused:
        return too_often(request, refused)
    except NotFound:
        return private(render(request, "entrance/link_dead.html", status=404))
    return private(render(request, f"entrance/{page}.html", {**ready, "form": form}))


def _entered(
    request: HttpRequest, form: forms.Form, verb: Callable[[dict[str, Any]], User]
) -> HttpResponseBase | None:
    """None where the verb refused what was said; the form says so."""
    try:
        user = verb(form.cleaned_data)
    except Invalid as refused:
        say_refusal(form, refused)
        return None
    response: HttpResponseBase = perform_login(request, user, email_verification="none")
    return response


def say_refusal(form: forms.Form, refused: Invalid) -> None:
    for field, errors in refused.errors.items():
        form.add_error(field if field in form.fields else None, errors)


def too_often(request: HttpRequest, refused: TooOften) -> HttpResponseBase:
    return render(request, "entrance/too_often.html", {"reason": refused.message}, status=429)


def private(response: HttpResponseBase) -> HttpResponseBase:
    """The address of the page is a key: it goes into no cache, and into no Referer but our own.

    Without any, browsers would send a form with an origin of `null`, which is taken for a forged one.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
