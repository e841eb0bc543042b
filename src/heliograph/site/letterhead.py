"""What every letter of the page begins with: whose it is, in the owner's colours, the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation

from heliograph.lib.plain_text import one_line
from heliograph.site.accents import accent_pair
from heliograph.site.address import absolute
from heliograph.site.language import tag_of
from heliograph.site.theme import is_accent
from heliograph.site.vocabulary import SiteSettings

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """For `site/letter.html`. Addresses are whole: a letter is read anywhere."""

    name: str
    home: str
    language: str
    direction: str
    accent: str
    accent_dark: str
    logo: str
    logo_dark: str

    @classmethod
    def of(cls, site: SiteSettings) -> Self:
        """In the language that is active."""
        accent, accent_dark = accent_pair(site.accent if is_accent(site.accent) else SiteSettings().accent)
        light, dark = site.logo_light or site.logo_dark, site.logo_dark or site.logo_light
        return cls(
            name=one_line(site.name),
            home=absolute("/"),
            language=tag_of(translation.get_language() or ""),
            direction="rtl" if translation.get_language_bidi() else "ltr",
            accent=accent,
            accent_dark=accent_dark,
            logo=_logo("light" if site.logo_light else "dark", light),
            logo_dark=_logo("dark" if site.logo_dark else "light", dark),
        )


def _logo(shade: str, digest: str | None) -> str:
    return absolute(f"{reverse(f'public:logo-{shade}')}?v={digest}") if digest else ""
