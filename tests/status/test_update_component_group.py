from datetime import UTC, datetime

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.errors import Invalid, NotFound
from heliograph.lib import clock
from heliograph.status.drafts import ComponentGroupChanges
from heliograph.status.groups import update_component_group
from heliograph.status.vocabulary import GroupDisplay, GroupOrderColumn, OrderDirection, Visibility
from tests import factories
from tests.ledger import nothing_written, the_event

YESTERDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_what_is_said_changes_and_the_rest_stays(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    group = factories.a_group(order=3, meta={"region": "eu"})
    changes = ComponentGroupChanges(
        name="Europe",
        collapsed=GroupDisplay.EXPANDED,
        order_column=GroupOrderColumn.NAME,
        order_direction=OrderDirection.DESC,
    )

    update_component_group(group.pk, changes, actor=operator)

    group.refresh_from_db()
    assert (group.name, group.collapsed) == ("Europe", 0)
    assert (group.order_column, group.order_direction) == ("name", "desc")
    assert (group.order, group.visible, group.meta) == (3, 1, {"region": "eu"})
    assert group.updated_at == NOW


def test_named_components_move_into_it_and_those_in_it_stay(operator: Actor) -> None:
    group, other = factories.a_group(), factories.a_group()
    member, newcomer, stays = (factories.a_component(group=one) for one in (group, other, other))

    update_component_group(group.pk, ComponentGroupChanges(components=[newcomer.pk]), actor=operator)

    assert set(group.components.all()) == {member, newcomer}
    assert set(other.components.all()) == {stays}


def test_it_is_one_event_with_what_was_before(operator: Actor) -> None:
    group = factories.a_group()
    components = [factories.a_component().pk for _ in range(2)]
    changes = ComponentGroupChanges(visible=Visibility.HIDDEN, name="Services", components=components)

    update_component_group(group.pk, changes, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "component_group_updated",
        "component_group",
        group.pk,
    )
    assert event.payload["before"] == {"visible": 1}
    assert event.payload["row"].items() >= {"name": "Services", "visible": 2}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_components_that_move_alone_are_an_event_too(operator: Actor) -> None:
    group, component = factories.a_group(), factories.a_component()

    update_component_group(group.pk, ComponentGroupChanges(components=[component.pk]), actor=operator)

    assert (the_event().kind, the_event().payload["before"]) == ("component_group_updated", {})


def test_saying_what_is_already_so_changes_nothing(operator: Actor) -> None:
    group = factories.a_group()
    member = factories.a_component(group=group)

    with nothing_written():
        update_component_group(group.pk, ComponentGroupChanges(), actor=operator)
        changes = ComponentGroupChanges(
            name="Services", visible=Visibility.EVERYONE, meta={}, components=[member.pk]
        )
        update_component_group(group.pk, changes, actor=operator)


def test_what_others_hang_on_it_does_not_make_it_newer(operator: Actor) -> None:
    group = factories.a_group(updated_at=YESTERDAY)

    update_component_group(group.pk, ComponentGroupChanges(meta={"k": "v"}), actor=operator)

    group.refresh_from_db()
    assert (group.meta, group.updated_at) == ({"k": "v"}, YESTERDAY)
    assert the_event().payload["before"] == {"meta": {}}


def test_each_component_that_there_is_not_is_named_and_nothing_moves(operator: Actor) -> None:
    group = factories.a_group()
    known, deleted = factories.a_component(), factories.a_component(deleted_at=clock.now())
    changes = ComponentGroupChanges(name="Europe", components=[99, known.pk, deleted.pk])

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_component_group(group.pk, changes, actor=operator)

    assert set(refused.value.errors) == {"components.0", "components.2"}


def test_an_order_needs_its_direction(operator: Actor) -> None:
    group = factories.a_group()
    changes = ComponentGroupChanges(order_column=GroupOrderColumn.STATUS)

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_component_group(group.pk, changes, actor=operator)

    assert set(refused.value.errors) == {"order_direction"}


def test_a_direction_that_it_has_is_enough(operator: Actor) -> None:
    group = factories.a_group(order_column="name", order_direction="asc")

    changes = ComponentGroupChanges(order_column=GroupOrderColumn.STATUS)

    assert update_component_group(group.pk, changes, actor=operator).order_column == "status"


def test_one_that_there_is_not_is_not_found(operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        update_component_group(99, ComponentGroupChanges(name="Europe"), actor=operator)
