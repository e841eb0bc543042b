"""The components of a form: each with the status that an incident or a window gives it, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heliograph.status.drafts import ImpactDraft
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus
from heliograph.surfaces.dashboard.meanwhile import MeanwhileForm
from heliograph.surfaces.dashboard.words import COMPONENT_STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

NOT_AFFECTED = _("Not affected")
_PREFIX = "component-"


@dataclass(frozen=True, kw_only=True)
class AffectedGroup:
    """`is_chosen`: something in it is affected, so that it is shown unfolded."""

    name: str | _StrPromise
    fields: tuple[forms.BoundField, ...]
    is_chosen: bool


def all_components() -> list[Component]:
    rows = Component.objects.existing().select_related("group")
    return sorted(rows, key=_place)


def _place(one: Component) -> tuple[Any, ...]:
    group = one.group
    last = float("inf")
    return (
        last if group is None else group.order,
        one.group_id or 0,
        last if one.order is None else one.order,
        one.pk,
    )


def add_fields(form: forms.Form, components: Iterable[Component], given: Mapping[int, int | None]) -> None:
    """`given` are the statuses that they have so far."""
    for one in components:
        name = f"{_PREFIX}{one.pk}"
        form.fields[name] = forms.TypedChoiceField(
            label=one.name,
            required=False,
            coerce=lambda text: ComponentStatus(int(text)),
            empty_value=None,
            choices=[
                ("", NOT_AFFECTED),
                *((status.value, name) for status, name in COMPONENT_STATUS.items()),
            ],
            initial=given.get(one.pk) or "",
        )
        if isinstance(form, MeanwhileForm):
            form.carry(name)


def impacts(form: forms.Form, given: Mapping[int, int | None]) -> tuple[ImpactDraft, ...]:
    """What is `given` by now, and what was touched. A preview asks this of forms with invalid fields, too."""
    touched = {
        int(name.removeprefix(_PREFIX)): form.cleaned_data[name]
        for name in form.changed_data
        if name.startswith(_PREFIX) and name in form.cleaned_data and form.add_prefix(name) in form.data
    }
    by_now = {pk: None if status is None else ComponentStatus(status) for pk, status in given.items()}
    return tuple(
        ImpactDraft(component_id=pk, status=status)
        for pk, status in sorted((by_now | touched).items())
        if status is not None or pk not in touched
    )


def grouped(form: forms.Form, components: Iterable[Component]) -> list[AffectedGroup]:
    by_group: dict[int | None, list[Component]] = {}
    for one in components:
        by_group.setdefault(one.group_id, []).append(one)
    return [_group(form, members) for members in by_group.values()]


def _group(form: forms.Form, members: list[Component]) -> AffectedGroup:
    fields = tuple(form[f"{_PREFIX}{one.pk}"] for one in members)
    group = members[0].group
    return AffectedGroup(
        name=group.name if group else _("Components without a group"),
        fields=fields,
        is_chosen=group is None or any(field.value() or field.errors for field in fields),
    )
