"""A rendering in the forms that browsers take it: packed or not, whole or as a 304."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from hashlib import blake2b

import brotli  # type: ignore[import-untyped]  # it ships no types
from django.utils.http import parse_http_date_safe

Header = tuple[str, str]

PLAIN = ""
_PACKED = ("br", "gzip")
"""In the order of our choice; a browser that takes one says so."""

_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6
_WORTH_PACKING = 200
"""Bytes."""

_TEXT = re.compile(r"text/|image/svg|application/(?:[a-z.+-]*\+)?(?:json|xml)|application/manifest")
_ON_A_304 = frozenset({"cache-control", "content-location", "expires", "vary"})
"""Beside the ETag: RFC 9110, 15.4.5, would have no more, and each further header costs a fiftieth of it."""

_OF_THE_FORM = frozenset({"content-length", "content-encoding", "etag", "vary"})


@dataclass(frozen=True, slots=True)
class Form:
    """What is sent, ready: nothing of it is put together when a guest asks.

    A 304 names other sites that may read it only to who comes from one: what a cache knows of that, it keeps.
    """

    etag: str
    modified: float
    headers: list[Header]
    headers_unchanged: list[Header]
    headers_unchanged_at_home: list[Header]
    body: bytes


def form_of(body: bytes, headers: Sequence[Header], *, encoding: str) -> Form:
    """`headers` are the rendering's own, with its ETag if it has one."""
    said = named(headers)
    can_be_packed = is_packable(body, said.get("content-type", ""))
    packed = _pack(body, encoding) if can_be_packed else body
    strong = etag_of(said.get("etag", ""), body)
    etag = strong if packed is body else f"W/{strong}"  # packed bytes are others, and mean the same
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_THE_FORM]
    vary = _vary(said.get("vary", ""), can_be_packed=can_be_packed)
    kept += [("ETag", etag), *([("Vary", vary)] if vary else [])]
    unchanged = [one for one in kept if _is_on_a_304(one[0].lower())]
    if packed is not body:
        kept.append(("Content-Encoding", encoding))
    kept.append(("Content-Length", str(len(packed))))
    modified = seconds_of(said.get("last-modified", ""))
    return Form(
        etag=etag,
        modified=modified,
        headers=kept,
        headers_unchanged=unchanged,
        headers_unchanged_at_home=[one for one in unchanged if not _is_for_other_sites(one[0].lower())],
        body=packed,
    )


def is_packable(body: bytes, content_type: str) -> bool:
    return len(body) >= _WORTH_PACKING and _TEXT.match(content_type) is not None


@lru_cache(maxsize=512)
def encoding_for(accepted: str) -> str:
    """The one that we like best of those that the header Accept-Encoding names."""
    wishes: dict[str, str] = {}
    for wish in accepted.split(","):
        name, _, weight = wish.partition(";")
        wishes[name.strip().lower()] = weight.replace(" ", "")
    return next((one for one in _PACKED if one in wishes and not _is_nought(wishes[one])), PLAIN)


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether the client has it: compared weakly, as RFC 9110 has it for If-None-Match."""
    bare = etag.removeprefix("W/")
    known = (one.strip().removeprefix("W/") for one in if_none_match.split(","))
    return any(one in {bare, "*"} for one in known)


def is_unmodified(form: Form, if_modified_since: str) -> bool:
    return seconds_of(if_modified_since) >= form.modified > 0


def seconds_of(http_date: str) -> float:
    """Unix seconds; none at all for what is no date."""
    moment = parse_http_date_safe(http_date)
    return 0 if moment is None else moment


def _is_nought(weight: str) -> bool:
    return re.fullmatch(r"q=0(?:\.0*)?", weight) is not None


def _pack(body: bytes, encoding: str) -> bytes:
    match encoding:
        case "br":
            packed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
            return packed
        case "gzip":
            return gzip.compress(body, compresslevel=_GZIP_LEVEL, mtime=0)
        case _:
            return body


def etag_of(own: str, body: bytes) -> str:
    """The strong ETag of the body; `own` is the one of the answer, if it has one."""
    return own.removeprefix("W/") or f'"{blake2b(body, digest_size=16).hexdigest()}"'


def _vary(said: str, *, can_be_packed: bool) -> str:
    names = [name.strip() for name in said.split(",") if name.strip()]
    if can_be_packed and "accept-encoding" not in {name.lower() for name in names}:
        names.append("Accept-Encoding")
    return ", ".join(names)


def _is_on_a_304(name: str) -> bool:
    return name in _ON_A_304 or name == "etag" or _is_for_other_sites(name)


def _is_for_other_sites(name: str) -> bool:
    return name.startswith("access-control-")


def http_date(moment: float) -> str:
    return formatdate(moment, usegmt=True)


def named(headers: Sequence[Header]) -> Mapping[str, str]:
    """By their names in small letters."""
    return {name.lower(): value for name, value in headers}
