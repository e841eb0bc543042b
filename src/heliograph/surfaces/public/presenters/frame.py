"""What is around every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation

from heliograph.site.address import DASHBOARD
from heliograph.surfaces.public.presenters.messages import message_html
from heliograph.surfaces.public.presenters.moments import day_and_time
from heliograph.surfaces.public.presenters.own_html import own_html
from heliograph.surfaces.public.presenters.theme import LogoShown, logo_shown, schemes, theme_url

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from heliograph.site.vocabulary import SiteSettings
    from heliograph.surfaces.public.presenters.languages import Languages

_REFRESH_RATE = 30
"""Seconds, where the owner has not said."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    site_name: str
    shows_site_name: bool
    about: SafeString | None
    languages: Languages
    direction: str
    zone: str
    zone_name: str
    names_zone: bool
    day_and_time: str
    shows_support: bool
    offers_subscription: bool
    dashboard_url: str
    refresh_rate: int
    schemes: str
    theme_url: str
    logo: LogoShown | None
    own_header: SafeString
    own_footer: SafeString


def frame_of(site: SiteSettings, languages: Languages) -> Frame:
    return Frame(
        site_name=site.name,
        shows_site_name=site.show_site_name,
        about=message_html(site.about) if site.about and site.show_about else None,
        languages=languages,
        direction="rtl" if translation.get_language_bidi() else "ltr",
        zone=site.timezone,
        names_zone=site.show_timezone,
        day_and_time=day_and_time("{day}", "{time}"),
        zone_name=site.timezone.replace("_", " "),
        shows_support=site.show_support,
        offers_subscription=site.allow_subscribers,
        dashboard_url=DASHBOARD if site.dashboard_login_link else "",
        refresh_rate=site.refresh_rate or _REFRESH_RATE,
        schemes=schemes(site),
        theme_url=theme_url(site),
        logo=logo_shown(site),
        own_header=own_html(site.header),
        own_footer=own_html(site.footer),
    )
