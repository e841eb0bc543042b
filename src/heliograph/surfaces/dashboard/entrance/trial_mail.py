"""A mail to see whether mail works: the one that is sent while somebody waits, since they asked for it."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings as project
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from heliograph.lib.plain_text import one_line
from heliograph.site import settings


def is_mail_configured() -> bool:
    return project.ENVIRONMENT.email is not None


def send_test_mail(email: str) -> str:
    """What the mail server has against it, or nothing."""
    name = one_line(settings.load().name)
    mail = EmailMessage(
        subject=_("Mail from %(site)s works") % {"site": name},
        body=_("This is the mail that you asked for. Whoever subscribes will get theirs, too."),
        to=[email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, SMTPException) as fault:
        return one_line(str(fault))[:200]
    return ""
