from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor, ActorKind
from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.status.drafts import ImpactDraft, IncidentDraft
from heliograph.status.incidents import create_incident
from heliograph.status.models import Component, Incident
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests import factories
from tests.ledger import nothing_written, the_event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SLOW, PARTIAL, DOWN = (
    ComponentStatus.PERFORMANCE_ISSUES,
    ComponentStatus.PARTIAL_OUTAGE,
    ComponentStatus.MAJOR_OUTAGE,
)


def a_draft(**changes: object) -> IncidentDraft:
    said = {"name": "Disk full", "status": IncidentStatus.INVESTIGATING, "message": "We look."} | changes
    return IncidentDraft(**said)  # type: ignore[arg-type]


def impact(component: Component, status: ComponentStatus) -> ImpactDraft:
    return ImpactDraft(component_id=component.pk, status=status)


def impacts_of(incident: Incident) -> dict[int, int | None]:
    return dict(incident.impacts.values_list("component_id", "status"))


def test_an_incident_is_made_as_it_is_said(operator: Actor) -> None:
    draft = a_draft(
        status=IncidentStatus.WATCHING,
        visible=Visibility.EVERYONE,
        stickied=True,
        notifications=True,
        occurred_at=datetime(2026, 11, 22, tzinfo=UTC),
        published_at=datetime(2026, 12, 24, tzinfo=UTC),
        meta={"ticket": 7},
    )

    incident = create_incident(draft, actor=operator)

    incident.refresh_from_db()
    assert (incident.name, incident.message, incident.status) == ("Disk full", "We look.", 3)
    assert (incident.visible, incident.stickied, incident.notifications) == (1, True, True)
    assert incident.occurred_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert incident.published_at == datetime(2026, 12, 24, tzinfo=UTC)
    assert (incident.meta, incident.component) == ({"ticket": 7}, None)


def test_what_is_not_said_has_its_default(operator: Actor) -> None:
    incident = create_incident(a_draft(), actor=operator)

    incident.refresh_from_db()
    assert (incident.visible, incident.stickied, incident.notifications) == (0, False, False)
    assert (incident.occurred_at, incident.meta) == (None, {})
    assert isinstance(incident.guid, UUID)


def test_it_is_published_now_unless_something_else_is_said(
    operator: Actor, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)

    assert create_incident(a_draft(), actor=operator).published_at == NOW


def test_a_person_signs_what_they_open(operator: Actor) -> None:
    person = replace(operator, kind=ActorKind.USER)

    assert create_incident(a_draft(), actor=person).user_id == operator.user_id


def test_a_token_signs_nothing(operator: Actor) -> None:
    assert create_incident(a_draft(), actor=operator).user_id is None


def test_it_affects_the_components_that_it_names(operator: Actor) -> None:
    api, web = factories.a_component(), factories.a_component()

    incident = create_incident(a_draft(impacts=(impact(api, DOWN), impact(web, SLOW))), actor=operator)

    assert impacts_of(incident) == {api.pk: DOWN, web.pk: SLOW}
    assert incident.component is None


def test_the_older_form_names_a_single_component(operator: Actor) -> None:
    api = factories.a_component()

    incident = create_incident(a_draft(component=impact(api, PARTIAL)), actor=operator)

    assert impacts_of(incident) == {api.pk: PARTIAL}
    assert incident.component == api


def test_both_forms_count_and_the_older_one_wins_on_the_same_component(operator: Actor) -> None:
    api, web = factories.a_component(), factories.a_component()
    draft = a_draft(impacts=(impact(api, SLOW), impact(web, SLOW)), component=impact(api, DOWN))

    incident = create_incident(draft, actor=operator)

    assert impacts_of(incident) == {api.pk: DOWN, web.pk: SLOW}


def test_no_baseline_is_touched(operator: Actor) -> None:
    api = factories.a_component()

    create_incident(a_draft(impacts=(impact(api, DOWN),)), actor=operator)

    api.refresh_from_db()
    assert (api.status, api.status_changes.count()) == (ComponentStatus.OPERATIONAL, 0)


def test_it_is_an_event_with_the_row_and_the_impacts(operator: Actor) -> None:
    api, web = factories.a_component(), factories.a_component()
    draft = a_draft(impacts=(impact(api, SLOW),), component=impact(web, DOWN))

    incident = create_incident(draft, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("incident_created", "incident", incident.pk)
    assert event.payload["impacts"] == [
        {"component_id": api.pk, "status": SLOW},
        {"component_id": web.pk, "status": DOWN},
    ]
    row = {"id": incident.pk, "guid": str(incident.guid), "name": "Disk full", "status": 1, "visible": 0}
    assert event.payload["row"].items() >= row.items()
    assert (event.actor_id, event.token_id) == (operator.user_id, operator.token_id)
    assert (event.door, event.address) == (operator.door, operator.address)


def test_every_component_that_there_is_not_is_named(operator: Actor) -> None:
    api, deleted = factories.a_component(), factories.a_component(deleted_at=clock.now())
    unknown = ImpactDraft(component_id=99, status=DOWN)
    draft = a_draft(impacts=(impact(api, DOWN), unknown, impact(deleted, DOWN)), component=unknown)

    with nothing_written(), pytest.raises(Invalid) as refused:
        create_incident(draft, actor=operator)

    assert set(refused.value.errors) == {"components.1.id", "components.2.id", "component_id"}


def test_a_component_named_twice_is_refused_at_both_places(operator: Actor) -> None:
    api, web = factories.a_component(), factories.a_component()
    draft = a_draft(impacts=(impact(api, DOWN), impact(web, DOWN), impact(api, SLOW)))

    with nothing_written(), pytest.raises(Invalid) as refused:
        create_incident(draft, actor=operator)

    assert set(refused.value.errors) == {"components.0.id", "components.2.id"}


@pytest.mark.parametrize("message", [None, ""])
def test_it_needs_a_message_or_a_template(message: str | None, operator: Actor) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        create_incident(a_draft(message=message), actor=operator)

    assert set(refused.value.errors) == {"message"}
