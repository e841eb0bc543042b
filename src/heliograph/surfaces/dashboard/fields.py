"""Fields of our own forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from typing_extensions import override
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import IntEnum

_FORMAT = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeField):
    """A day and a time in the page's time zone, asked for by the browser's own means."""

    def __init__(self, **further: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format=_FORMAT)
        super().__init__(widget=widget, input_formats=[_FORMAT, f"{_FORMAT}:%S"], **further)

    @override
    def has_changed(self, initial: Any, data: Any) -> bool:
        """The browser asks for minutes: the seconds of what was there are not changed by leaving it alone."""
        if super().has_changed(initial, data):
            before, after = self.to_python(initial), self.to_python(data)
            return before is None or after is None or before.replace(second=0, microsecond=0) != after
        return False


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
