"""The page in the owner's colours: a stylesheet of its own behind ours, and the logo."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.urls import reverse

from heliograph.site.accents import accent_pair
from heliograph.site.theme import SCHEMES, Shade, is_accent
from heliograph.site.vocabulary import SiteSettings
from heliograph.surfaces.public.presenters.own_css import own_css

_BOTH, *_ONE = SCHEMES
_DEFAULT = SiteSettings()


@dataclass(frozen=True, kw_only=True)
class LogoShown:
    """Addresses; without `dark`, `usual` is for both schemes."""

    usual: str
    dark: str


def theme_css(site: SiteSettings) -> str:
    """Empty where nothing differs from our own stylesheet."""
    tokens = [*_scheme(site), *_accent(site)]
    root = f":root {{ {' '.join(tokens)} }}" if tokens else ""
    return "\n".join(part for part in (root, own_css(site.stylesheet or "")) if part)


def theme_url(site: SiteSettings) -> str:
    """Another one whenever the theme is, so that a change is seen at once; empty where there is none."""
    css = theme_css(site)
    return f"{reverse('public:theme')}?v={version_of(css)}" if css else ""


def version_of(css: str) -> str:
    return sha256(css.encode()).hexdigest()[:16]


def schemes(site: SiteSettings) -> str:
    return site.theme if site.theme in _ONE else "light dark"


def logo_shown(site: SiteSettings) -> LogoShown | None:
    light, dark = (_logo_url(shade, site) for shade in (Shade.LIGHT, Shade.DARK))
    if site.theme in _ONE:
        light, dark = (dark or light, "") if site.theme == "dark" else (light or dark, "")
    return LogoShown(usual=light or dark, dark=dark if light else "") if light or dark else None


def _logo_url(shade: Shade, site: SiteSettings) -> str:
    digest = getattr(site, shade.value)
    name = shade.value.replace("_", "-")
    return f"{reverse(f'public:{name}')}?v={digest}" if digest else ""


def _scheme(site: SiteSettings) -> list[str]:
    return [f"color-scheme: {site.theme};"] if site.theme in _ONE else []


def _accent(site: SiteSettings) -> list[str]:
    """What an import may have brought past the rules is passed over."""
    if site.accent == _DEFAULT.accent or not is_accent(site.accent):
        return []
    light, dark = accent_pair(site.accent)
    return [f"--accent: light-dark({light}, {dark});", "--focus: var(--accent);"]
