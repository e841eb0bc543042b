"""Addresses whose answers are the same for all visitors, and the parameters that change those answers.

Other parameters are dropped before anything is rendered: they cannot change an answer, nor make another entry
of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from heliograph.publishing.parameters import (
    DAY,
    LANGUAGE,
    MONTH,
    NUMBERED,
    OPEN,
    PAGE_OF_HISTORY,
    RANGE,
    SEARCH,
    STYLE,
    VERSION,
    Parameter,
)
from heliograph.site.language import FALLBACK, language_accepted

_LONGEST_QUERY = 512
_LONGEST_PATH = 200
LONGEST_HEADER = 256
"""Characters of a header that are read."""

_MOST_PARAMETERS = 24


class Kind(Enum):
    PAGE = auto()
    """Worded, in the visitor's language."""

    FILE = auto()
    """The same in every language."""

    REST = auto()
    """Names its host in links, and is counted by client."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one rendition is of. `origin` is scheme and host where the answer says them, else empty.

    `language` is the visitor's, empty where none counts. `is_steady` ones may be stored on disk: their number
    depends on what the page shows. All others share a small part of the memory.
    """

    path: str
    query: str = ""
    language: str = ""
    origin: str = ""
    is_steady: bool = True


@dataclass(frozen=True, slots=True)
class Address:
    pattern: re.Pattern[str]
    kind: Kind
    parameters: Mapping[str, Parameter]


def _address(pattern: str, kind: Kind = Kind.PAGE, **own: Parameter) -> Address:
    parameters = {"lang": LANGUAGE, **own} if kind is Kind.PAGE else own
    return Address(re.compile(pattern), kind, parameters)


_NUMBER = "[1-9][0-9]{0,17}"
_LIST = {"page": OPEN, "per_page": OPEN, "sort": OPEN, "include": OPEN}
_PUBLIC = (
    _address("/", Kind.PAGE, **{"from": DAY}),
    _address("/incidents/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    _address(f"/schedules/{_NUMBER}(?:/calendar\\.ics)?"),
    _address(f"/components/{_NUMBER}"),
    _address("/history", month=MONTH, page=PAGE_OF_HISTORY, q=SEARCH),
    _address("/(?:rss|atom|feed\\.json|calendar\\.ics|embed|embed\\.js)"),
    _address(f"/(?:components/{_NUMBER}/)?badge\\.svg", style=STYLE, label=OPEN),
    _address(f"/metrics/{_NUMBER}\\.json", range=RANGE),
    _address("/history\\.(?:rss|atom)", Kind.FILE),
    _address("/history\\.json", Kind.FILE, page=NUMBERED),
    _address("/(?:theme\\.css|logo-light|logo-dark)", Kind.FILE, v=VERSION),
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
        **_LIST,
    ),
    _address(f"/api/(?:incidents|schedules)/{_NUMBER}/updates(?:/{_NUMBER})?", Kind.REST, **_LIST),
    _address(f"/api/metrics/{_NUMBER}/points(?:/{_NUMBER})?", Kind.REST, **_LIST),
    _address("/api/v2/(?:status|summary|components|uptime)\\.json", Kind.FILE),
    _address("/api/v2/incidents(?:/unresolved)?\\.json", Kind.FILE),
    _address("/api/v2/scheduled-maintenances(?:/upcoming|/active)?\\.json", Kind.FILE),
)
ADDRESSES = (*_PUBLIC, *_REST)
_FURTHER = re.compile(r"(?:filter|fields)\[[^\[\]]*\](?:\[[^\[\]]*\])?")
"""Further open parameters of the REST API's lists."""


def asked_for(path: str, query: str, *, origin: str, accept_language: str) -> Asked | None:
    """None for what is not handed out from memory."""
    address = _of(path)
    if address is None or len(query) > _LONGEST_QUERY:
        return None
    counted = _counted(address, query)
    if counted is None:
        return None
    wish = counted.get("lang", "")
    return Asked(
        path=path,
        query=urlencode(sorted(counted.items())),
        language="" if wish or address.kind is not Kind.PAGE else _language(accept_language[:LONGEST_HEADER]),
        origin=origin if address.kind is Kind.REST else "",
        is_steady=all(_parameter(address, name).is_stored(value) for name, value in counted.items()),
    )


def _of(path: str) -> Address | None:
    if len(path) > _LONGEST_PATH:
        return None
    addresses = _REST if path.startswith("/api/") else _PUBLIC
    return next((one for one in addresses if one.pattern.fullmatch(path)), None)


def _counted(address: Address, query: str) -> Mapping[str, str] | None:
    """The parameters that change the answer; None where one of them is given twice."""
    if not query:
        return {}
    counted: dict[str, str] = {}
    seen: set[str] = set()
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return None
    for name, value in pairs:
        if not _is_known(address, name):
            continue
        if name in seen:
            return None
        seen.add(name)
        canonical = _parameter(address, name).canonical(value)
        if canonical or _parameter(address, name) is OPEN:
            counted[name] = canonical
    return counted


def _is_known(address: Address, name: str) -> bool:
    is_of_a_list = address.kind is Kind.REST and _FURTHER.fullmatch(name) is not None
    return name in address.parameters or is_of_a_list


def _parameter(address: Address, name: str) -> Parameter:
    return address.parameters.get(name, OPEN)


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
