"""The mails that bring links: to confirm a subscription, or to change it.

A request only owes them (`own_subscription`); the worker sends them, so that a visitor waits for no mail
server and cannot tell from the time whether there was anything to send.
"""

from __future__ import annotations

import logging
from datetime import datetime
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from heliograph.lib import clock
from heliograph.lib.mail_refusals import LATER, is_for_good
from heliograph.site import settings
from heliograph.site.address import absolute
from heliograph.site.language import language_of, nearest
from heliograph.site.letterhead import Letterhead
from heliograph.subscribers.links import Purpose, key_for
from heliograph.subscribers.models import Subscriber

log = logging.getLogger(__name__)

_AT_ONCE = 200
_MOST_TRIES = 8
"""After that many refusals for the moment, each pause twice as long, in all most of a day."""


def send_links() -> None:
    """Those that are owed, the longest owed first."""
    owed = Subscriber.objects.filter(link_asked_at__lte=clock.now()).order_by("link_asked_at", "pk")
    for subscriber_id in list(owed.values_list("pk", flat=True)[:_AT_ONCE]):
        if _claimed(subscriber_id):
            _send(subscriber_id)


def link_mail(subscriber: Subscriber) -> EmailMultiAlternatives:
    """To an address that never said yes, or not to what it asks to follow, the link to do so.

    To any other the one to its choice.
    """
    site = settings.load()
    is_asked = not subscriber.is_verified or subscriber.followings.filter(confirmed_at=None).exists()
    with translation.override(nearest(subscriber.locale) or language_of(site)):
        letterhead = Letterhead.of(site)
        template = "confirm" if is_asked else "change"
        subject = (
            _("Confirm your subscription to %(site)s") if is_asked else _("Your subscription to %(site)s")
        ) % {"site": letterhead.name}
        ready = {"letterhead": letterhead, "subject": subject, **_addresses(subscriber)}
        mail = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string(f"subscribers/{template}.txt", ready),
            to=[subscriber.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string(f"subscribers/{template}.html", ready), "text/html")
        return mail


def _addresses(subscriber: Subscriber) -> dict[str, str]:
    return {
        purpose.value: absolute(
            reverse(f"public:{purpose}-subscription", args=[key_for(purpose, subscriber)])
        )
        for purpose in Purpose
    }


def _claimed(subscriber_id: int) -> bool:
    """Two workers may want the same: the one whose update finds it owed has it."""
    owed = Subscriber.objects.filter(pk=subscriber_id).exclude(link_asked_at=None)
    return owed.update(link_asked_at=None, link_sent_at=clock.now()) == 1


def _send(subscriber_id: int) -> None:
    """What fails is owed again, behind what else is owed."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None:
        return
    try:
        link_mail(subscriber).send()
    except SMTPRecipientsRefused as refused:
        log.info("A link was refused by the mail server of its address.")
        tries = subscriber.link_tries + 1
        if not is_for_good(refused) and tries <= _MOST_TRIES:
            _owe_again(subscriber_id, at=clock.now() + LATER * 2 ** (tries - 1), link_tries=tries)
    except Exception:
        _owe_again(subscriber_id, at=clock.now())
        raise


def _owe_again(subscriber_id: int, *, at: datetime, **columns: int) -> None:
    owing = Subscriber.objects.filter(pk=subscriber_id)
    owing.update(link_asked_at=at, link_sent_at=None, **columns)
