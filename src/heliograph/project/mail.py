"""Where mail goes while no mail server is configured."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from typing_extensions import override

log = logging.getLogger(__name__)


class LogBackend(BaseEmailBackend):
    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            to = ", ".join(message.recipients())
            log.info(
                "Mail to %s, not sent because HELIOGRAPH_EMAIL_URL is not set: %s", to, message.message()
            )
        return len(email_messages)
