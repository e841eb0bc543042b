from datetime import UTC, datetime

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.status.models import IncidentTemplate
from heliograph.status.templates import delete_incident_template
from tests import factories
from tests.ledger import nothing_written, the_event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_it_is_kept_as_a_deleted_row(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    template, other = factories.a_template(), factories.a_template(slug="other")

    delete_incident_template(template.pk, actor=operator)

    template.refresh_from_db()
    assert template.deleted_at == NOW
    assert list(IncidentTemplate.objects.existing()) == [other]


def test_it_is_one_event_with_the_row_as_it_was(operator: Actor) -> None:
    template = factories.a_template()

    delete_incident_template(template.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "incident_template_deleted",
        "incident_template",
        template.pk,
    )
    assert event.payload["row"].items() >= {"id": template.pk, "slug": "provider-down"}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_second_time_there_is_nothing(operator: Actor) -> None:
    template = factories.a_template()
    delete_incident_template(template.pk, actor=operator)

    with nothing_written(), pytest.raises(NotFound):
        delete_incident_template(template.pk, actor=operator)
