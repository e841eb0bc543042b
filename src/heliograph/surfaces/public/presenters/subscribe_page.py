"""The forms by which visitors subscribe, and change what they subscribed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.subscribers.drafts import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from heliograph.status.queries import GroupStanding

EVERYTHING = "everything"
CHOSEN = "chosen"


@dataclass(frozen=True, kw_only=True)
class Option:
    """`value` is what the form sends: `component-3`, or `group-2` for all that is in it now."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class OptionGroup:
    """Without `whole`: the components that belong to no group."""

    whole: Option | None
    members: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class SubscribePage:
    """`wrong` holds what is wrong by the field, in words."""

    email: str
    is_global: bool
    groups: tuple[OptionGroup, ...]
    wrong: dict[str, str]
    unsubscribe_url: str = ""


def options(groups: Iterable[GroupStanding], chosen: Collection[str]) -> tuple[OptionGroup, ...]:
    return tuple(_group(one, chosen) for one in groups)


def _group(standing: GroupStanding, chosen: Collection[str]) -> OptionGroup:
    group = standing.group
    return OptionGroup(
        whole=_option(f"group-{group.pk}", group.name, chosen) if group else None,
        members=tuple(
            _option(f"component-{one.component.pk}", one.component.name, chosen) for one in standing.members
        ),
    )


def _option(value: str, name: str, chosen: Collection[str]) -> Option:
    return Option(value=value, name=name, is_chosen=value in chosen)


def choice_of(scope: str, chosen: Sequence[str], groups: Iterable[GroupStanding]) -> Choice:
    """What is not on the form is not chosen by it."""
    if scope != CHOSEN:
        return Choice(is_global=True)
    components = [
        one.component.pk
        for standing in groups
        for one in standing.members
        if f"component-{one.component.pk}" in chosen
        or (standing.group is not None and f"group-{standing.group.pk}" in chosen)
    ]
    return Choice(is_global=False, components=components)
