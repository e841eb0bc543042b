"""What is asked, what is answered, and why there is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from heliograph.lib.outbound.decoding import text_of


class Unanswered(Exception):  # noqa: N818 - it says why there is no answer, in one line for people
    """No answer came: the address is refused, nobody is there, or it took too long."""


class LeadsInside(Unanswered):
    """The address is none that requests may go to."""


class TookTooLong(Unanswered):
    pass


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """`connect` and `total` are seconds, `size` is bytes of a body, before and after decompression.

    What is beyond `size` is left unread. `redirects` are followed with the same method and body, or not at
    all.
    """

    connect: float = 5.0
    total: float = 15.0
    size: int = 1_048_576
    redirects: int = 3


USUAL = Bounds()


@dataclass(frozen=True, kw_only=True)
class Question:
    """Headers whose name or value holds a line break are refused before anything is sent."""

    method: str = "GET"
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    is_verified: bool = True  # that the certificate is that of the host


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`headers` by lower-case names. `body` is decompressed, and no longer than the bounds' size even so.

    `certificate_until` is when the certificate ends that was trusted; None without one.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool
    seconds: float
    url: str
    certificate_until: datetime | None = None

    @property
    def is_success(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def text(self) -> str:
        """The body as a browser reads it; bytes that are no text in its charset are replaced."""
        return text_of(self.body, self.headers)
