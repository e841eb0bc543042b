"""The names that addresses have as files of any web server, and the links between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from heliograph.publishing.forms import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from heliograph.publishing.addresses import Asked
    from heliograph.publishing.forms import Header

_RENAMED = {"/rss": "/rss.xml", "/atom": "/atom.xml"}
_PICTURES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
_LINK = re.compile(rb'(?P<before> (?:href|src|srcset|action|data-src)=")(?P<address>[/?][^"]*)"')
_NO_FILE = ("/subscribe", "/dashboard", "/subscribers/")
_NO_FILE_OF_ITS_OWN = ("/follow",)
"""What a file cannot do: there the links lead to Heliograph itself."""

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


def file_of(asked: Asked, headers: Sequence[Header], body: bytes, *, origin: str) -> File:
    content_type = named(headers).get("content-type", "")
    address = _address(asked.path, dict(parse_qsl(asked.query)), content_type)
    is_page = content_type.startswith("text/html")
    return File(
        name=f"{address[1:]}index.html" if address.endswith("/") else address[1:],
        address=address,
        content=_linked(body, asked.path, origin) if is_page else body,
        headers=[(name, value) for name, value in headers if name.lower() in _HEADERS],
    )


def headers_file(files: Iterable[File]) -> bytes:
    """As Netlify, Cloudflare Pages and others read it: `_headers`."""
    blocks = [
        f"{file.address}\n" + "".join(f"  {name}: {value}\n" for name, value in file.headers)
        for file in sorted(files, key=lambda one: one.address)
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


def _linked(page: bytes, path: str, origin: str) -> bytes:
    """Links with a query lead to the file that stands for it, or to Heliograph itself."""

    def leading(found: re.Match[bytes]) -> bytes:
        address = found["address"].decode()
        whole = f"{path}{address}" if address.startswith("?") else address
        return found["before"] + _link(whole, origin).encode() + b'"'

    return _LINK.sub(leading, page)


def _link(address: str, origin: str) -> str:
    path, _, rest = address.partition("?")
    said = dict(parse_qsl(rest.partition("#")[0].replace("&amp;", "&")))
    if path.startswith(_NO_FILE) or path.endswith(_NO_FILE_OF_ITS_OWN) or "lang" in said:
        return f"{origin}{address}"
    if path in _RENAMED:
        return _RENAMED[path]
    if path == "/history" and "month" in said:
        return f"/history/{said['month']}/"
    if path == "/" and "from" in said:
        return f"/history/{said['from'][:7]}/"
    return address
