from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.errors import Invalid
from heliograph.events import log
from heliograph.events.kinds import (
    ComponentCreated,
    ComponentDeleted,
    ComponentRestored,
    ComponentUpdated,
)
from heliograph.lib import clock
from heliograph.lib.unset import UNSET, given
from heliograph.status.checks import require_lengths, require_web_link
from heliograph.status.component_recovery import end_reported_impacts
from heliograph.status.drafts import StatusChange
from heliograph.status.models import Component
from heliograph.status.queries import unknown_groups
from heliograph.status.steps import locked, require_components, row_of, save_changes, set_baseline
from heliograph.status.vocabulary import ComponentStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heliograph.status.drafts import ComponentChanges, ComponentDraft


@transaction.atomic(durable=True)
def create_component(draft: ComponentDraft, *, actor: Actor) -> Component:
    actor.require(Ability.COMPONENTS_MANAGE)
    _require_group(draft.component_group_id)
    require_lengths({"name": draft.name, "description": draft.description})
    require_web_link(draft.link)
    component = Component.objects.create(
        name=draft.name,
        description=draft.description,
        link=draft.link,
        status=draft.status,
        order=draft.order,
        enabled=draft.enabled,
        group_id=draft.component_group_id,
        absent_group=draft.absent_group,
        tags=_each_once(draft.tags),
        meta=dict(draft.meta),
    )
    log.record(ComponentCreated(subject_id=component.pk, row=row_of(component)), actor=actor)
    return component


@transaction.atomic(durable=True)
def update_component(component_id: int, changes: ComponentChanges, *, actor: Actor) -> Component:
    """A status among the changes is an event of its own, as if it had been changed alone."""
    actor.require(Ability.COMPONENTS_MANAGE)
    return _apply(component_id, changes, actor)


@transaction.atomic(durable=True)
def report_component(component_id: int, changes: ComponentChanges, *, actor: Actor) -> Component:
    """Updates a component for Cachet 2's API, where an operational component has recovered.

    See `component_recovery` for what ends with that.
    """
    actor.require(Ability.COMPONENTS_MANAGE)
    component = _apply(component_id, changes, actor)
    if changes.status == ComponentStatus.OPERATIONAL:
        end_reported_impacts(component.pk, actor)
    return component


def _apply(component_id: int, changes: ComponentChanges, actor: Actor) -> Component:
    component = locked(Component.objects.existing(), component_id)
    values = given(changes)
    values.pop("status", None)
    if "component_group_id" in values:
        _require_group(changes.component_group_id)
        values["group_id"] = values.pop("component_group_id")
        values.setdefault("absent_group", None)
    if changes.tags is not UNSET:
        values["tags"] = _each_once(changes.tags)
    require_lengths(values)
    require_web_link(values.get("link"))
    before = save_changes(component, values)
    if before:
        log.record(
            ComponentUpdated(subject_id=component.pk, row=row_of(component), before=before), actor=actor
        )
    if changes.status is not UNSET:
        set_baseline(component, StatusChange(status=changes.status), actor)
    return component


@transaction.atomic(durable=True)
def change_component_status(component_id: int, change: StatusChange, *, actor: Actor) -> Component:
    """Sets the baseline. Saying what is already so changes nothing and is no event."""
    actor.require(Ability.COMPONENTS_MANAGE)
    component = locked(Component.objects.existing(), component_id)
    set_baseline(component, change, actor)
    return component


@transaction.atomic(durable=True)
def delete_component(component_id: int, *, actor: Actor) -> None:
    """It is kept as a deleted row, and never shown."""
    actor.require(Ability.COMPONENTS_DELETE)
    component = locked(Component.objects.existing(), component_id)
    component.deleted_at = clock.now()
    component.save(update_fields=["deleted_at"])
    log.record(ComponentDeleted(subject_id=component.pk, row=row_of(component)), actor=actor)


@transaction.atomic(durable=True)
def restore_component(component_id: int, *, actor: Actor) -> Component:
    """As it was; in no group where its own is gone."""
    actor.require(Ability.COMPONENTS_DELETE)
    component = locked(Component.objects.exclude(deleted_at=None), component_id)
    component.deleted_at = None
    component.save(update_fields=["deleted_at"])
    log.record(ComponentRestored(subject_id=component.pk, row=row_of(component)), actor=actor)
    return component


@transaction.atomic(durable=True)
def change_component_statuses(
    component_ids: Sequence[int], change: StatusChange, *, actor: Actor
) -> list[Component]:
    """The same baseline for several: all of them, or none where there is one that is unknown."""
    actor.require(Ability.COMPONENTS_MANAGE)
    require_components({f"components.{index}": pk for index, pk in enumerate(component_ids)})
    components = [locked(Component.objects.existing(), pk) for pk in sorted(component_ids)]
    for component in components:
        set_baseline(component, change, actor)
    return components


@transaction.atomic(durable=True)
def order_components(component_ids: Sequence[int], *, actor: Actor) -> None:
    """In this order from now on. Each that moves is an event of its own, as if it had been moved alone."""
    actor.require(Ability.COMPONENTS_MANAGE)
    require_components({f"components.{index}": pk for index, pk in enumerate(component_ids)})
    places = {pk: place for place, pk in enumerate(component_ids, start=1)}
    for pk in sorted(
        places
    ):  # always in the same order, so that two that move at once do not wait in a circle
        component = locked(Component.objects.existing(), pk)
        before = save_changes(component, {"order": places[pk]})
        if before:
            moved = ComponentUpdated(subject_id=pk, row=row_of(component), before=before)
            log.record(moved, actor=actor)


def _require_group(group_id: object) -> None:
    if isinstance(group_id, int) and unknown_groups({group_id}):
        raise Invalid({"component_group_id": ["The selected component group id is invalid."]})


def _each_once(tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(tags))
