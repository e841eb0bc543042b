"""Mail while no mail server is set up: the log names what was not sent, and never its links."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from typing_extensions import override

log = logging.getLogger(__name__)


class LogBackend(BaseEmailBackend):
    """Sends nothing. Links in mails sign people in, and more people read logs than mailboxes."""

    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            log.info(
                "Mail to %s, not sent because HELIOGRAPH_EMAIL_URL is not set: %s. Set it to a mail server, "
                "as docs/configuration.md shows; `heliograph user password` sets a forgotten password.",
                ", ".join(message.recipients()),
                message.subject,
            )
        return len(email_messages)
