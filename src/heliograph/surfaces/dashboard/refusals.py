"""What a verb refuses, said on the form that asked for it; and what only this surface refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import BaseForm


class TooOften(Refused):
    """A 429."""


def tell(form: BaseForm, refusal: Refused, *, fields: Mapping[str, str]) -> None:
    """`fields` are the form's own names for what the verb calls otherwise."""
    if not isinstance(refusal, Invalid):
        form.add_error(None, refusal.message)
        return
    for named, messages in refusal.errors.items():
        field = fields.get(named, named)
        form.add_error(field if field in form.fields else None, messages)
