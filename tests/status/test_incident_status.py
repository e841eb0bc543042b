"""The status of an incident: the newest update or direct edit, else the first status."""

from datetime import UTC, datetime, timedelta

import pytest

from heliograph.actors import Actor
from heliograph.events.models import Event
from heliograph.status.drafts import (
    IncidentChanges,
    IncidentDraft,
    IncidentUpdateChanges,
    IncidentUpdateDraft,
)
from heliograph.status.incident_status import StatusSet, incident_status
from heliograph.status.incidents import create_incident, update_incident
from heliograph.status.models import Incident
from heliograph.status.updates import delete_incident_update, edit_incident_update, record_incident_update
from heliograph.status.vocabulary import IncidentStatus
from tests import factories

REPORTED, INVESTIGATING, IDENTIFIED, WATCHING, FIXED = IncidentStatus
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hour: int, status: IncidentStatus) -> StatusSet:
    return StatusSet(status=status, at=NOON + hour * HOUR)


@pytest.mark.parametrize(
    ("initial", "edit", "update", "status"),
    [
        (IDENTIFIED, None, None, IDENTIFIED),
        (REPORTED, None, None, REPORTED),
        (None, None, None, INVESTIGATING),
        (IDENTIFIED, None, at(1, FIXED), FIXED),
        (IDENTIFIED, at(1, WATCHING), None, WATCHING),
        (None, at(1, WATCHING), None, WATCHING),
        (IDENTIFIED, at(1, WATCHING), at(2, FIXED), FIXED),
        (IDENTIFIED, at(1, WATCHING), at(1, FIXED), FIXED),
        (IDENTIFIED, at(2, WATCHING), at(1, FIXED), WATCHING),
    ],
)
def test_the_last_to_be_set_counts(
    initial: IncidentStatus | None,
    edit: StatusSet | None,
    update: StatusSet | None,
    status: IncidentStatus,
) -> None:
    assert incident_status(initial=initial, edit=edit, update=update) is status


def an_incident(operator: Actor) -> Incident:
    draft = IncidentDraft(name="Slow", status=IDENTIFIED, message="A disk is full.")
    return create_incident(draft, actor=operator)


def updated(incident: Incident, status: IncidentStatus, operator: Actor) -> int:
    draft = IncidentUpdateDraft(incident_id=incident.pk, status=status, message="News.")
    return record_incident_update(draft, actor=operator).pk


def status_of(incident: Incident) -> IncidentStatus:
    incident.refresh_from_db()
    return IncidentStatus(incident.status)


def test_deleting_the_only_update_brings_the_first_status_back(operator: Actor) -> None:
    incident = an_incident(operator)
    mistake = updated(incident, FIXED, operator)
    assert status_of(incident) is FIXED

    delete_incident_update(incident.pk, mistake, actor=operator)

    assert status_of(incident) is IDENTIFIED
    assert incident.initial_status == IDENTIFIED


def test_deleting_an_update_brings_a_direct_edit_back(operator: Actor) -> None:
    incident = an_incident(operator)
    updated(incident, INVESTIGATING, operator)
    update_incident(incident.pk, IncidentChanges(status=WATCHING), actor=operator)
    mistake = updated(incident, FIXED, operator)

    delete_incident_update(incident.pk, mistake, actor=operator)

    assert status_of(incident) is WATCHING


def test_editing_an_older_update_changes_no_status(operator: Actor) -> None:
    incident = an_incident(operator)
    older = updated(incident, INVESTIGATING, operator)
    update_incident(incident.pk, IncidentChanges(status=WATCHING), actor=operator)

    edit_incident_update(incident.pk, older, IncidentUpdateChanges(status=FIXED), actor=operator)

    assert status_of(incident) is WATCHING


def test_an_imported_incident_without_updates_is_not_left_as_fixed(operator: Actor) -> None:
    incident = factories.an_incident(status=FIXED, initial_status=None)
    only = factories.an_update(incident, status=FIXED)

    delete_incident_update(incident.pk, only.pk, actor=operator)

    assert status_of(incident) is INVESTIGATING


def test_an_edit_is_one_change_of_the_status_alone(operator: Actor) -> None:
    incident = an_incident(operator)

    update_incident(incident.pk, IncidentChanges(name="Slow", status=IDENTIFIED), actor=operator)
    assert incident.status_set_at is None
    edited = update_incident(incident.pk, IncidentChanges(status=FIXED), actor=operator)

    assert edited.set_status == FIXED
    assert edited.status_set_at is not None
    assert Event.objects.latest("pk").payload["before"] == {"status": IDENTIFIED}
