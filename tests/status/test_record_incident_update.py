from dataclasses import replace
from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Ability, Actor, ActorKind
from heliograph.errors import Conflict, NotFound
from heliograph.lib import clock
from heliograph.status.drafts import IncidentUpdateDraft
from heliograph.status.models import Incident
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written, the_event
from tests.people import actor_of

SOON = timedelta(hours=1)


def fixed(incident: Incident) -> IncidentUpdateDraft:
    return IncidentUpdateDraft(
        incident_id=incident.pk, status=IncidentStatus.FIXED, message="It works again."
    )


def test_an_update_is_kept(operator: Actor) -> None:
    incident = factories.an_incident()

    update = record_incident_update(fixed(incident), actor=operator)

    update.refresh_from_db()
    assert (update.incident, update.schedule) == (incident, None)
    assert (update.status, update.message) == (IncidentStatus.FIXED, "It works again.")


def test_a_person_signs_it_and_a_token_does_not(operator: Actor) -> None:
    incident = factories.an_incident()
    person = replace(operator, kind=ActorKind.USER)

    assert record_incident_update(fixed(incident), actor=person).user_id == operator.user_id
    assert record_incident_update(fixed(incident), actor=operator).user_id is None


def test_the_incident_follows_it(operator: Actor) -> None:
    incident = factories.an_incident()
    before = incident.updated_at

    record_incident_update(fixed(incident), actor=operator)

    incident.refresh_from_db()
    assert incident.status == IncidentStatus.FIXED
    assert incident.updated_at > before


def test_the_newest_update_decides_whenever_it_was_recorded(operator: Actor) -> None:
    incident = factories.an_incident(status=IncidentStatus.INVESTIGATING)
    factories.an_update(incident, status=IncidentStatus.WATCHING, created_at=clock.now() + SOON)

    record_incident_update(fixed(incident), actor=operator)

    incident.refresh_from_db()
    assert incident.status == IncidentStatus.WATCHING


def test_of_two_at_the_same_moment_the_later_one_decides(
    operator: Actor, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(clock.now(), tick=False)
    incident = factories.an_incident()
    factories.an_update(incident, status=IncidentStatus.WATCHING)

    record_incident_update(fixed(incident), actor=operator)

    incident.refresh_from_db()
    assert incident.status == IncidentStatus.FIXED


def test_an_update_without_a_status_decides_nothing(operator: Actor) -> None:
    incident = factories.an_incident()
    factories.an_update(incident, status=None, created_at=clock.now() + SOON)

    record_incident_update(fixed(incident), actor=operator)

    incident.refresh_from_db()
    assert incident.status == IncidentStatus.FIXED


def test_the_updates_of_another_incident_decide_nothing(operator: Actor) -> None:
    incident, other = factories.an_incident(), factories.an_incident()
    factories.an_update(other, status=IncidentStatus.WATCHING, created_at=clock.now() + SOON)

    record_incident_update(fixed(incident), actor=operator)

    incident.refresh_from_db()
    other.refresh_from_db()
    assert (incident.status, other.status) == (IncidentStatus.FIXED, IncidentStatus.INVESTIGATING)


def test_it_is_an_event_of_the_incident(operator: Actor) -> None:
    incident = factories.an_incident()

    update = record_incident_update(fixed(incident), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type) == ("incident_update_recorded", "incident")
    assert event.subject_id == incident.pk
    row = {"id": update.pk, "incident_id": incident.pk, "status": 4, "message": "It works again."}
    assert event.payload["row"].items() >= row.items()
    assert event.payload["incident_status"] == IncidentStatus.FIXED
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_an_incident_that_there_is_not_is_not_found(operator: Actor) -> None:
    gone = factories.an_incident(deleted_at=clock.now())

    with nothing_written(), pytest.raises(NotFound):
        record_incident_update(fixed(gone), actor=operator)


def test_before_its_publication_it_is_only_there_for_who_manages_incidents(
    readers_key: Key, operator: Actor
) -> None:
    embargoed = factories.an_incident(published_at=clock.now() + SOON)
    writer = actor_of(readers_key, Ability.INCIDENT_UPDATES_MANAGE)

    with nothing_written(), pytest.raises(NotFound):
        record_incident_update(fixed(embargoed), actor=writer)

    assert record_incident_update(fixed(embargoed), actor=operator).incident == embargoed


@pytest.mark.parametrize("visible", Visibility)
def test_what_is_not_for_everyone_to_see_may_be_updated(visible: Visibility, operator: Actor) -> None:
    incident = factories.an_incident(visible=visible)

    assert record_incident_update(fixed(incident), actor=operator).incident == incident


def test_who_has_not_seen_the_newest_word_is_told_of_it_first(operator: Actor) -> None:
    incident = factories.an_incident()
    newest = factories.an_update(incident)

    with nothing_written(), pytest.raises(Conflict):
        record_incident_update(replace(fixed(incident), after=None), actor=operator)
    record_incident_update(replace(fixed(incident), after=newest.pk), actor=operator)

    assert incident.updates.count() == 2
