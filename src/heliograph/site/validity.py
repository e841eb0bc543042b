"""What a setting's value may be."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from pydantic import TypeAdapter, ValidationError

from heliograph.errors import Invalid, NotFound
from heliograph.site.contact import is_contact
from heliograph.site.framing import are_framers
from heliograph.site.language import NAMES, nearest
from heliograph.site.publication import is_publishable
from heliograph.site.theme import ACCENTS, SCHEMES, is_accent
from heliograph.site.vocabulary import SiteSettings

if TYPE_CHECKING:
    from collections.abc import Callable


def valid(name: str, value: object) -> object:
    """The value. Raises NotFound for a name that there is not, Invalid with the name as field."""
    if name not in SiteSettings.__dataclass_fields__:
        raise NotFound(f"There is no setting {name!r}.")
    try:
        sound = _type_of(name).validate_python(value, strict=True)
    except ValidationError as wrong:
        raise Invalid({name: [error["msg"] for error in wrong.errors()]}) from wrong
    if name in _RULES and not _RULES[name][0](sound):
        raise Invalid({name: [_RULES[name][1]]})
    return sound


@cache
def _type_of(name: str) -> TypeAdapter[object]:
    return TypeAdapter(SiteSettings.__annotations__[name])


def _between(low: int, high: int) -> tuple[Callable[[object], bool], str]:
    return lambda value: value is None or (isinstance(value, int | float) and low <= value <= high), (
        f"Must be between {low} and {high}."
    )


def _at_most(characters: int) -> tuple[Callable[[object], bool], str]:
    return lambda value: value is None or (isinstance(value, str) and len(value) <= characters), (
        f"Must not be longer than {characters:,} characters."
    )


def _is_language(value: object) -> bool:
    return value is None or (isinstance(value, str) and nearest(value) is not None)


_FRAMERS = "Must be *, or origins such as https://example.org, separated by blanks."
_LOGO = (lambda value: value is None, "Is changed with the picture; null takes it down.")
_RULES: dict[str, tuple[Callable[[object], bool], str]] = {
    "name": (bool, "Must not be empty."),
    "locale": (_is_language, f"Must be null, or one of: {', '.join(NAMES)}."),
    "timezone": (lambda value: value in available_timezones(), "Must be a time zone such as Europe/Berlin."),
    "theme": (lambda value: value in SCHEMES, f"Must be one of: {', '.join(SCHEMES)}."),
    "accent": (is_accent, f"Must be a colour such as #1f5fbf, or one of: {', '.join(sorted(ACCENTS))}."),
    "header": _at_most(20_000),
    "footer": _at_most(20_000),
    "stylesheet": _at_most(50_000),
    "logo_light": _LOGO,
    "logo_dark": _LOGO,
    "incident_days": _between(0, 90),
    "recent_incidents_days": _between(0, 90),
    "refresh_rate": _between(5, 86_400),
    "major_outage_threshold": _between(1, 100),
    "partial_outage_weight": _between(0, 1),
    "long_running_incident_hours": _between(1, 8_760),
    "undo_seconds": _between(0, 3_600),
    "mails_a_minute": _between(1, 1_000_000),
    "api_rate_limit": _between(0, 1_000_000),
    "api_v1_rate_limit": _between(0, 1_000_000),
    "frame_ancestors": (are_framers, _FRAMERS),
    "embed_frame_ancestors": (are_framers, _FRAMERS),
    "publish_to": (is_publishable, "Must be null, an absolute folder, or s3:// with a bucket and a prefix."),
    "security_contact": (is_contact, "Must be an e-mail address or one that begins with https://."),
}
