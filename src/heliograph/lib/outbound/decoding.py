"""Bodies of answers as they are read: decompressed within a limit, and decoded to text."""

from __future__ import annotations

import codecs
import re
import zlib
from email.message import Message
from typing import TYPE_CHECKING, Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MAX_CODINGS = 4
"""Content codings of one answer; with more of them the body stays as it was sent."""

_META_WITHIN = 1_024
"""Bytes in which an HTML document has to name its encoding (HTML standard, 4.2.5.4)."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]+)", re.IGNORECASE)
_TEXT_CODECS = re.compile(
    r"ascii|utf-(?:8|16|32)\S*|iso8859-\d+|cp\d+|koi8-\w|kz1048|mac-\S+|euc_\S+|gb\S+|big5\S*|shift_jis\S*"
    r"|iso2022_\S+|tis-620|hz|johab|ptcp154"
)
"""Python's codecs include some that are no charset, or take quadratic time (punycode, idna)."""


class _Decoder(Protocol):
    def decode(self, data: bytes, *, limit: int) -> bytes:
        """Return the output for more input, at most about `limit` bytes. Raises ValueError."""


class BoundedBody:
    """The body of an answer, decompressed by its `Content-Encoding` while it arrives.

    Neither what is received nor what it decompresses to exceeds `max_bytes` by more than one read, so that
    a small answer cannot fill the memory. A body that is damaged ends where the damage begins.
    """

    def __init__(self, content_encoding: str, *, max_bytes: int) -> None:
        self._decoders = _decoders_of(content_encoding)
        self._max_bytes = max_bytes
        self._received = 0
        self._content = bytearray()
        self.is_complete = False

    @property
    def is_cut(self) -> bool:
        return max(self._received, len(self._content)) > self._max_bytes

    @property
    def content(self) -> bytes:
        return bytes(self._content[: self._max_bytes])

    def feed(self, data: bytes) -> None:
        self._received += len(data)
        try:
            for decoder in self._decoders:
                data = decoder.decode(data, limit=self._max_bytes + 1 - len(self._content))
        except ValueError:
            self.is_complete = True
        else:
            self._content += data


def text_of(body: bytes, headers: Mapping[str, str]) -> str:
    """The text by the header's charset, else the byte order mark, else HTML's `meta`, else as UTF-8."""
    for mark, charset in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(charset, "replace").removeprefix("\ufeff")
    declared = _META.search(body[:_META_WITHIN])
    from_meta = declared.group(1).decode("ascii") if declared else ""
    codec = _codec(_charset_of(headers)) or _codec(from_meta) or "utf-8"
    return body.decode(codec, "replace")


def _charset_of(headers: Mapping[str, str]) -> str:
    message = Message()
    message["Content-Type"] = headers.get("content-type", "")
    charset = message.get_param("charset", "")
    return charset if isinstance(charset, str) else ""


def _codec(charset: str) -> str | None:
    """Python's name; None where it is no charset. Browsers read ASCII and Latin-1 as Windows-1252."""
    try:
        name = codecs.lookup(charset.strip().strip("'\"")).name
    except (LookupError, ValueError):
        return None
    if name in {"ascii", "iso8859-1"}:
        return "cp1252"
    return name if _TEXT_CODECS.fullmatch(name) else None


class _Zlib:
    """gzip, also of several members, and deflate, with or without the zlib header."""

    def __init__(self, *window_bits: int) -> None:
        self._window_bits = list(window_bits)
        self._decompressor = zlib.decompressobj(window_bits[0])
        self._has_begun = False

    def decode(self, data: bytes, *, limit: int) -> bytes:
        output = bytearray()
        while data and len(output) < limit:
            try:
                output += self._decompressor.decompress(data, limit - len(output))
            except zlib.error as error:
                if self._has_begun or len(self._window_bits) == 1:
                    raise ValueError("The body is damaged.") from error
                self._window_bits.pop(0)
                self._restart()
                continue
            self._has_begun, data = True, self._decompressor.unused_data
            if self._decompressor.eof:
                self._restart()
        return bytes(output)

    def _restart(self) -> None:
        self._decompressor = zlib.decompressobj(self._window_bits[0])


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    def decode(self, data: bytes, *, limit: int) -> bytes:
        output = bytearray()
        try:
            output += self._decompressor.process(data, output_buffer_limit=limit)
            while len(output) < limit and not self._decompressor.can_accept_more_data():
                output += self._decompressor.process(b"", output_buffer_limit=limit - len(output))
        except brotli.error as error:
            raise ValueError("The body is damaged.") from error
        return bytes(output)


def _decoders_of(content_encoding: str) -> list[_Decoder]:
    """In the order in which they are undone; none where one of the codings is unknown."""
    codings = [one.strip().lower() for one in content_encoding.split(",")]
    applied = [one for one in codings if one not in {"", "identity"}]
    if len(applied) > _MAX_CODINGS or not set(applied) <= _DECODERS.keys():
        return []
    return [_DECODERS[one]() for one in reversed(applied)]


_GZIP = zlib.MAX_WBITS | 16
_DECODERS: Mapping[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _Zlib(_GZIP),
    "x-gzip": lambda: _Zlib(_GZIP),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS, -zlib.MAX_WBITS),
    "br": _Brotli,
}
