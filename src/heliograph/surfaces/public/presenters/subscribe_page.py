"""The forms by which visitors subscribe, and change what they subscribed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.subscribers.drafts import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.http import QueryDict

    from heliograph.status.queries import GroupStanding
    from heliograph.subscribers.models import Following

CHOSEN = "chosen"


@dataclass(frozen=True, kw_only=True)
class Option:
    """`value` is what the form sends: `component-3`, or `group-2` for whatever is in it."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class OptionGroup:
    """Without `whole`: the components that belong to no group."""

    whole: Option | None
    members: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Followed:
    """`value` is what the form sends of it."""

    value: int
    name: str
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class SubscribePage:
    """`wrong` holds what is wrong by the field, in words."""

    email: str
    is_global: bool
    groups: tuple[OptionGroup, ...]
    wrong: dict[str, str]
    followed: tuple[Followed, ...] = ()
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


def chosen_by(choice: Choice) -> set[str]:
    """The values of the options."""
    return {f"component-{pk}" for pk in choice.components} | {f"group-{pk}" for pk in choice.groups}


def followed(followings: Iterable[Following], ended: Collection[int]) -> tuple[Followed, ...]:
    return tuple(Followed(value=one.pk, name=one.name, is_kept=one.pk not in ended) for one in followings)


def choice_of(
    sent: QueryDict, groups: Sequence[GroupStanding], followings: Iterable[Following] = ()
) -> Choice:
    """What is not on the form is not chosen by it; a following ends that was on it and is not ticked."""
    kept, shown = sent.getlist("follow"), sent.getlist("followed")
    unfollowed = [one.pk for one in followings if str(one.pk) in shown and str(one.pk) not in kept]
    if sent.get("scope") != CHOSEN:
        return Choice(is_global=True, unfollowed=unfollowed)
    chosen = set(sent.getlist("of"))
    whole = [one.group.pk for one in groups if one.group and f"group-{one.group.pk}" in chosen]
    components = [
        one.component.pk
        for standing in groups
        if standing.group is None or standing.group.pk not in whole
        for one in standing.members
        if f"component-{one.component.pk}" in chosen
    ]
    return Choice(is_global=False, components=components, groups=whole, unfollowed=unfollowed)
