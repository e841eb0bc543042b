"""What is written to operators about their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from heliograph.accounts.invitations import INVITATION_MAIL
from heliograph.accounts.links import key_of_address, key_of_invitation, key_to_reset
from heliograph.accounts.models import Invitation, User
from heliograph.accounts.own_account import (
    ADDRESS_CHANGED_MAIL,
    RESET_MAIL,
    SECOND_FACTOR_CHANGED_MAIL,
)
from heliograph.accounts.steps import CONFIRM_ADDRESS_MAIL, PASSWORD_CHANGED_MAIL
from heliograph.lib.mailboxes import of_mailbox
from heliograph.lib.plain_text import one_line
from heliograph.site import settings
from heliograph.site.address import absolute
from heliograph.surfaces.dashboard.languages import language_for

if TYPE_CHECKING:
    from heliograph.accounts.models import OwedMail


def account_mail(owed: OwedMail) -> EmailMessage | None:
    """None where what it was about is gone, or never was."""
    site = settings.load()
    with translation.override(language_for(site)):
        ready = {"site": one_line(site.name), "home": absolute("/")}
        if owed.kind == INVITATION_MAIL:
            return _invitation(owed, ready)
        if owed.kind == RESET_MAIL:
            return _reset(owed, ready)
        if owed.kind == CONFIRM_ADDRESS_MAIL:
            return _confirmation(owed, ready)
        return _notice(owed, ready)


def _notice(owed: OwedMail, ready: dict[str, str]) -> EmailMessage:
    subjects = {
        ADDRESS_CHANGED_MAIL: _("Your e-mail address at %(site)s was changed"),
        PASSWORD_CHANGED_MAIL: _("Your password at %(site)s was changed"),
        SECOND_FACTOR_CHANGED_MAIL: _("Your second factor at %(site)s was changed"),
    }
    return _mail(owed, owed.kind, subjects[owed.kind], ready)


def _invitation(owed: OwedMail, ready: dict[str, str]) -> EmailMessage | None:
    invited = Invitation.objects.select_related("invited_by").filter(pk=owed.facts["invitation_id"]).first()
    if invited is None:
        return None
    link = absolute(reverse("invitation", args=[key_of_invitation(invited)]))
    by = one_line(str(invited.invited_by or ""))
    return _mail(owed, owed.kind, _("You are invited to %(site)s"), {**ready, "link": link, "by": by})


def _reset(owed: OwedMail, ready: dict[str, str]) -> EmailMessage | None:
    user = User.objects.filter(of_mailbox(owed.email), is_active=True).first()
    if user is None:
        return None
    link = absolute(reverse("new_password", args=[key_to_reset(user)]))
    return _mail(owed, owed.kind, _("A new password for %(site)s"), {**ready, "link": link}, to=user.email)


def _confirmation(owed: OwedMail, ready: dict[str, str]) -> EmailMessage | None:
    user = User.objects.filter(pk=owed.facts["user_id"], new_email=owed.email, is_active=True).first()
    if user is None:
        return None
    link = absolute(reverse("confirm_address", args=[key_of_address(user)]))
    name = one_line(str(user))
    return _mail(
        owed, owed.kind, _("Confirm your address at %(site)s"), {**ready, "link": link, "name": name}
    )


def _mail(
    owed: OwedMail, template: str, subject: str, ready: dict[str, str], *, to: str = ""
) -> EmailMessage:
    """To the address as the user wrote it, not as somebody typed it who asked for the link."""
    return EmailMessage(
        subject=subject % ready,
        body=render_to_string(f"mails/{template}.txt", ready),
        to=[to or owed.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
