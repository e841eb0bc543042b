from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor, ActorKind
from heliograph.errors import Invalid
from heliograph.lib import clock
from heliograph.status.drafts import ImpactDraft, ScheduleDraft
from heliograph.status.maintenance import create_schedule
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import nothing_written, the_event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLOW, DOWN = ComponentStatus.PERFORMANCE_ISSUES, ComponentStatus.MAJOR_OUTAGE


def a_draft(**changes: object) -> ScheduleDraft:
    said = {"name": "New disks", "message": "We put them in.", "scheduled_at": NOW} | changes
    return ScheduleDraft(**said)  # type: ignore[arg-type]


def test_a_window_is_made_as_it_is_said(operator: Actor) -> None:
    api, web = factories.a_component(), factories.a_component()
    draft = a_draft(
        completed_at=NOW + HOUR,
        published_at=NOW - HOUR,
        notifications=True,
        meta={"ticket": 7},
        impacts=(
            ImpactDraft(component_id=api.pk, status=DOWN),
            ImpactDraft(component_id=web.pk, status=SLOW),
        ),
    )

    schedule = create_schedule(draft, actor=operator)

    schedule.refresh_from_db()
    assert (schedule.name, schedule.message, schedule.meta) == (
        "New disks",
        "We put them in.",
        {"ticket": 7},
    )
    assert (schedule.scheduled_at, schedule.completed_at) == (NOW, NOW + HOUR)
    assert (schedule.published_at, schedule.notifications) == (NOW - HOUR, True)
    assert dict(schedule.impacts.values_list("component_id", "status")) == {api.pk: DOWN, web.pk: SLOW}


def test_what_is_not_said_has_its_default(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)

    schedule = create_schedule(a_draft(), actor=operator)

    schedule.refresh_from_db()
    assert (schedule.completed_at, schedule.published_at) == (None, NOW)
    assert (schedule.notifications, schedule.meta) == (False, {})
    assert not schedule.impacts.exists()


def test_a_person_signs_what_they_plan_and_a_token_does_not(operator: Actor) -> None:
    person = replace(operator, kind=ActorKind.USER)

    assert create_schedule(a_draft(), actor=person).user_id == operator.user_id
    assert create_schedule(a_draft(), actor=operator).user_id is None


def test_no_baseline_is_touched(operator: Actor) -> None:
    api = factories.a_component()

    create_schedule(a_draft(impacts=(ImpactDraft(component_id=api.pk, status=DOWN),)), actor=operator)

    api.refresh_from_db()
    assert (api.status, api.status_changes.count()) == (ComponentStatus.OPERATIONAL, 0)


def test_it_is_one_event_with_the_row_and_the_impacts(operator: Actor) -> None:
    api = factories.a_component()
    draft = a_draft(impacts=(ImpactDraft(component_id=api.pk, status=DOWN),))

    schedule = create_schedule(draft, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("schedule_created", "schedule", schedule.pk)
    assert event.payload["impacts"] == [{"component_id": api.pk, "status": DOWN}]
    row = {"id": schedule.pk, "name": "New disks", "scheduled_at": "2026-11-23T12:00:00.000000Z"}
    assert event.payload["row"].items() >= row.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_each_component_that_there_is_not_is_named(operator: Actor) -> None:
    api, deleted = factories.a_component(), factories.a_component(deleted_at=clock.now())
    named = (99, api.pk, deleted.pk)
    draft = a_draft(impacts=[ImpactDraft(component_id=pk, status=DOWN) for pk in named])

    with nothing_written(), pytest.raises(Invalid) as refused:
        create_schedule(draft, actor=operator)

    assert set(refused.value.errors) == {"components.0.id", "components.2.id"}


def test_a_component_named_twice_is_refused_at_both_places(operator: Actor) -> None:
    api = factories.a_component()
    draft = a_draft(impacts=[ImpactDraft(component_id=api.pk, status=one) for one in (DOWN, SLOW)])

    with nothing_written(), pytest.raises(Invalid) as refused:
        create_schedule(draft, actor=operator)

    assert set(refused.value.errors) == {"components.0.id", "components.1.id"}
