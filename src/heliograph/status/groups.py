from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import ComponentGroupCreated, ComponentGroupDeleted, ComponentGroupUpdated
from heliograph.lib import clock
from heliograph.lib.unset import given
from heliograph.status.checks import require_lengths
from heliograph.status.models import Component, ComponentGroup
from heliograph.status.steps import locked, require_components, row_of, save_changes
from heliograph.status.vocabulary import GroupOrderColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heliograph.status.drafts import ComponentGroupChanges, ComponentGroupDraft


@transaction.atomic(durable=True)
def create_component_group(draft: ComponentGroupDraft, *, actor: Actor) -> ComponentGroup:
    actor.require(Ability.COMPONENT_GROUPS_MANAGE)
    _require_members(draft.components)
    require_lengths({"name": draft.name})
    group = ComponentGroup.objects.create(
        name=draft.name,
        order=draft.order,
        order_column=draft.order_column,
        order_direction=draft.order_direction,
        collapsed=draft.collapsed,
        visible=draft.visible,
        meta=dict(draft.meta),
    )
    _require_direction(group)
    _move_into(group, draft.components)
    log.record(ComponentGroupCreated(subject_id=group.pk, row=row_of(group)), actor=actor)
    return group


@transaction.atomic(durable=True)
def update_component_group(group_id: int, changes: ComponentGroupChanges, *, actor: Actor) -> ComponentGroup:
    actor.require(Ability.COMPONENT_GROUPS_MANAGE)
    group = locked(ComponentGroup.objects.all(), group_id)
    values = given(changes)
    members = cast("Sequence[int]", values.pop("components", ()))
    _require_members(members)
    require_lengths(values)
    before = save_changes(group, values)
    _require_direction(group)
    moved = _move_into(group, members)
    if before or moved:
        log.record(ComponentGroupUpdated(subject_id=group.pk, row=row_of(group), before=before), actor=actor)
    return group


@transaction.atomic(durable=True)
def delete_component_group(group_id: int, *, actor: Actor) -> None:
    """Its components stay, in no group."""
    actor.require(Ability.COMPONENT_GROUPS_DELETE)
    group = locked(ComponentGroup.objects.all(), group_id)
    row = row_of(group)
    members = list(group.components.values_list("pk", flat=True))
    group.delete()  # with them still in it: who subscribed to the group goes on to hear of them
    Component.objects.filter(pk__in=members).update(updated_at=clock.now())
    log.record(ComponentGroupDeleted(subject_id=group_id, row=row), actor=actor)


@transaction.atomic(durable=True)
def order_component_groups(group_ids: Sequence[int], *, actor: Actor) -> None:
    """In this order from now on. Each that moves is an event of its own, as if it had been moved alone."""
    actor.require(Ability.COMPONENT_GROUPS_MANAGE)
    places = {pk: place for place, pk in enumerate(group_ids, start=1)}
    for pk in sorted(
        places
    ):  # always in the same order, so that two that move at once do not wait in a circle
        group = locked(ComponentGroup.objects.all(), pk)
        before = save_changes(group, {"order": places[pk]})
        if before:
            log.record(ComponentGroupUpdated(subject_id=pk, row=row_of(group), before=before), actor=actor)


def _require_members(component_ids: Sequence[int]) -> None:
    require_components({f"components.{index}": pk for index, pk in enumerate(component_ids)})


def _move_into(group: ComponentGroup, component_ids: Sequence[int]) -> int:
    """How many were not in it before."""
    newcomers = Component.objects.existing().filter(pk__in=component_ids).exclude(group=group)
    return newcomers.update(group=group, absent_group=None, updated_at=clock.now())


def _require_direction(group: ComponentGroup) -> None:
    """A group that sorts by itself must say which way."""
    sorts_itself = group.order_column not in {None, GroupOrderColumn.MANUAL}
    if sorts_itself and group.order_direction is None:
        raise Invalid({"order_direction": ["The order direction field is required."]})
