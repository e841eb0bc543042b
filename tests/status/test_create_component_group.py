import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.status.drafts import ComponentGroupDraft
from heliograph.status.groups import create_component_group
from heliograph.status.vocabulary import GroupDisplay, GroupOrderColumn, OrderDirection, Visibility
from tests import factories
from tests.ledger import nothing_written, the_event


def test_a_group_is_made_as_it_is_said(operator: Actor) -> None:
    draft = ComponentGroupDraft(
        name="Europe",
        order=2,
        order_column=GroupOrderColumn.NAME,
        order_direction=OrderDirection.DESC,
        collapsed=GroupDisplay.COLLAPSED_UNLESS_INCIDENT,
        visible=Visibility.EVERYONE,
        meta={"region": "eu"},
    )

    group = create_component_group(draft, actor=operator)

    group.refresh_from_db()
    assert (group.name, group.order, group.meta) == ("Europe", 2, {"region": "eu"})
    assert (group.order_column, group.order_direction) == ("name", "desc")
    assert (group.collapsed, group.visible) == (2, 1)


def test_what_is_not_said_has_its_default(operator: Actor) -> None:
    group = create_component_group(ComponentGroupDraft(name="Europe"), actor=operator)

    group.refresh_from_db()
    assert (group.order, group.order_column, group.order_direction) == (0, None, None)
    assert (group.collapsed, group.visible, group.meta) == (1, 0, {})


def test_named_components_move_into_it_and_others_stay(operator: Actor) -> None:
    old = factories.a_group()
    moved, grouped, other = (factories.a_component(group=group) for group in (None, old, old))
    draft = ComponentGroupDraft(name="Europe", components=(moved.pk, grouped.pk))

    group = create_component_group(draft, actor=operator)

    assert set(group.components.all()) == {moved, grouped}
    assert set(old.components.all()) == {other}


def test_it_is_one_event_however_many_components_move(operator: Actor) -> None:
    components = [factories.a_component() for _ in range(3)]
    draft = ComponentGroupDraft(name="Europe", components=[one.pk for one in components])

    group = create_component_group(draft, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "component_group_created",
        "component_group",
        group.pk,
    )
    assert event.payload["row"].items() >= {"id": group.pk, "name": "Europe", "visible": 0}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_each_component_that_there_is_not_is_named(operator: Actor) -> None:
    known, deleted = factories.a_component(), factories.a_component(deleted_at=clock.now())
    draft = ComponentGroupDraft(name="Europe", components=(deleted.pk, known.pk, 99))

    with nothing_written(), pytest.raises(Invalid) as refused:
        create_component_group(draft, actor=operator)

    assert set(refused.value.errors) == {"components.0", "components.2"}


@pytest.mark.parametrize("column", [one for one in GroupOrderColumn if one is not GroupOrderColumn.MANUAL])
def test_an_order_needs_its_direction(column: GroupOrderColumn, operator: Actor) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        create_component_group(ComponentGroupDraft(name="Europe", order_column=column), actor=operator)

    assert set(refused.value.errors) == {"order_direction"}


def test_an_order_by_hand_needs_none(operator: Actor) -> None:
    draft = ComponentGroupDraft(name="Europe", order_column=GroupOrderColumn.MANUAL)

    assert create_component_group(draft, actor=operator).order_direction is None
