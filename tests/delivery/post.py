"""Delivery as a worker does it, step by step, in the thread of the test."""

import email
import email.policy
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage

import time_machine
from django.core import mail

from heliograph.delivery import outbox
from heliograph.delivery.channel import Channel
from heliograph.delivery.dispatch import batches_of, send_batch
from heliograph.delivery.fan_out import fan_out, finish
from heliograph.delivery.registry import CHANNELS
from heliograph.lib import clock

WORKER = "the test"


def settle(channels: Sequence[Channel] = CHANNELS) -> None:
    """All that is to be sent now is sent."""
    while fan_out():
        pass
    for channel in channels:
        while taken := outbox.take(channel, most=100, worker=WORKER):
            for batch in batches_of(channel, taken):
                outbox.record(channel, list(send_batch(batch, is_late=lambda: False)), worker=WORKER)
    finish()


def settle_after(**pause: float) -> None:
    """`pause` is that of a timedelta. Events are looked at now and then: so are they here."""
    settle()
    with time_machine.travel(clock.now() + timedelta(**pause)):
        settle()


def mailbox() -> list[EmailMessage]:
    """What has been sent to anybody, as their mail programs read it."""
    return [read(sent.message().as_bytes()) for sent in mail.outbox]


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())
