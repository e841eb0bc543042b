"""The mail server: a connection for each sender, kept open, and what its answers mean."""

from __future__ import annotations

import re
import smtplib
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings as project
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from typing_extensions import override

from heliograph.delivery.channel import ACCEPTED, Outcome, Verdict
from heliograph.lib.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

REST = 5.0
"""Seconds for which nobody tries again to reach a server that could not be reached."""

_FOR_GOOD = 500
_CLOSING = 421
_GO_ON = 354
_FINE = frozenset({250, 251})
_NOBODY = re.compile(rb"5\.(1\.(1|2|3|6|10)|2\.1)\b")
"""RFC 3463 and 7505: no such mailbox or host, one that has moved, one that is closed. A code alone (550) may
as well be said of us, our words or our address, and must not cost a page its readers."""

_Reply = tuple[int, bytes]
_UNSAID: _Reply = (0, b"")
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
            return _sent(self._offered(backend, recipient), content)
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

    def _offered(self, backend: EmailBackend, recipient: str) -> _Offer:
        """On a connection that was closed while it was idle, it is made again on a new one."""
        if backend.connection is not None:
            try:
                return _offer(backend.connection, recipient)
            except (smtplib.SMTPException, OSError):
                self._hang_up()
        try:
            backend.open()
        except (smtplib.SMTPException, OSError):
            self._rests_until = time.monotonic() + REST
            raise
        return _offer(backend.connection, recipient)

    def _hang_up(self) -> None:
        """Without a word: it may be the connection that is broken."""
        backend = self._own.backend
        if isinstance(backend, EmailBackend) and backend.connection is not None:
            backend.connection.close()
            backend.connection = None


@dataclass(frozen=True, kw_only=True)
class _Offer:
    """A mail on its way: the server has taken its sender, and said this to its recipient and to DATA."""

    connection: smtplib.SMTP
    to_recipient: _Reply
    to_data: _Reply


def _offer(connection: smtplib.SMTP | None, recipient: str) -> _Offer:
    """A server that knows PIPELINING (RFC 2920) is told all at once, which spares two ways there and back."""
    if connection is None:
        raise smtplib.SMTPServerDisconnected("There is no connection.")
    connection.ehlo_or_helo_if_needed()
    # As smtplib would say it, if that did not take the address apart first: a third of a mail's whole time.
    commands = (f"MAIL FROM:<{_sender()}>", f"RCPT TO:<{recipient}>", "DATA")
    told = _at_once if connection.has_extn("pipelining") else _one_by_one
    to_sender, to_recipient, to_data = told(connection, commands)
    if to_sender[0] not in _FINE:
        raise smtplib.SMTPResponseException(*to_sender)
    return _Offer(connection=connection, to_recipient=to_recipient, to_data=to_data)


@cache
def _sender() -> str:
    return parseaddr(project.DEFAULT_FROM_EMAIL)[1]


def _at_once(connection: smtplib.SMTP, commands: Sequence[str]) -> list[_Reply]:
    connection.send("".join(f"{one}\r\n" for one in commands))
    return [connection.getreply() for _ in commands]


def _one_by_one(connection: smtplib.SMTP, commands: Sequence[str]) -> list[_Reply]:
    """After one that is refused the others are not said."""
    replies: list[_Reply] = []
    for command in commands:
        is_refused = bool(replies) and replies[-1][0] not in _FINE
        replies.append(_UNSAID if is_refused else connection.docmd(command))
    return replies


def _sent(offer: _Offer, content: bytes) -> Outcome:
    is_wanted = offer.to_recipient[0] in _FINE
    code, said = offer.to_data
    if code == _GO_ON:
        # A line that is a dot alone ends a mail; smtplib looks for them with a slower search.
        offer.connection.send((content.replace(b"\r\n.", b"\r\n..") if is_wanted else b"") + b".\r\n")
        code, said = offer.connection.getreply()
    if not is_wanted:
        code, said = offer.to_recipient
    if code in _FINE:
        return ACCEPTED
    if code == _CLOSING:
        raise smtplib.SMTPResponseException(code, said)
    offer.connection.rset()
    verdict = Verdict.REFUSED if code >= _FOR_GOOD else Verdict.LATER
    is_gone = not is_wanted and verdict is Verdict.REFUSED and _NOBODY.match(said) is not None
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
