"""Names of addresses as files of any web server, and relative links between those files.

Links are relative and name files (`../history/index.html`), so that the site works below any path, and on
storages that do not know an index of a folder. What is no file leads to Heliograph itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from posixpath import dirname, relpath
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from heliograph.publishing.forms import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from heliograph.publishing.forms import Header
    from heliograph.publishing.renditions import Rendition

_INDEX = "index.html"
_STATIC = "/static/"
_RENAMED = {"/rss": "/rss.xml", "/atom": "/atom.xml"}
_PICTURES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
_LINK = re.compile(
    rb'(?P<before> (?P<name>href|src|srcset|action|data-chart|data-drawer|data-uplot|data-uplot-style)=")'
    rb'(?P<address>(?:/(?!/)|\?)[^"]*)"'
)
_HEADERS = frozenset(
    {
        *("content-security-policy", "cross-origin-resource-policy", "permissions-policy"),
        *("referrer-policy", "x-content-type-options", "access-control-allow-origin"),
    }
)


@dataclass(frozen=True, kw_only=True)
class File:
    """`address` is where a static server shows it."""

    name: str
    address: str
    content: bytes
    headers: Sequence[Header] = ()


@dataclass(frozen=True, kw_only=True)
class Links:
    """`names` has the file of each address. `origin` is that of Heliograph itself."""

    origin: str
    names: Mapping[str, str]

    def followed(self, page: bytes, *, path: str, name: str) -> bytes:
        """The page with links that lead from its file to others; `path` is the page's own address."""

        def leading(found: re.Match[bytes]) -> bytes:
            address = unescape(found["address"].decode())
            whole = f"{path}{address}" if address.startswith("?") else address
            is_form = found["name"] == b"action"
            link = f"{self.origin}{whole}" if is_form else self._link(whole, of=name)
            return found["before"] + escape(link).encode() + b'"'

        return _LINK.sub(leading, page)

    def _link(self, address: str, *, of: str) -> str:
        parts = urlsplit(address)
        name = self.names.get(_key(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))))
        if name is None:
            return f"{self.origin}{address}"
        version = f"?{parts.query}" if parts.path.startswith(_STATIC) and parts.query else ""
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f"{relpath(name, dirname(of) or '.')}{version}{fragment}"


def _key(path: str, query: dict[str, str]) -> str:
    """The address of the file that shows what a link asks for; one without a file where a file cannot."""
    query.pop("v", None)
    if path == "/" and query.keys() == {"from"}:
        return f"/history?month={query['from'][:7]}"
    return f"{path}?{urlencode(query)}" if query else path


def links_between(renditions: Iterable[Rendition], static: Iterable[File], *, origin: str) -> Links:
    names = {file.address: file.name for file in static}
    names |= {_key(one.asked.path, dict(parse_qsl(one.asked.query))): _name_of(one) for one in renditions}
    return Links(origin=origin, names=names)


def file_of(rendition: Rendition, links: Links) -> File:
    address, name = _address_of(rendition), _name_of(rendition)
    content_type = named(rendition.headers).get("content-type", "")
    is_page = content_type.startswith("text/html")
    body = rendition.body
    return File(
        name=name,
        address=address,
        content=links.followed(body, path=rendition.asked.path, name=name) if is_page else body,
        headers=[
            (header, value.replace("form-action 'self'", f"form-action 'self' {links.origin}"))
            for header, value in rendition.headers
            if header.lower() in _HEADERS
        ],
    )


def _name_of(rendition: Rendition) -> str:
    address = _address_of(rendition)
    return f"{address[1:]}{_INDEX}" if address.endswith("/") else address[1:]


def _address_of(rendition: Rendition) -> str:
    asked, content_type = rendition.asked, named(rendition.headers).get("content-type", "")
    return _address(asked.path, dict(parse_qsl(asked.query)), content_type)


def headers_file(files: Iterable[File]) -> bytes:
    """As Netlify, Cloudflare Pages and others read it: `_headers`. They serve an index at both addresses."""
    blocks = [
        f"{address}\n" + "".join(f"  {name}: {value}\n" for name, value in file.headers)
        for file in sorted(files, key=lambda one: one.address)
        for address in dict.fromkeys((file.address, f"/{file.name}"))
        if file.headers
    ]
    return "\n".join(blocks).encode()


def _address(path: str, query: dict[str, str], content_type: str) -> str:
    if path in _RENAMED:
        return _RENAMED[path]
    if path == "/history" and "month" in query:
        return f"/history/{query['month']}/"
    if path.startswith("/logo-"):
        return path + _PICTURES.get(content_type, "")
    if "json" in content_type and not path.endswith((".json", ".webmanifest")):
        return f"{path}.json"
    return f"{path.rstrip('/')}/" if content_type.startswith("text/html") else path
