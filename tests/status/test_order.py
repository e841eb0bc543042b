import pytest

from heliograph.actors import Actor
from heliograph.errors import Invalid, NotFound
from heliograph.events.models import Event
from heliograph.status.components import change_component_statuses, order_components
from heliograph.status.drafts import StatusChange
from heliograph.status.groups import order_component_groups
from heliograph.status.models import Component, ComponentGroup
from heliograph.status.vocabulary import ComponentStatus
from tests.factories import a_component, a_group
from tests.ledger import nothing_written


def test_components_stand_as_they_were_told_and_each_that_moved_is_an_event(operator: Actor) -> None:
    first, second, third = a_component(order=1), a_component(order=2), a_component(order=3)

    order_components([second.pk, first.pk, third.pk], actor=operator)

    assert list(Component.objects.order_by("order")) == [second, first, third]
    assert {event.subject_id for event in Event.objects.all()} == {first.pk, second.pk}


def test_groups_stand_as_they_were_told(operator: Actor) -> None:
    first, second = a_group(order=1), a_group(order=2)

    order_component_groups([second.pk, first.pk], actor=operator)

    assert list(ComponentGroup.objects.order_by("order")) == [second, first]


def test_an_order_of_what_there_is_not_changes_nothing(operator: Actor) -> None:
    one, group = a_component(order=1), a_group(order=1)

    with nothing_written():
        with pytest.raises(Invalid):
            order_components([one.pk + 1, one.pk], actor=operator)
        with pytest.raises(NotFound):
            order_component_groups([group.pk + 1, group.pk], actor=operator)


def test_several_components_get_a_status_at_once_or_none_does(operator: Actor) -> None:
    one, other = a_component(), a_component()
    change = StatusChange(status=ComponentStatus.MAJOR_OUTAGE)

    with nothing_written(), pytest.raises(Invalid):
        change_component_statuses([one.pk, other.pk + 1], change, actor=operator)
    change_component_statuses([one.pk, other.pk], change, actor=operator)

    assert set(Component.objects.values_list("status", flat=True)) == {ComponentStatus.MAJOR_OUTAGE}
    assert Event.objects.filter(kind="component_status_changed").count() == 2
