"""Which language is spoken: what an address asks for, the owner's, or the nearest to the visitor's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from heliograph.site.vocabulary import SiteSettings

FALLBACK = "en"

NAMES = {
    "de": "Deutsch",
    "de-AT": "Deutsch (Österreich)",
    "de-CH": "Deutsch (Schweiz)",
    "en": "English",
    "en-GB": "English (UK)",
    "es": "Español",
    "fil": "Filipino",
    "fr": "Français",
    "nl": "Nederlands",
    "pt-BR": "Português (Brasil)",
    "ar": "العربية",
    "ko": "한국어",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
}
"""The languages by their tags (BCP 47), as their speakers name them."""

_TAGS = {tag.lower(): tag for tag in NAMES}


class ChosenBy(Enum):
    ADDRESS = auto()
    OWNER = auto()
    VISITOR = auto()
    """By the header that a browser sends, or for want of any choice."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """`code` is Django's, in small letters."""

    code: str
    by: ChosenBy

    @property
    def tag(self) -> str:
        return tag_of(self.code)


def language_of_page(site: SiteSettings, *, asked: str, accepted: str) -> Language:
    """`asked` is what the address says, `accepted` the header Accept-Language; either may be nonsense."""
    if code := nearest(asked):
        return Language(code=code, by=ChosenBy.ADDRESS)
    if code := nearest(site.locale):
        return Language(code=code, by=ChosenBy.OWNER)
    return Language(code=language_accepted(accepted), by=ChosenBy.VISITOR)


def language_of(site: SiteSettings) -> str:
    """Where there is no visitor whom one could ask."""
    return nearest(site.locale) or FALLBACK


def tag_of(code: str) -> str:
    return _TAGS.get(code, code)


def nearest(tag: str | None) -> str | None:
    """The code of the language that there are words for: `pt_PT` is near to Brazilian Portuguese."""
    try:
        return translation.get_supported_language_variant((tag or "").replace("_", "-").lower())
    except LookupError:
        return None


def language_accepted(header: str) -> str:
    """The code of what a browser's header `Accept-Language` likes best of what there is."""
    return next(languages_accepted(header), FALLBACK)


def languages_accepted(header: str) -> Iterator[str]:
    """All of what there is that the header names, the best liked first."""
    wishes = (nearest(tag) for tag, _ in parse_accept_lang_header(header))
    return (code for code in wishes if code)
