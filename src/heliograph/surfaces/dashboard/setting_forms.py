"""A form for each group of settings: a field's kind follows from the setting's type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_type_hints
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from heliograph.site.language import NAMES
from heliograph.site.theme import SCHEMES
from heliograph.site.vocabulary import SiteSettings
from heliograph.surfaces.dashboard.meanwhile import MeanwhileForm

if TYPE_CHECKING:
    from heliograph.surfaces.dashboard.setting_groups import Group

_TYPES = get_type_hints(SiteSettings)
_SCHEMES = dict(zip(SCHEMES, (_("What each visitor prefers"), _("Light"), _("Dark")), strict=True))


def form_of(group: Group) -> type[forms.Form]:
    fields = {
        name: _field(name, label=words[0], help_text=words[1]) for name, words in group.settings.items()
    }
    return type("SettingsForm", (MeanwhileForm, forms.Form), fields)


class LogoForm(forms.Form):
    """A picture for each scheme; the verb says what is one."""

    logo_light = forms.FileField(
        label=_("Logo"), required=False, widget=UnfoldAdminFileFieldWidget, help_text=_("PNG, JPEG or WebP.")
    )
    logo_dark = forms.FileField(
        label=_("Logo on dark"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("Without one, the other stands on both."),
    )


def _field(name: str, **words: Any) -> forms.Field:
    special = _SPECIAL.get(name)
    return special(**words) if special else _BY_TYPE[_TYPES[name]](**words)


def _switch(**words: Any) -> forms.Field:
    return forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget, **words)


def _text(**words: Any) -> forms.Field:
    """What is wrong about it, and whether it may be empty, the verb says."""
    return forms.CharField(required=False, widget=UnfoldAdminTextInputWidget, **words)


def _optional_text(**words: Any) -> forms.Field:
    return forms.CharField(required=False, empty_value=None, widget=UnfoldAdminTextInputWidget, **words)


def _long_text(**words: Any) -> forms.Field:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4, "spellcheck": "false"})
    return forms.CharField(required=False, empty_value=None, widget=widget, strip=False, **words)


def _number(**words: Any) -> forms.Field:
    return forms.IntegerField(widget=UnfoldAdminIntegerFieldWidget, **words)


def _optional_number(**words: Any) -> forms.Field:
    return forms.IntegerField(required=False, widget=UnfoldAdminIntegerFieldWidget, **words)


def _share(**words: Any) -> forms.Field:
    return forms.FloatField(widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "0.05"}), **words)


def _choice(choices: Mapping[str, Any], **words: Any) -> forms.Field:
    """Nothing chosen is None."""
    return forms.TypedChoiceField(
        choices=list(choices.items()),
        required=False,
        empty_value=None,
        widget=UnfoldAdminSelectWidget,
        **words,
    )


def _zones(**words: Any) -> forms.Field:
    return _choice({name: name for name in sorted(available_timezones() - {"localtime"})}, **words)


_Maker = Callable[..., forms.Field]
_BY_TYPE: dict[object, _Maker] = {
    bool: _switch,
    str: _text,
    str | None: _optional_text,
    int: _number,
    int | None: _optional_number,
    float: _share,
}
_SPECIAL: dict[str, _Maker] = {
    "about": _long_text,
    "header": _long_text,
    "footer": _long_text,
    "stylesheet": _long_text,
    "theme": lambda **words: _choice(_SCHEMES, **words),
    "timezone": _zones,
    "locale": lambda **words: _choice({"": _("Each visitor's own")} | NAMES, **words),
}
