"""Two people at one form: what the second one sends never undoes unseen what the first one saved.

A form carries along what it showed. A field that its sender did not touch is not said; one that both have
changed is refused once, with what it says by now, and is the sender's to insist upon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms.fields import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from typing_extensions import override

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField
    from django.utils.datastructures import MultiValueDict


class MeanwhileForm(forms.BaseForm):
    """To inherit from, before Django's. `initial` is what is so by now, also when the form was sent."""

    base_fields: ClassVar[dict[str, Field]]
    data: MultiValueDict[str, Any]

    def __init__(self, *args: Any, **further: Any) -> None:
        super().__init__(*args, **further)
        for name in self.base_fields:
            self.carry(name)

    def carry(self, name: str) -> None:
        """What the field showed. For one that is added later, to be called then."""
        told = self.add_initial_prefix(name) in self.data
        self.fields[name].show_hidden_initial = told or not self.is_bound

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for bound in list(self._changed_by_both()):
            self.add_error(bound.name, _changed(bound.field, bound.initial))
            self._now_shown(bound)
        return cleaned

    def _changed_by_both(self) -> Iterator[BoundField]:
        for name in self.changed_data:
            bound = self[name]
            if not bound.field.show_hidden_initial:
                continue
            shown = bound.field.hidden_widget().value_from_datadict(
                self.data, self.files, bound.html_initial_name
            )
            is_otherwise_now = bound.field.has_changed(bound.initial, shown)
            if is_otherwise_now and bound.field.has_changed(bound.initial, bound.data):
                yield bound

    def _now_shown(self, bound: BoundField) -> None:
        now = bound.field.prepare_value(bound.initial)
        values = now if isinstance(now, list | tuple) else [now]
        self.data = self.data.copy()
        self.data.setlist(bound.html_initial_name, ["" if one is None else str(one) for one in values])


def _changed(field: Field, now: object) -> str:
    choices: Any = getattr(field, "choices", None)
    words = now if choices is None else dict(choices).get(now)
    if words and isinstance(words, str | Promise):
        changed = _("Somebody has changed this meanwhile, to “%(now)s”. Save again to have it as you say.")
        return changed % {"now": words}
    return _("Somebody has changed this meanwhile. Save again to have it as you say.")
