"""A mail that is written once for thousands, with gaps for what differs from one to the next.

To render a template for each of 100,000 recipients takes minutes, to fill gaps in bytes seconds. Gaps are
marked while text is made by `gap(name)`, and found again by `Stencil`.
"""

from __future__ import annotations

import re
from email.quoprimime import body_encode
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MARK = "\x02"
"""Stands in no text of ours: control characters are taken out of all that people write."""

_GAP = re.compile(rf"{_MARK}(\w+){_MARK}")
_PLAIN_LINE = 700
"""Characters: a line of a mail has at most 998, those that fill gaps among them."""

_LINE = 70
"""Characters of a gap's content on a line: with the mark of a soft line end it stays within 76."""


def gap(name: str) -> str:
    return f"{_MARK}{name}{_MARK}"


class Stencil:
    """Bytes with gaps."""

    def __init__(self) -> None:
        self._parts: list[bytes | Callable[[Mapping[str, str]], bytes]] = []

    def add(self, text: str) -> None:
        """Text in ASCII, such as headers; what fills its gaps is, too."""
        for number, piece in enumerate(_GAP.split(text)):
            if number % 2:
                self._parts.append(partial(_plain, piece))
            elif piece:
                self._parts.append(piece.encode("ascii"))

    def add_part(self, kind: str, text: str) -> None:
        """A text of this kind with its headers. Any language passes any server, and lines are short."""
        if _is_plain(text):
            self.add(_head(kind, "7bit"))
            self.add(text.replace("\n", "\r\n"))
        else:
            self.add(_head(kind, "quoted-printable"))
            self._add_quoted(text)

    def _add_quoted(self, text: str) -> None:
        for number, piece in enumerate(_GAP.split(text)):
            if number % 2:
                self._parts.append(partial(_encoded, piece))
            elif piece:
                self._parts.append(_quoted(piece).encode("ascii"))

    def filled(self, values: Mapping[str, str]) -> bytes:
        return b"".join(part if isinstance(part, bytes) else part(values) for part in self._parts)


def _head(kind: str, encoding: str) -> str:
    return f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"


def _is_plain(text: str) -> bool:
    """Whether it can be sent as it is, with room for what fills its gaps: less to do for both sides."""
    return text.isascii() and "\r" not in text and all(len(line) <= _PLAIN_LINE for line in text.split("\n"))


def _plain(name: str, values: Mapping[str, str]) -> bytes:
    return values[name].encode("ascii")


def _encoded(name: str, values: Mapping[str, str]) -> bytes:
    """On lines of its own, whose ends are soft: it need not be known how long the line before it is."""
    value = values[name]
    if not value.isascii() or "=" in value:
        return f"=\r\n{_quoted(value)}=\r\n".encode("ascii")
    lines = [value[start : start + _LINE] for start in range(0, len(value), _LINE)]
    return "=\r\n".join(["", *lines, ""]).encode("ascii")


def _quoted(text: str) -> str:
    octets = text.replace("\r\n", "\n").encode("utf-8").decode("latin-1")
    return body_encode(octets, maxlinelen=_LINE, eol="\r\n")
