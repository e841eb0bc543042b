"""What a mail server means that takes no mail for an address."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

LATER = timedelta(minutes=5)
"""After which servers that keep unknown senders waiting (greylisting) let them in."""

_FOR_GOOD = 500


def is_for_good(refused: SMTPRecipientsRefused) -> bool:
    """There is no such mailbox. Python tells of "not now" (4xx) with the same exception."""
    return all(code >= _FOR_GOOD for code, _ in refused.recipients.values())
