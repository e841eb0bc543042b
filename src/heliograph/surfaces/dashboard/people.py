"""Users and invitations: for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms.models import model_to_dict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heliograph.accounts.invitations import InvitationDraft, invite_user, revoke_invitation
from heliograph.accounts.links import key_of_address, key_of_invitation
from heliograph.accounts.models import Invitation, User
from heliograph.accounts.roles import Role
from heliograph.accounts.tokens import revoke_token
from heliograph.accounts.users import UserChanges, delete_user, remove_second_factor, update_user
from heliograph.actors import Ability
from heliograph.errors import Conflict, Invalid, NotFound
from heliograph.site.address import absolute
from heliograph.surfaces.dashboard.entrance.links import say_refusal
from heliograph.surfaces.dashboard.entrance.trial_mail import is_mail_configured
from heliograph.surfaces.dashboard.meanwhile import MeanwhileForm
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.site import site

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

    from heliograph.surfaces.dashboard.request import DashboardRequest

ROLES = [
    (Role.ADMINISTRATOR.value, gettext_lazy("Administrator: everything")),
    (Role.OPERATOR.value, gettext_lazy("Operator: everything but users and settings")),
    (Role.VIEWER.value, gettext_lazy("Viewer: looks, and changes nothing")),
]
_A_PAGE = 50


class _PersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=255, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=255)
    role = forms.TypedChoiceField(
        label=gettext_lazy("Role"),
        choices=ROLES,
        coerce=Role,
        initial=Role.OPERATOR.value,
        widget=forms.RadioSelect,
    )


class InviteForm(_PersonForm):
    field_order = ["email", "name", "role"]


class UserForm(MeanwhileForm, _PersonForm):
    is_active = forms.BooleanField(label=gettext_lazy("May sign in"), required=False)


@site.page(
    "users/",
    name="users",
    entry=Entry(
        section=Section.INSTALLATION,
        title=gettext_lazy("Users"),
        icon="group",
        view="users",
        place=30,
        ability=Ability.USERS_MANAGE,
    ),
)
def users(request: DashboardRequest) -> HttpResponseBase:
    request.actor.require(Ability.USERS_MANAGE)
    sought = request.GET.get("q", "").strip()
    found = User.objects.annotate(number_of_tokens=Count("tokens")).order_by("email")
    if sought:
        found = found.filter(Q(email__icontains=sought) | Q(name__icontains=sought))
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    invitations = Invitation.objects.select_related("invited_by").order_by("-pk")[:_A_PAGE]
    return site.rendered(
        request, "users", title=_("Users"), page=page, sought=sought, invitations=invitations
    )


@site.page("users/invite/", name="invite")
def invite(request: DashboardRequest) -> HttpResponseBase:
    request.actor.require(Ability.USERS_MANAGE)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite_user(InvitationDraft(**form.cleaned_data), actor=request.actor)
        except Invalid as refused:
            say_refusal(form, refused)
        else:
            link = reverse("invitation", args=[key_of_invitation(invitation)])
            _tell_of(request, invitation.email, link)
            return redirect("dashboard:users")
    return site.rendered(request, "form", title=_("Invite somebody"), form=form, send=_("Invite"))


def _tell_of(request: DashboardRequest, email: str, link: str) -> None:
    """Without a mail server the link is for the administrator to hand on."""
    if is_mail_configured():
        messages.success(request, _("%(email)s will get a mail.") % {"email": email})
        return
    told = _("There is no mail server. Hand this link on to %(email)s: %(link)s")
    messages.warning(request, told % {"email": email, "link": absolute(link)})


@site.page("users/invitations/<int:invitation_id>/revoke/", name="revoke-invitation")
def revoke(request: DashboardRequest, invitation_id: int) -> HttpResponseBase:
    if request.method == "POST":
        revoke_invitation(invitation_id, actor=request.actor)
        messages.success(request, _("The invitation is revoked."))
    return redirect("dashboard:users")


@site.page("users/<int:user_id>/", name="user")
def user(request: DashboardRequest, user_id: int) -> HttpResponseBase:
    request.actor.require(Ability.USERS_MANAGE)
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        raise NotFound(_("There is no such user."))
    form = UserForm(request.POST or None, initial=model_to_dict(person, UserForm.base_fields))
    if request.method == "POST" and form.is_valid():
        try:
            changed = update_user(user_id, UserChanges(**_said(form)), actor=request.actor)
        except (Invalid, Conflict) as refused:
            say_refusal(form, refused if isinstance(refused, Invalid) else Invalid({"": [refused.message]}))
        else:
            messages.success(request, _("Saved."))
            if "email" in form.changed_data and changed.new_email:
                link = reverse("confirm_address", args=[key_of_address(changed)])
                _tell_of(request, changed.new_email, link)
            return redirect("dashboard:users")
    ready = {"form": form, "person": person, "has_second_factor": is_mfa_enabled(person)}
    return site.rendered(request, "user", title=str(person), tokens=person.tokens.order_by("-pk"), **ready)


def _said(form: forms.Form) -> dict[str, Any]:
    """What nobody touched is not said, so that another's change stands."""
    return {name: form.cleaned_data[name] for name in form.changed_data}


@site.page("users/<int:user_id>/delete/", name="delete-user")
def delete(request: DashboardRequest, user_id: int) -> HttpResponseBase:
    return _done(request, lambda: delete_user(user_id, actor=request.actor), _("The user is deleted."))


@site.page("users/<int:user_id>/second-factor/", name="remove-second-factor")
def second_factor(request: DashboardRequest, user_id: int) -> HttpResponseBase:
    return _done(
        request,
        lambda: remove_second_factor(user_id, actor=request.actor),
        _("The second factor is removed. They sign in with their password alone, and may set up another."),
    )


@site.page("users/tokens/<int:token_id>/revoke/", name="revoke-users-token")
def revoke_users_token(request: DashboardRequest, token_id: int) -> HttpResponseBase:
    return _done(request, lambda: revoke_token(token_id, actor=request.actor), _("The token is revoked."))


def _done(request: DashboardRequest, verb: Callable[[], object], told: str) -> HttpResponseBase:
    if request.method == "POST":
        try:
            verb()
        except Conflict as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, told)
    return redirect("dashboard:users")
