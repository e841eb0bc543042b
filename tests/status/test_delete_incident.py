from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.incidents import delete_incident
from heliograph.status.models import Incident, Update
from heliograph.status.vocabulary import Visibility
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written, the_event
from tests.people import actor_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_it_is_kept_as_a_deleted_row_with_its_updates(
    operator: Actor, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    incident, other = factories.an_incident(), factories.an_incident()
    update = factories.an_update(incident)

    delete_incident(incident.pk, actor=operator)

    incident.refresh_from_db()
    assert incident.deleted_at == NOW
    assert list(Incident.objects.existing()) == [other]
    assert Update.objects.get() == update


def test_it_is_one_event_with_the_row_as_it_was(operator: Actor) -> None:
    incident = factories.an_incident()
    factories.an_update(incident)

    delete_incident(incident.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("incident_deleted", "incident", incident.pk)
    row = {"id": incident.pk, "guid": str(incident.guid), "name": "The website is slow"}
    assert event.payload["row"].items() >= row.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_second_time_there_is_nothing(operator: Actor) -> None:
    incident = factories.an_incident()
    delete_incident(incident.pk, actor=operator)

    with nothing_written(), pytest.raises(NotFound):
        delete_incident(incident.pk, actor=operator)


def test_before_its_publication_it_is_only_there_for_who_manages_incidents(
    readers_key: Key, operator: Actor
) -> None:
    embargoed = factories.an_incident(published_at=clock.now() + timedelta(hours=1))
    sweeper = actor_of(readers_key, Ability.INCIDENTS_DELETE)

    with nothing_written(), pytest.raises(NotFound):
        delete_incident(embargoed.pk, actor=sweeper)

    delete_incident(embargoed.pk, actor=operator)
    assert the_event().subject_id == embargoed.pk


@pytest.mark.parametrize("visible", Visibility)
def test_what_is_not_for_everyone_to_see_may_be_deleted(visible: Visibility, operator: Actor) -> None:
    delete_incident(factories.an_incident(visible=visible).pk, actor=operator)

    assert not Incident.objects.existing().exists()
