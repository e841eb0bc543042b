import pytest

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.status.groups import delete_component_group
from heliograph.status.models import Component, ComponentGroup
from tests import factories
from tests.ledger import nothing_written, the_event


def test_its_components_stay_in_no_group_and_others_in_theirs(operator: Actor) -> None:
    group, other = factories.a_group(), factories.a_group()
    members = {factories.a_component(group=group) for _ in range(2)}
    grouped = factories.a_component(group=other)

    delete_component_group(group.pk, actor=operator)

    assert list(ComponentGroup.objects.all()) == [other]
    assert set(Component.objects.filter(group=None, deleted_at=None)) == members
    assert list(other.components.all()) == [grouped]


def test_it_is_one_event_with_the_row_as_it_was(operator: Actor) -> None:
    group = factories.a_group(name="Europe")
    factories.a_component(group=group)

    delete_component_group(group.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "component_group_deleted",
        "component_group",
        group.pk,
    )
    assert event.payload["row"].items() >= {"id": group.pk, "name": "Europe"}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_second_time_there_is_nothing(operator: Actor) -> None:
    group = factories.a_group()
    delete_component_group(group.pk, actor=operator)

    with nothing_written(), pytest.raises(NotFound):
        delete_component_group(group.pk, actor=operator)
