"""The same page in every language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from heliograph.site.language import NAMES
from heliograph.surfaces.public.links import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEPT = ("from", "month", "q")
"""What else an address may say that changes the page."""

_LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """`url` is the query alone, which a browser puts behind the path that it is at."""

    tag: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Languages:
    """`spoken` is the tag of the page's own, `name` how its speakers name it."""

    spoken: str
    name: str
    links: tuple[LanguageLink, ...]


def languages_shown(query: Mapping[str, str], *, spoken: str) -> Languages:
    kept = {name: query[name][:_LONGEST] for name in _KEPT if query.get(name)}
    links = (
        LanguageLink(
            tag=tag,
            name=name,
            url=f"?{urlencode(kept | {LANGUAGE: tag})}",
            is_current=tag == spoken,
        )
        for tag, name in NAMES.items()
    )
    return Languages(spoken=spoken, name=NAMES.get(spoken, spoken), links=tuple(links))
