from datetime import UTC, datetime

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.status.components import delete_component
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import nothing_written, the_event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_it_is_kept_as_a_deleted_row_with_its_past(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    component, other = factories.a_component(), factories.a_component()
    incident = factories.an_incident(impacts=[(component, ComponentStatus.MAJOR_OUTAGE)])

    delete_component(component.pk, actor=operator)

    component.refresh_from_db()
    assert component.deleted_at == NOW
    assert list(Component.objects.existing()) == [other]
    assert incident.impacts.get().component_id == component.pk


def test_it_is_one_event_with_the_row_as_it_was(operator: Actor) -> None:
    component = factories.a_component(name="API")

    delete_component(component.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "component_deleted",
        "component",
        component.pk,
    )
    assert event.payload["row"].items() >= {"id": component.pk, "name": "API"}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_second_time_there_is_nothing(operator: Actor) -> None:
    component = factories.a_component()
    delete_component(component.pk, actor=operator)

    with nothing_written(), pytest.raises(NotFound):
        delete_component(component.pk, actor=operator)
