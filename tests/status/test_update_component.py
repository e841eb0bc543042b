from datetime import UTC, datetime

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.errors import Invalid, NotFound
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.status.components import update_component
from heliograph.status.drafts import ComponentChanges
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import nothing_written, the_event

YESTERDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DOWN = ComponentStatus.MAJOR_OUTAGE


def test_what_is_said_changes_and_the_rest_stays(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    component = factories.a_component(description="For people", link="https://a.example", order=3)
    changes = ComponentChanges(name="API", link=None, enabled=False)

    update_component(component.pk, changes, actor=operator)

    component.refresh_from_db()
    assert (component.name, component.link, component.enabled) == ("API", None, False)
    assert (component.description, component.order, component.status) == ("For people", 3, 1)
    assert component.updated_at == NOW


def test_it_moves_into_a_group_and_out_of_one(operator: Actor) -> None:
    group = factories.a_group()
    component = factories.a_component()

    moved = update_component(component.pk, ComponentChanges(component_group_id=group.pk), actor=operator)
    assert moved.group_id == group.pk

    moved = update_component(component.pk, ComponentChanges(component_group_id=None), actor=operator)
    assert moved.group_id is None


def test_it_is_one_event_with_what_was_before(operator: Actor) -> None:
    component, group = factories.a_component(meta={"tier": 1}), factories.a_group()
    changes = ComponentChanges(name="API", enabled=True, component_group_id=group.pk, meta={"tier": 2})

    update_component(component.pk, changes, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "component_updated",
        "component",
        component.pk,
    )
    assert event.payload["before"] == {"name": "Website", "group_id": None, "meta": {"tier": 1}}
    assert event.payload["row"].items() >= {"name": "API", "group_id": group.pk, "enabled": True}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_status_is_an_event_of_its_own(operator: Actor) -> None:
    component = factories.a_component()

    update_component(component.pk, ComponentChanges(name="API", status=DOWN), actor=operator)

    kinds = Event.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["component_updated", "component_status_changed"]
    change = component.status_changes.get()
    assert (change.old_status, change.new_status, change.source) == (1, DOWN, "manual")


def test_a_status_alone_is_no_other_change(operator: Actor) -> None:
    component = factories.a_component()

    update_component(component.pk, ComponentChanges(status=DOWN), actor=operator)

    event = the_event()
    assert event.kind == "component_status_changed"
    assert event.payload.items() >= {"old_status": 1, "new_status": DOWN, "source": "manual"}.items()


@pytest.mark.parametrize(
    "changes",
    [
        ComponentChanges(),
        ComponentChanges(
            name="Website", description=None, status=ComponentStatus.OPERATIONAL, enabled=True, meta={}
        ),
    ],
)
def test_saying_what_is_already_so_changes_nothing(changes: ComponentChanges, operator: Actor) -> None:
    component = factories.a_component()

    with nothing_written():
        update_component(component.pk, changes, actor=operator)


def test_what_others_hang_on_it_does_not_make_it_newer(operator: Actor) -> None:
    component = factories.a_component(updated_at=YESTERDAY)

    update_component(component.pk, ComponentChanges(meta={"team": "core"}), actor=operator)

    component.refresh_from_db()
    assert (component.meta, component.updated_at) == ({"team": "core"}, YESTERDAY)
    assert the_event().payload["before"] == {"meta": {}}


def test_a_group_that_there_is_not_is_named(operator: Actor) -> None:
    component = factories.a_component()
    changes = ComponentChanges(name="API", status=DOWN, component_group_id=99)

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_component(component.pk, changes, actor=operator)

    assert set(refused.value.errors) == {"component_group_id"}


def test_a_deleted_one_is_not_found(operator: Actor) -> None:
    component = factories.a_component(deleted_at=clock.now())

    with nothing_written(), pytest.raises(NotFound):
        update_component(component.pk, ComponentChanges(name="API"), actor=operator)
