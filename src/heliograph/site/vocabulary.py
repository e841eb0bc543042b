"""The settings by their names in the contract, with their types and defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SiteSettings:
    """Every field is one setting; its type is what a value must be, its default what holds when none is set.

    Units: `*_days` days, `*_hours` hours, `*_threshold` percent, `refresh_rate` seconds,
    `partial_outage_weight` the share of a partial outage's time that counts as downtime,
    `api_rate_limit` requests a minute (0 or None: no limit), `api_v1_rate_limit` the same for `/api/v1`,
    counted by address (0: no limit), `api_allowed_origins` `*` or origins such as
    `https://example.org`, separated by blanks, whose pages may read the API, `*frame_ancestors` such
    origins whose pages may show ours inside theirs (`*` all, nothing none), `security_contact` an e-mail or
    `https` address, `undo_seconds` how long subscribers hear nothing yet of what was just said, so that it
    can be taken back or corrected, `mails_a_minute` what the mail provider allows (None: no limit).
    `publish_to` is a folder or `s3://bucket/prefix`, which the static site is written to (None: nowhere).
    `locale` is a tag of `language.NAMES`, or near to one (None: each visitor's own language).
    `theme` is one of `theme.SCHEMES`, `accent` of `theme.ACCENTS` or `#rrggbb`; `header` and `footer` are
    HTML, `stylesheet` CSS, each cleaned where it is shown; `logo_*` the digest of a picture, changed with it.
    """

    # Identity
    name: str = "Heliograph"
    about: str | None = None
    domain: str | None = None
    show_site_name: bool = True
    show_about: bool = True
    show_support: bool = True

    # Localisation
    timezone: str = "UTC"
    show_timezone: bool = False
    locale: str | None = None

    # The page
    incident_days: int = 7
    only_disrupted_days: bool = False
    recent_incidents_only: bool = False
    recent_incidents_days: int = 7
    refresh_rate: int | None = None
    display_graphs: bool = True
    show_component_group_status: bool = True
    major_outage_threshold: int = 25
    partial_outage_weight: float = 0.3
    dashboard_login_link: bool = True
    dynamic_favicon: bool = False

    # Theme
    theme: str = "auto"
    accent: str = "green"
    accent_content: str = "zinc"
    accent_pairing: bool = True
    header: str | None = None
    footer: str | None = None
    stylesheet: str | None = None
    logo_light: str | None = None
    logo_dark: str | None = None

    # Mail
    allow_subscribers: bool = True
    notify_long_running_incidents: bool = False
    long_running_incident_hours: int = 6
    undo_seconds: int = 10
    mails_a_minute: int | None = None

    # The doors
    api_enabled: bool = True
    api_protected: bool = False
    api_templates_protected: bool = False
    api_rate_limit: int | None = 300
    api_v1_rate_limit: int = 3_000
    api_allowed_origins: str = "*"
    mcp_enabled: bool = False
    mcp_protected: bool = True
    prometheus_protected: bool = True

    # Operators
    require_second_factor: bool = False

    # Other sites and researchers
    frame_ancestors: str = ""
    embed_frame_ancestors: str = "*"
    security_contact: str | None = None

    # The static site
    publish_to: str | None = None
