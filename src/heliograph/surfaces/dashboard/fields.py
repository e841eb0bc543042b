"""Fields of our own forms."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from typing_extensions import override
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from heliograph.lib import local_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo
    from enum import IntEnum

    from django.forms.boundfield import BoundField

_PICKED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)
"""The format of a browser's date and time picker."""


class MomentInput(forms.TextInput):
    """The browser's date and time picker; a text field for values that the picker would drop."""

    @override
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["type"] = "datetime-local" if not value or _is_pickable(value) else "text"
        return context


class Moment(forms.Field):
    """A date and a time in the page's time zone. An untouched value stays exactly the moment that it was."""

    widget = MomentInput
    _untouched: datetime | None = None

    @override
    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        initial = form.get_initial_for_field(self, field_name)
        self._untouched = initial if isinstance(initial, datetime) else None
        return super().get_bound_field(form, field_name)

    @override
    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        if self._untouched and value == self.prepare_value(self._untouched):
            return self._untouched
        zone = timezone.get_current_timezone()
        try:
            return local_time.parse(value, zone)
        except ValueError as error:
            raise forms.ValidationError(_wrong_time(error, zone)) from error

    @override
    def prepare_value(self, value: Any) -> Any:
        is_moment = isinstance(value, datetime)
        return local_time.iso(value, timezone.get_current_timezone()) if is_moment else value

    @override
    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as shown, without parsing: Django asks this of invalid values too."""
        return (self.prepare_value(initial) or "") != (data or "").strip()


def _is_pickable(value: str) -> bool:
    if not _PICKED.fullmatch(value):
        return False
    try:
        local_time.parse(value, timezone.get_current_timezone())
    except local_time.RepeatedTimeError:  # the picker has no place for the offset
        return False
    except ValueError:
        return True
    return True


def _wrong_time(error: ValueError, zone: tzinfo) -> str:
    match error:
        case local_time.SkippedTimeError():
            before, after = (local_time.iso(one, zone) for one in error.nearest)
            return _("The clocks go forward over this time. Enter %(before)s or %(after)s.") % {
                "before": before,
                "after": after,
            }
        case local_time.RepeatedTimeError():
            first, second = (one.isoformat(timespec="minutes") for one in error.readings)
            return _("This time occurs twice, as the clocks go back. Enter %(first)s or %(second)s.") % {
                "first": first,
                "second": second,
            }
        case local_time.YearOutOfRangeError():
            return _("Enter a year between %(first)s and %(last)s.") % {
                "first": local_time.YEARS[0],
                "last": local_time.YEARS[-1],
            }
        case _:
            return _("Enter a date and a time, such as 2026-01-31 23:59.")


def chosen(
    kind: type[IntEnum], words: Mapping[Any, Any], *, label: Any, **further: Any
) -> forms.TypedChoiceField:
    """One of an enumeration, by its words, in the admin's dress."""
    return forms.TypedChoiceField(
        label=label,
        coerce=lambda text: kind(int(text)),
        choices=[(one.value, name) for one, name in words.items()],
        widget=UnfoldAdminSelectWidget,
        **further,
    )


def text(
    *,
    label: Any,
    is_long: bool = False,
    may_be_empty: bool = False,
    most: int = 255,
    help_text: Any = "",
) -> forms.CharField:
    """What may be empty is None then, as the drafts have it. What is not long has `most` characters."""
    return forms.CharField(
        label=label,
        required=not may_be_empty,
        empty_value=None if may_be_empty else "",
        help_text=help_text,
        max_length=None if is_long else most,
        widget=UnfoldAdminTextareaWidget if is_long else UnfoldAdminTextInputWidget,
    )


def truth(*, label: Any, **further: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=UnfoldBooleanSwitchWidget, **further)


def whole(*, label: Any, **further: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, widget=UnfoldAdminIntegerFieldWidget, **further)
