"""The owner's settings in the groups of their pages, each with its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = tuple[_StrPromise, _StrPromise]
    """What a setting is called, and a sentence of help."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """`settings` are by their names in the contract. `is_seen`: what it changes is seen on the page."""

    slug: str
    title: _StrPromise
    icon: str
    settings: Mapping[str, Words]
    is_seen: bool = False


GROUPS = (
    Group(
        slug="identity",
        title=_("Identity"),
        icon="badge",
        is_seen=True,
        settings={
            "name": (_("Name"), _("Stands at the top of the page, in mails and in feeds.")),
            "about": (_("About"), _("A sentence or two below the name.")),
            "show_site_name": (_("Show the name"), _("Beside the logo; without a logo it is always there.")),
            "show_about": (_("Show what it is about"), _("The sentences above, on the status page.")),
            "show_support": (_("Say what runs it"), _("“Powered by Heliograph” at the foot of the page.")),
        },
    ),
    Group(
        slug="theme",
        title=_("Theme"),
        icon="palette",
        is_seen=True,
        settings={
            "theme": (_("Scheme"), _("Light, dark, or what each visitor prefers.")),
            "accent": (_("Accent"), _("The colour of links and of the focus: a name, or #rrggbb.")),
            "header": (_("Header"), _("HTML above the page. Scripts and foreign pictures are taken out.")),
            "footer": (_("Footer"), _("HTML below the page, cleaned in the same way.")),
            "stylesheet": (_("Stylesheet"), _("CSS behind ours. A few custom properties restyle the page.")),
        },
    ),
    Group(
        slug="localisation",
        title=_("Localisation"),
        icon="translate",
        is_seen=True,
        settings={
            "timezone": (_("Time zone"), _("A day of the page is a day here. Visitors may read in theirs.")),
            "show_timezone": (_("Name the zone"), _("Behind each time.")),
            "locale": (_("Language"), _("Of the page and its mails. Unset: each visitor's own.")),
        },
    ),
    Group(
        slug="page",
        title=_("Status page"),
        icon="web",
        is_seen=True,
        settings={
            "incident_days": (_("Days of past incidents"), _("How many the page shows at a time, up to 90.")),
            "only_disrupted_days": (_("Leave out quiet days"), _("Only days on which something happened.")),
            "recent_incidents_only": (_("Only when recent"), _("Past incidents are left out when old.")),
            "recent_incidents_days": (_("Recent means"), _("Days, for the setting above.")),
            "refresh_rate": (_("Refresh"), _("Seconds after which an open page looks anew; unset: 30.")),
            "display_graphs": (_("Show metrics"), _("Their charts stand below the components.")),
            "show_component_group_status": (_("Status of groups"), _("A group shows its worst component.")),
            "major_outage_threshold": (
                _("Major outage from"),
                _("Percent of components at major outage from which on all is called one."),
            ),
            "partial_outage_weight": (
                _("Weight of a partial outage"),
                _("Which share of its time counts as downtime: 0 none, 1 all."),
            ),
            "dashboard_login_link": (_("Link to sign in"), _("On the page, for everybody.")),
            "dynamic_favicon": (
                _("Living icon"),
                _("The icon in the browser's tab takes the state's colour."),
            ),
        },
    ),
    Group(
        slug="mail",
        title=_("Mail"),
        icon="mail",
        settings={
            "allow_subscribers": (_("Subscribing"), _("Visitors may subscribe, and subscribers are told.")),
            "undo_seconds": (
                _("Time to take back"),
                _("Seconds in which what was just said can be taken back or corrected; then mails go out."),
            ),
            "mails_a_minute": (_("Mails a minute"), _("What your mail provider allows. Unset: no limit.")),
            "notify_long_running_incidents": (
                _("Remind operators"),
                _("Of incidents that stay open while nobody says anything about them."),
            ),
            "long_running_incident_hours": (_("Remind after"), _("Hours without an update.")),
        },
    ),
    Group(
        slug="api",
        title=_("API"),
        icon="api",
        settings={
            "api_enabled": (_("REST API"), _("Off: every address below /api answers 404.")),
            "api_protected": (_("Only with a token"), _("Off: everybody may read what the page shows.")),
            "api_templates_protected": (
                _("Templates only with a token"),
                _("Off: incident templates can be read by everyone, as in Cachet."),
            ),
            "api_rate_limit": (_("Requests a minute"), _("Of one user or address. Unset or 0: no limit.")),
            "api_v1_rate_limit": (
                _("Requests a minute to /api/v1"),
                _("From one address, for clients of Cachet 2. 0: no limit."),
            ),
            "api_allowed_origins": (
                _("Origins"),
                _("Whose pages may read the API in a browser: *, or addresses separated by blanks."),
            ),
            "mcp_enabled": (_("MCP"), _("A door for assistants, at /mcp.")),
            "mcp_protected": (_("MCP only with a token"), _("Off: assistants may read what the page shows.")),
            "prometheus_protected": (
                _("Prometheus only with a token"),
                _("Off: everybody may read /metrics."),
            ),
        },
    ),
    Group(
        slug="security",
        title=_("Security"),
        icon="shield",
        settings={
            "require_second_factor": (
                _("Require a second factor"),
                _("Who has none sets one up before anything else. Set up your own first."),
            ),
            "frame_ancestors": (
                _("Who may frame the page"),
                _("*, or origins such as https://example.org, separated by blanks. Empty: nobody."),
            ),
            "embed_frame_ancestors": (_("Who may frame the banner"), _("The same, for /embed.")),
            "security_contact": (
                _("Contact for researchers"),
                _("An e-mail or https address, told in /.well-known/security.txt."),
            ),
            "publish_to": (
                _("Publish to"),
                _("A folder, or s3://bucket/prefix: a copy of the page for other servers. Unset: none."),
            ),
        },
    ),
)

OF_CACHET = frozenset({"domain", "accent_content", "accent_pairing"})
"""Kept for who comes from Cachet and reads them by the command line; nothing here depends on them."""

OF_A_PICTURE = frozenset({"logo_light", "logo_dark"})
"""Changed with the picture itself."""
