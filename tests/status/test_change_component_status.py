import pytest

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.status.components import change_component_status
from heliograph.status.drafts import StatusChange
from heliograph.status.models import ComponentStatusChange
from heliograph.status.vocabulary import ComponentStatus, StatusSource
from tests import factories
from tests.ledger import nothing_written, the_event

DOWN = StatusChange(status=ComponentStatus.MAJOR_OUTAGE)


def test_the_baseline_changes(operator: Actor) -> None:
    component = factories.a_component()
    before = component.updated_at

    changed = change_component_status(component.pk, DOWN, actor=operator)

    component.refresh_from_db()
    assert component.status == changed.status == ComponentStatus.MAJOR_OUTAGE
    assert component.updated_at > before


def test_nothing_else_of_the_component_is_written(operator: Actor) -> None:
    component = factories.a_component(name="API")

    changed = change_component_status(component.pk, DOWN, actor=operator)

    component.refresh_from_db()
    assert (changed.name, component.name) == ("API", "API")


def test_the_change_is_kept_with_its_source_reason_and_who(operator: Actor) -> None:
    component = factories.a_component()
    change = StatusChange(
        status=ComponentStatus.MAJOR_OUTAGE, source=StatusSource.MONITOR, reason="3 of 3 probes failed"
    )

    change_component_status(component.pk, change, actor=operator)

    kept = ComponentStatusChange.objects.get()
    assert (kept.component, kept.old_status, kept.new_status) == (component, 1, 4)
    assert (kept.source, kept.reason, kept.user_id) == ("monitor", "3 of 3 probes failed", operator.user_id)


def test_it_is_an_event_with_both_statuses(operator: Actor) -> None:
    component = factories.a_component()

    change_component_status(component.pk, DOWN, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type) == ("component_status_changed", "component")
    assert event.subject_id == component.pk
    said = {key: event.payload[key] for key in ("old_status", "new_status", "source")}
    assert said == {"old_status": 1, "new_status": 4, "source": "manual"}
    assert event.payload["row"]["status"] == 4
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_saying_what_is_already_so_is_neither_a_change_nor_an_event(operator: Actor) -> None:
    component = factories.a_component(status=ComponentStatus.MAJOR_OUTAGE)

    with nothing_written():
        change_component_status(component.pk, DOWN, actor=operator)


def test_there_and_back_are_two_changes(operator: Actor) -> None:
    component = factories.a_component()

    for status in (ComponentStatus.MAJOR_OUTAGE, ComponentStatus.OPERATIONAL):
        change_component_status(component.pk, StatusChange(status=status), actor=operator)

    steps = ComponentStatusChange.objects.order_by("id").values_list("old_status", "new_status")
    assert list(steps) == [(1, 4), (4, 1)]
    assert Event.objects.count() == 2


def test_a_component_that_there_is_not_is_not_found(operator: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        change_component_status(99, DOWN, actor=operator)


def test_a_deleted_component_is_not_found(operator: Actor) -> None:
    component = factories.a_component(deleted_at=clock.now())

    with nothing_written(), pytest.raises(NotFound):
        change_component_status(component.pk, DOWN, actor=operator)
