from datetime import UTC, datetime, timedelta

import pytest

from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.models import Update
from heliograph.status.updates import delete_incident_update
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


@pytest.mark.parametrize(
    ("deleted", "status"),
    [
        pytest.param("newest", WATCHING, id="the one before decides"),
        pytest.param("oldest", FIXED, id="an older one decides nothing"),
    ],
)
def test_the_incident_follows_its_newest_update(
    deleted: str, status: IncidentStatus, operator: Actor
) -> None:
    incident = factories.an_incident(status=FIXED)
    updates = {
        "oldest": factories.an_update(incident, status=WATCHING, created_at=YESTERDAY),
        "newest": factories.an_update(incident, status=FIXED, created_at=NOW),
    }

    delete_incident_update(incident.pk, updates.pop(deleted).pk, actor=operator)

    incident.refresh_from_db()
    assert incident.status == status
    assert list(Update.objects.all()) == list(updates.values())


@pytest.mark.parametrize("left", [(), (None,)])
def test_without_an_update_with_a_status_it_stays(left: tuple[None, ...], operator: Actor) -> None:
    incident = factories.an_incident(status=WATCHING)
    update = factories.an_update(incident, status=WATCHING)
    for status in left:
        factories.an_update(incident, status=status)

    delete_incident_update(incident.pk, update.pk, actor=operator)

    incident.refresh_from_db()
    assert incident.status == WATCHING


def test_it_is_one_event_of_the_incident_with_the_row_as_it_was(operator: Actor) -> None:
    incident = factories.an_incident(status=FIXED)
    factories.an_update(incident, status=INVESTIGATING, created_at=YESTERDAY)
    update = factories.an_update(incident, status=FIXED, message="It works again.")

    delete_incident_update(incident.pk, update.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "incident_update_deleted",
        "incident",
        incident.pk,
    )
    row = {"id": update.pk, "status": FIXED, "message": "It works again."}
    assert event.payload["row"].items() >= row.items()
    assert event.payload["incident_status"] == INVESTIGATING
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_it_is_only_reached_through_its_own_incident(operator: Actor) -> None:
    incident, other = factories.an_incident(), factories.an_incident()
    update = factories.an_update(other)

    with nothing_written(), pytest.raises(NotFound):
        delete_incident_update(incident.pk, update.pk, actor=operator)


def test_a_second_time_there_is_nothing(operator: Actor) -> None:
    incident = factories.an_incident()
    update = factories.an_update(incident)
    delete_incident_update(incident.pk, update.pk, actor=operator)

    with nothing_written(), pytest.raises(NotFound):
        delete_incident_update(incident.pk, update.pk, actor=operator)


def test_before_its_publication_it_is_only_there_for_who_manages_incidents(
    readers_key: Key, operator: Actor
) -> None:
    embargoed = factories.an_incident(published_at=clock.now() + timedelta(hours=1))
    update = factories.an_update(embargoed)
    sweeper = actor_of(readers_key, Ability.INCIDENT_UPDATES_DELETE)

    with nothing_written(), pytest.raises(NotFound):
        delete_incident_update(embargoed.pk, update.pk, actor=sweeper)

    delete_incident_update(embargoed.pk, update.pk, actor=operator)
    assert not Update.objects.exists()
