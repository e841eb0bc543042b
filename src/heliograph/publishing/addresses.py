"""What guests ask for that is the same for all of them: which addresses, and what of a query counts.

Whatever else a query says is left out before anything is rendered, so that it can neither change an answer
nor make another entry of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from heliograph.site.language import FALLBACK, language_accepted, nearest

_LONGEST_QUERY = 512
_LONGEST_PATH = 200
_LONGEST_HEADER = 256
_MOST_PARAMETERS = 24


class Kind(Enum):
    PAGE = auto()
    """Worded, in the visitor's language."""

    FILE = auto()
    """The same in every language."""

    VERSIONED = auto()
    """A file whose address may name its version (`v`)."""

    REST = auto()
    """Names its host in links, and is counted by client."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one rendition is of. `origin` is scheme and host where the answer says them, else empty.

    `language` is the visitor's, empty where none counts. `is_steady` ones are worth a place on disk: there
    are as many as there are things to see.
    """

    path: str
    query: str = ""
    language: str = ""
    origin: str = ""
    is_steady: bool = True


@dataclass(frozen=True, slots=True)
class _Address:
    pattern: re.Pattern[str]
    kind: Kind
    parameters: frozenset[str]
    steady: frozenset[str]


def _address(pattern: str, kind: Kind = Kind.PAGE, *, steady: str = "", loose: str = "") -> _Address:
    """`steady` parameters have few values; `loose` ones as many as anybody thinks of."""
    few = frozenset(steady.split()) | ({"lang"} if kind is Kind.PAGE else set())
    return _Address(re.compile(pattern), kind, few | frozenset(loose.split()), few)


_NUMBER = "[1-9][0-9]{0,17}"
_LIST = "page per_page sort include"
_PUBLIC = (
    _address("/", loose="from"),
    _address("/incidents/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    _address(f"/schedules/{_NUMBER}(?:/calendar\\.ics)?"),
    _address(f"/components/{_NUMBER}"),
    _address("/history", steady="month"),
    _address("/(?:rss|atom|feed\\.json|calendar\\.ics|embed|embed\\.js)"),
    _address(f"/(?:components/{_NUMBER}/)?badge\\.svg", steady="style", loose="label"),
    _address(f"/metrics/{_NUMBER}\\.json", steady="range"),
    _address("/history\\.(?:rss|atom)", Kind.FILE),
    _address("/history\\.json", Kind.FILE, loose="page"),
    _address("/(?:theme\\.css|logo-light|logo-dark)", Kind.VERSIONED, steady="v"),
    _address("/(?:favicon\\.ico|apple-touch-icon\\.png|sitemap\\.xml)", Kind.FILE),
    _address(
        "/(?:favicon\\.svg|manifest\\.webmanifest|robots\\.txt|\\.well-known/security\\.txt)", Kind.FILE
    ),
)
_REST = (
    _address("/api/(?:ping|version|status)", Kind.REST),
    _address(
        f"/api/(?:components|component-groups|incidents|schedules|metrics)(?:/{_NUMBER})?",
        Kind.REST,
        loose=_LIST,
    ),
    _address(
        f"/api/(?:incidents|schedules)/{_NUMBER}/updates(?:/{_NUMBER})?",
        Kind.REST,
        loose=_LIST,
    ),
    _address(f"/api/metrics/{_NUMBER}/points(?:/{_NUMBER})?", Kind.REST, loose=_LIST),
    _address("/api/v2/(?:status|summary|components|uptime)\\.json", Kind.FILE),
    _address("/api/v2/incidents(?:/unresolved)?\\.json", Kind.FILE),
    _address("/api/v2/scheduled-maintenances(?:/upcoming|/active)?\\.json", Kind.FILE),
)
_FURTHER = re.compile(r"(?:filter|fields)\[[^\[\]]*\](?:\[[^\[\]]*\])?")
"""What else the REST API's lists know."""

_SEARCH = "q"
"""A search has as many answers as there are words: each visitor's is made for them alone."""


def asked_for(path: str, query: str, *, origin: str, accept_language: str) -> Asked | None:
    """None for what is not handed out from memory."""
    address = _of(path)
    if address is None or len(query) > _LONGEST_QUERY:
        return None
    said = _said(address, query)
    if said is None:
        return None
    wish = said.get("lang", "")
    return Asked(
        path=path,
        query=urlencode(sorted(said.items())),
        language=""
        if wish or address.kind is not Kind.PAGE
        else _language(accept_language[:_LONGEST_HEADER]),
        origin=origin if address.kind is Kind.REST else "",
        is_steady=said.keys() <= address.steady,
    )


def _of(path: str) -> _Address | None:
    if len(path) > _LONGEST_PATH:
        return None
    addresses = _REST if path.startswith("/api/") else _PUBLIC
    return next((one for one in addresses if one.pattern.fullmatch(path)), None)


def _said(address: _Address, query: str) -> Mapping[str, str] | None:
    """The parameters that count; None where they are nothing for memory: a search, or one said twice."""
    if not query:
        return {}
    said: dict[str, str] = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return None
    for name, value in pairs:
        if name == _SEARCH and address.kind is Kind.PAGE:
            return None
        if name in address.parameters or (address.kind is Kind.REST and _FURTHER.fullmatch(name)):
            if name in said:
                return None
            said[name] = value
    return _with_language(said)


def _with_language(said: dict[str, str]) -> dict[str, str]:
    """A language that nobody speaks here is none that was asked for; near ones are one."""
    if "lang" in said:
        wish = nearest(said.pop("lang"))
        return said | {"lang": wish} if wish else said
    return said


@lru_cache(maxsize=512)
def _language(header: str) -> str:
    return language_accepted(header)


def less_particular(asked: Asked, *, origin: str) -> tuple[Asked, ...]:
    """What is nearest to it among what is kept for bad days: another language is better than nothing."""
    bare = {name: value for name, value in parse_qsl(asked.query) if name != "lang"}
    nearer = replace(asked, origin=asked.origin and origin)
    wished = asked.language or dict(parse_qsl(asked.query)).get("lang", "")
    if not wished:
        return (asked, nearer)
    wordless = replace(nearer, query=urlencode(sorted(bare.items())))
    return (asked, replace(wordless, language=wished), replace(wordless, language=FALLBACK))
