from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import SettingChanged
from heliograph.lib import clock
from heliograph.lib.remembered import remembered
from heliograph.site.models import Setting
from heliograph.site.validity import valid
from heliograph.site.vocabulary import SiteSettings

NAMES = tuple(field.name for field in fields(SiteSettings))

SITE_ID = 1
"""The subject of settings' events: there is one page."""


def load() -> SiteSettings:
    """What holds now: the stored values over the defaults."""
    return remembered("settings", _read)


def _read() -> SiteSettings:
    stored: dict[str, Any] = dict(Setting.objects.values_list("name", "value"))
    return SiteSettings(**{name: value for name, value in stored.items() if name in NAMES})


@transaction.atomic(durable=True)
def change_setting(name: str, value: object, *, actor: Actor) -> SiteSettings:
    """Raises NotFound for a name that there is not, Invalid with the name as field for a wrong value."""
    actor.require(Ability.SETTINGS_MANAGE)
    _change(name, valid(name, value), actor)
    return load()


@transaction.atomic(durable=True)
def change_settings(values: Mapping[str, object], *, actor: Actor) -> SiteSettings:
    """All of them or none. Raises as `change_setting` does, with every wrong value in one Invalid."""
    actor.require(Ability.SETTINGS_MANAGE)
    for name, value in _all_valid(values).items():
        _change(name, value, actor)
    return load()


def _all_valid(values: Mapping[str, object]) -> dict[str, object]:
    sound: dict[str, object] = {}
    wrong: dict[str, Sequence[str]] = {}
    for name, value in values.items():
        try:
            sound[name] = valid(name, value)
        except Invalid as invalid:
            wrong |= invalid.errors
    if wrong:
        raise Invalid(wrong)
    return sound


def _change(name: str, value: object, actor: Actor) -> None:
    Setting.objects.update_or_create(name=name, defaults={"value": value, "updated_at": clock.now()})
    log.record(SettingChanged(subject_id=SITE_ID, row={"name": name, "value": value}), actor=actor)
