from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.drafts import IncidentUpdateChanges
from heliograph.status.models import Update
from heliograph.status.updates import edit_incident_update
from heliograph.status.vocabulary import IncidentStatus
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written, the_event
from tests.people import actor_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
INVESTIGATING, WATCHING, FIXED = (
    IncidentStatus.INVESTIGATING,
    IncidentStatus.WATCHING,
    IncidentStatus.FIXED,
)


def test_what_is_said_changes_and_the_rest_stays(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    incident = factories.an_incident()
    update = factories.an_update(incident, created_at=YESTERDAY, updated_at=YESTERDAY)

    edit_incident_update(incident.pk, update.pk, IncidentUpdateChanges(message="Found it."), actor=operator)

    update.refresh_from_db()
    assert (update.message, update.status) == ("Found it.", INVESTIGATING)
    assert (update.created_at, update.updated_at) == (YESTERDAY, NOW)


@pytest.mark.parametrize(
    ("edited", "status"),
    [
        pytest.param("newest", FIXED, id="the newest decides"),
        pytest.param("oldest", WATCHING, id="an older one decides nothing"),
    ],
)
def test_the_incident_follows_its_newest_update(edited: str, status: IncidentStatus, operator: Actor) -> None:
    incident = factories.an_incident(status=WATCHING)
    updates = {
        "oldest": factories.an_update(incident, status=INVESTIGATING, created_at=YESTERDAY),
        "newest": factories.an_update(incident, status=WATCHING, created_at=NOW),
    }

    edit_incident_update(incident.pk, updates[edited].pk, IncidentUpdateChanges(status=FIXED), actor=operator)

    incident.refresh_from_db()
    assert incident.status == status


def test_it_is_one_event_of_the_incident_with_what_was_before(operator: Actor) -> None:
    incident = factories.an_incident()
    update = factories.an_update(incident)
    changes = IncidentUpdateChanges(status=FIXED, message="Still looking.")

    edit_incident_update(incident.pk, update.pk, changes, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "incident_update_edited",
        "incident",
        incident.pk,
    )
    assert event.payload["before"] == {"status": INVESTIGATING}
    assert event.payload["row"].items() >= {"id": update.pk, "status": FIXED}.items()
    assert event.payload["incident_status"] == FIXED
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_saying_what_is_already_so_changes_nothing(operator: Actor) -> None:
    incident = factories.an_incident(status=WATCHING)
    update = factories.an_update(incident)
    same = IncidentUpdateChanges(status=INVESTIGATING, message="Still looking.")

    with nothing_written():
        edit_incident_update(incident.pk, update.pk, IncidentUpdateChanges(), actor=operator)
        edit_incident_update(incident.pk, update.pk, same, actor=operator)


def test_it_is_only_reached_through_its_own_incident(operator: Actor) -> None:
    incident, other = factories.an_incident(), factories.an_incident()
    of_other = factories.an_update(other)
    of_window = Update.objects.create(schedule=factories.a_window(), message="Half done.")

    for update in (of_other, of_window):
        with nothing_written(), pytest.raises(NotFound):
            edit_incident_update(incident.pk, update.pk, IncidentUpdateChanges(message="x"), actor=operator)


def test_what_was_deleted_with_its_incident_is_not_found(operator: Actor) -> None:
    update = factories.an_update(incident := factories.an_incident(deleted_at=clock.now()))

    with nothing_written(), pytest.raises(NotFound):
        edit_incident_update(incident.pk, update.pk, IncidentUpdateChanges(message="x"), actor=operator)


def test_before_its_publication_it_is_only_there_for_who_manages_incidents(
    readers_key: Key, operator: Actor
) -> None:
    embargoed = factories.an_incident(published_at=clock.now() + timedelta(hours=1))
    update = factories.an_update(embargoed)
    writer, changes = (
        actor_of(readers_key, Ability.INCIDENT_UPDATES_MANAGE),
        IncidentUpdateChanges(message="x"),
    )

    with nothing_written(), pytest.raises(NotFound):
        edit_incident_update(embargoed.pk, update.pk, changes, actor=writer)

    assert edit_incident_update(embargoed.pk, update.pk, changes, actor=operator).message == "x"
