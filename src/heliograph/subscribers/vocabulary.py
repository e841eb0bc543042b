"""What an address is, and why one is written to no more."""

from __future__ import annotations

import re
from enum import StrEnum

from heliograph.lib.mailboxes import ascii_domain

LONGEST_EMAIL = 255
LONGEST_MAILBOX = 1_000  # folding and IDNA make an address longer
LONGEST_LOCALE = 16

_ATOM = r"""[^\s()<>\[\]:;@\\,".]+"""
_LABEL = r"[^\W_]+(?:-+[^\W_]+)*"
_EMAIL = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})*")


class StopReason(StrEnum):
    """What a mail's provider said of an address."""

    BOUNCE = "bounce"
    """There is no such mailbox, or it takes no mail of ours."""
    COMPLAINT = "complaint"
    """Its owner called our mail spam."""


def is_email(text: str) -> bool:
    """Such as a mail server could take: a domain may be a single name, letters may be those of any language.

    No space, line break, quote or comment fits in: an address is written into mail headers.
    """
    return len(text) <= LONGEST_EMAIL and text.isprintable() and _EMAIL.fullmatch(text) is not None


def ascii_email(email: str) -> str | None:
    """As every mail server takes it; None where the part before the @ has other letters."""
    local, _, domain = email.rpartition("@")
    sent_to = domain if domain.isascii() else ascii_domain(domain)
    return f"{local}@{sent_to}" if sent_to and local.isascii() else None
