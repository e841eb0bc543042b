"""Cachet's settings: those that Heliograph has come by the same names."""

from __future__ import annotations

from heliograph.errors import Invalid
from heliograph.project.importing.landing import Passage
from heliograph.project.importing.record import Record, refuse
from heliograph.project.importing.tally import LeftOut
from heliograph.site.models import Setting
from heliograph.site.validity import valid
from heliograph.site.vocabulary import SiteSettings

TABLE = "settings"
_UNKNOWN = "Heliograph has no such setting, or keeps it in its environment"


def bring_settings(passage: Passage) -> None:
    """What was set here stays. Left out ones are named, never their values: mail passwords are among them."""
    here = set(Setting.objects.values_list("name", flat=True))
    passage.progress.begin(TABLE, total=passage.source.count(TABLE))
    for columns in passage.source.rows(TABLE):
        record = Record(columns=columns)
        name = record.text("name")
        try:
            value = _value(record, name)
        except LeftOut as reason:
            passage.tally.leave_out(TABLE, name, str(reason))
            continue
        if name in here:
            passage.tally.stayed[TABLE] += 1
        elif value != getattr(SiteSettings(), name):
            Setting.objects.create(name=name, value=value)
            passage.tally.came[TABLE] += 1
        here.add(name)


def _value(record: Record, name: str) -> object:
    if name not in SiteSettings.__dataclass_fields__:
        refuse(_UNKNOWN)
    value = record.content("payload") if record.has("payload") else record.text_or_none("value")
    try:
        return valid(name, value)
    except Invalid as wrong:
        refuse(f"its value is not one that Heliograph takes: {wrong.message}")
