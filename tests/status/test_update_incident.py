from datetime import UTC, datetime

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.drafts import ImpactDraft, IncidentChanges
from heliograph.status.incidents import update_incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests import factories
from tests.ledger import nothing_written, the_event

YESTERDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 24, tzinfo=UTC)


def test_what_is_said_changes_and_the_rest_stays(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    component = factories.a_component()
    incident = factories.an_incident(
        occurred_at=YESTERDAY, stickied=True, impacts=[(component, ComponentStatus.MAJOR_OUTAGE)]
    )
    changes = IncidentChanges(
        name="Disk full", status=IncidentStatus.WATCHING, published_at=CHRISTMAS, occurred_at=None
    )

    update_incident(incident.pk, changes, actor=operator)

    kept, guid = incident.impacts.get(), incident.guid
    incident.refresh_from_db()
    assert (incident.name, incident.status) == ("Disk full", IncidentStatus.WATCHING)
    assert (incident.published_at, incident.occurred_at) == (CHRISTMAS, None)
    assert (incident.message, incident.visible, incident.stickied) == ("We are looking into it.", 1, True)
    assert (kept.component_id, kept.status) == (component.pk, ComponentStatus.MAJOR_OUTAGE)
    assert (incident.guid, incident.updated_at) == (guid, NOW)


def test_it_is_one_event_with_what_was_before(operator: Actor) -> None:
    incident = factories.an_incident(published_at=YESTERDAY)
    changes = IncidentChanges(
        name="The website is slow",
        status=IncidentStatus.FIXED,
        visible=Visibility.SIGNED_IN,
        published_at=CHRISTMAS,
    )

    update_incident(incident.pk, changes, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("incident_updated", "incident", incident.pk)
    assert event.payload["before"] == {
        "status": IncidentStatus.INVESTIGATING,
        "visible": Visibility.EVERYONE,
        "published_at": "2026-11-22T12:00:00.000000Z",
    }
    row = {"status": 4, "visible": 0, "published_at": "2026-12-24T00:00:00.000000Z"}
    assert event.payload["row"].items() >= row.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_saying_what_is_already_so_changes_nothing(operator: Actor) -> None:
    incident = factories.an_incident()
    same = IncidentChanges(
        name="The website is slow",
        message="We are looking into it.",
        status=IncidentStatus.INVESTIGATING,
        visible=Visibility.EVERYONE,
        stickied=False,
        occurred_at=None,
        meta={},
    )

    with nothing_written():
        update_incident(incident.pk, IncidentChanges(), actor=operator)
        update_incident(incident.pk, same, actor=operator)


def test_what_others_hang_on_it_does_not_make_it_newer(operator: Actor) -> None:
    incident = factories.an_incident(updated_at=YESTERDAY)

    update_incident(incident.pk, IncidentChanges(meta={"ticket": 7}), actor=operator)

    incident.refresh_from_db()
    assert (incident.meta, incident.updated_at) == ({"ticket": 7}, YESTERDAY)
    assert the_event().payload["before"] == {"meta": {}}


@pytest.mark.parametrize("visible", Visibility)
def test_what_is_not_for_everyone_to_see_may_be_changed(visible: Visibility, operator: Actor) -> None:
    incident = factories.an_incident(visible=visible, published_at=CHRISTMAS)

    assert update_incident(incident.pk, IncidentChanges(name="x"), actor=operator).name == "x"


def test_a_deleted_one_is_not_found(operator: Actor) -> None:
    incident = factories.an_incident(deleted_at=clock.now())

    with nothing_written(), pytest.raises(NotFound):
        update_incident(incident.pk, IncidentChanges(name="x"), actor=operator)


def test_what_it_affects_stands_in_for_what_it_affected(operator: Actor) -> None:
    component, other = factories.a_component(), factories.a_component()
    incident = factories.an_incident(impacts=[(component, ComponentStatus.PARTIAL_OUTAGE)])
    impacts = (ImpactDraft(component_id=other.pk, status=ComponentStatus.MAJOR_OUTAGE),)

    update_incident(incident.pk, IncidentChanges(impacts=impacts), actor=operator)
    update_incident(incident.pk, IncidentChanges(impacts=impacts), actor=operator)

    assert list(incident.impacts.values_list("component_id", "status")) == [(other.pk, 4)]
    before = [{"component_id": component.pk, "status": 3}]
    assert the_event().payload["before"] == {"impacts": before}
