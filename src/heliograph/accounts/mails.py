"""Sends what is owed. What a mail says is for the door to know that its links lead to."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

from heliograph.accounts.models import OwedMail
from heliograph.lib import clock
from heliograph.lib.mail_refusals import LATER, is_for_good

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMessage

    Composer = Callable[[OwedMail], EmailMessage | None]

log = logging.getLogger(__name__)

_AT_ONCE = 100
_CLAIMED_FOR = LATER
_GIVEN_UP_AFTER = timedelta(days=1)


def send_owed(compose: Composer) -> None:
    """The longest owed first. A mail that `compose` has nothing to say in is dropped: nobody is told so."""
    now = clock.now()
    for mail in OwedMail.objects.filter(due_at__lte=now).order_by("due_at", "pk")[:_AT_ONCE]:
        if _claimed(mail):
            _send(mail, compose)


def _claimed(mail: OwedMail) -> bool:
    """Two workers may want the same; who dies with it in hand loses the claim after a while."""
    owed = OwedMail.objects.filter(pk=mail.pk, due_at=mail.due_at)
    return owed.update(due_at=clock.now() + _CLAIMED_FOR) == 1


def _send(mail: OwedMail, compose: Composer) -> None:
    is_new = clock.now() - mail.owed_at < _GIVEN_UP_AFTER
    try:
        message = compose(mail)
        if message is not None:
            message.send()
    except SMTPRecipientsRefused as refused:
        log.info("A mail about an account was refused by the mail server of its address.")
        if is_new and not is_for_good(refused):
            return  # it is tried again when the claim ends
    except Exception:
        if is_new:
            raise
        log.warning("A mail about an account could not be sent for a day, and is given up.")
    OwedMail.objects.filter(pk=mail.pk).delete()
