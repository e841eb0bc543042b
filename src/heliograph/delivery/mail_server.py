"""The mail server: a connection for each sender, kept open, and what its answers mean."""

from __future__ import annotations

import re
import smtplib
import threading
import time
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from functools import cache

from django.conf import settings as project
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from typing_extensions import override

from heliograph.delivery.channel import ACCEPTED, Outcome, Verdict
from heliograph.lib.plain_text import one_line

REST = 5.0
"""Seconds for which nobody tries again to reach a server that could not be reached."""

_FOR_GOOD = 500
_CLOSING = 421
_GO_ON = 354
_FINE = frozenset({250, 251})
_NOBODY = re.compile(rb"5\.(1\.(1|2|3|6|10)|2\.1)\b")
"""RFC 3463 and 7505: no such mailbox or host, one that has moved, one that is closed. A code alone (550) may
as well be said of us, our words or our address, and must not cost a page its readers."""

_UNSAFE = frozenset("<> ")
"""What would end an address in the server's ears; so would what cannot be printed."""


class MailServer:
    """Shared by the senders of one worker. It rests while it cannot be reached."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._rests_until = 0.0

    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def send(self, recipient: str, content: bytes) -> Outcome:
        """`content` ends with a line end.

        A failure that is not the recipient's own is for later, also one that claims to be for good.
        """
        if not _UNSAFE.isdisjoint(recipient) or not recipient.isprintable():
            return Outcome(verdict=Verdict.REFUSED, error="That is no address.")
        try:
            backend = self._backend()
            if not isinstance(backend, EmailBackend):
                backend.send_messages([_Written(recipient, content)])
                return ACCEPTED
            return _offered(self._begun(backend), recipient, content)
        except smtplib.SMTPResponseException as refused:
            self._hang_up()
            return _refusal(refused.smtp_code, refused.smtp_error, verdict=Verdict.LATER)
        except (smtplib.SMTPException, OSError) as broken:
            self._hang_up()
            return Outcome(verdict=Verdict.LATER, error=f"{type(broken).__name__}: {broken}")

    def _backend(self) -> BaseEmailBackend:
        """Each sender's own: a connection carries one mail at a time."""
        if not hasattr(self._own, "backend"):
            self._own.backend = get_connection()
        backend: BaseEmailBackend = self._own.backend
        return backend

    def _begun(self, backend: EmailBackend) -> smtplib.SMTP:
        """A connection that has taken our sender. One that was closed while it was idle is opened anew."""
        if backend.connection is not None:
            try:
                return _introduced(backend.connection)
            except (smtplib.SMTPException, OSError):
                self._hang_up()
        try:
            backend.open()
        except (smtplib.SMTPException, OSError):
            self._rests_until = time.monotonic() + REST
            raise
        return _introduced(backend.connection)

    def _hang_up(self) -> None:
        """Without a word: it may be the connection that is broken."""
        backend = self._own.backend
        if isinstance(backend, EmailBackend) and backend.connection is not None:
            backend.connection.close()
            backend.connection = None


def _introduced(connection: smtplib.SMTP | None) -> smtplib.SMTP:
    if connection is None:
        raise smtplib.SMTPServerDisconnected("There is no connection.")
    connection.ehlo_or_helo_if_needed()
    code, said = connection.docmd("MAIL", f"FROM:<{_sender()}>")
    if code not in _FINE:
        raise smtplib.SMTPResponseException(code, said)
    return connection


@cache
def _sender() -> str:
    return parseaddr(project.DEFAULT_FROM_EMAIL)[1]


def _offered(connection: smtplib.SMTP, recipient: str, content: bytes) -> Outcome:
    # As smtplib would say it, if that did not take the address apart first: a third of a mail's whole time.
    code, said = connection.docmd("RCPT", f"TO:<{recipient}>")
    is_gone = code >= _FOR_GOOD and _NOBODY.match(said) is not None
    if code in _FINE:
        code, said = connection.docmd("DATA")
    if code == _GO_ON:
        # A line that is a dot alone ends a mail; smtplib looks for them with a slower search.
        connection.send(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, said = connection.getreply()
    if code in _FINE:
        return ACCEPTED
    if code == _CLOSING:
        raise smtplib.SMTPResponseException(code, said)
    connection.rset()
    verdict = Verdict.REFUSED if code >= _FOR_GOOD else Verdict.LATER
    return _refusal(code, said, verdict=verdict, is_gone=is_gone)


def _refusal(code: int, said: bytes | str, *, verdict: Verdict, is_gone: bool = False) -> Outcome:
    words = one_line(_bytes(said).decode("utf-8", "replace"))
    return Outcome(verdict=verdict, code=max(code, 0), error=words, is_gone=is_gone)


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


class _Written(EmailMessage):
    """A mail as it stands, for the ways to send that want Django's."""

    def __init__(self, recipient: str, content: bytes) -> None:
        super().__init__(to=[recipient])
        self._content = content

    @override
    def message(self) -> Message:  # type: ignore[override] # what Django makes is a subclass
        return message_from_bytes(self._content)
