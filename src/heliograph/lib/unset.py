"""A partial change: what it leaves out stays as it is."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Unset(Enum):
    """One member, so that a type checker can tell it from every value, None among them."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


def given(changes: DataclassInstance) -> dict[str, object]:
    """The fields of a change that were said, by name."""
    said = {field.name: getattr(changes, field.name) for field in fields(changes)}
    return {name: value for name, value in said.items() if value is not UNSET}
