"""Comparison of email addresses: which of them name one mailbox."""

from __future__ import annotations

import unicodedata

import idna
from django.db.models import Q


def mailbox_of(email: str) -> str:
    """Return the form in which addresses are compared: case folded, the domain in IDNA (UTS 46).

    Any text has one, an address or not.
    """
    local, at, domain = email.strip().rpartition("@")
    folded = unicodedata.normalize("NFC", local).casefold()
    return f"{folded}{at}{ascii_domain(domain) or domain.casefold()}"


def ascii_domain(domain: str) -> str | None:
    """Return a domain as DNS has it; None if it has no such form."""
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return None


def of_mailbox(email: str) -> Q:
    """Return the condition that `email` is a spelling of the mailbox, for tables without its column."""
    condition = Q()
    for spelling in spellings(email):
        condition |= Q(email__iexact=spelling)
    return condition


def spellings(email: str) -> list[str]:
    """Return the spellings of the domain; the local part of a user's address is ASCII."""
    local, at, domain = email.strip().rpartition("@")
    ascii_form = ascii_domain(domain) or domain
    return [f"{local}{at}{one}" for one in sorted({domain.lower(), ascii_form, _unicode_domain(ascii_form)})]


def _unicode_domain(domain: str) -> str:
    try:
        return idna.decode(domain) if "xn--" in domain else domain
    except idna.IDNAError:
        return domain
