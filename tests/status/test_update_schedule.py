from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Actor
from heliograph.errors import Invalid, NotFound
from heliograph.lib import clock
from heliograph.status.drafts import ImpactDraft, ScheduleChanges
from heliograph.status.maintenance import update_schedule
from heliograph.status.models import Component, Schedule
from heliograph.status.vocabulary import ComponentStatus
from tests import factories
from tests.ledger import nothing_written, the_event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)
SLOW, DOWN = ComponentStatus.PERFORMANCE_ISSUES, ComponentStatus.MAJOR_OUTAGE


def impact(component: Component, status: ComponentStatus) -> ImpactDraft:
    return ImpactDraft(component_id=component.pk, status=status)


def impacts_of(schedule: Schedule) -> dict[int, int | None]:
    return dict(schedule.impacts.values_list("component_id", "status"))


def test_what_is_said_changes_and_the_rest_stays(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    api = factories.a_component()
    schedule = factories.a_window(scheduled_at=YESTERDAY, completed_at=TOMORROW, impacts=[(api, DOWN)])

    update_schedule(schedule.pk, ScheduleChanges(name="New racks", completed_at=None), actor=operator)

    schedule.refresh_from_db()
    assert (schedule.name, schedule.completed_at, schedule.updated_at) == ("New racks", None, NOW)
    assert (schedule.message, schedule.scheduled_at) == ("We put them in.", YESTERDAY)
    assert impacts_of(schedule) == {api.pk: DOWN}


def test_impacts_stand_in_for_those_that_there_were(
    operator: Actor, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    api, web, mail = (factories.a_component() for _ in range(3))
    schedule = factories.a_window(impacts=[(api, DOWN), (web, DOWN)], updated_at=YESTERDAY)
    changes = ScheduleChanges(impacts=(impact(web, SLOW), impact(mail, DOWN)))

    update_schedule(schedule.pk, changes, actor=operator)

    schedule.refresh_from_db()
    assert (impacts_of(schedule), schedule.updated_at) == ({web.pk: SLOW, mail.pk: DOWN}, NOW)


def test_no_impacts_are_an_answer_too(operator: Actor) -> None:
    schedule = factories.a_window(impacts=[(factories.a_component(), DOWN)])

    update_schedule(schedule.pk, ScheduleChanges(impacts=()), actor=operator)

    assert impacts_of(schedule) == {}


def test_it_is_one_event_with_what_was_before(operator: Actor) -> None:
    api, web = factories.a_component(), factories.a_component()
    schedule = factories.a_window(impacts=[(api, None)], scheduled_at=NOW)
    changes = ScheduleChanges(scheduled_at=TOMORROW, name="New disks", impacts=(impact(web, DOWN),))

    update_schedule(schedule.pk, changes, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("schedule_updated", "schedule", schedule.pk)
    assert event.payload["before"] == {
        "scheduled_at": "2026-11-23T12:00:00.000000Z",
        "impacts": [{"component_id": api.pk, "status": None}],
    }
    assert event.payload["row"]["scheduled_at"] == "2026-11-24T12:00:00.000000Z"
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_saying_what_is_already_so_changes_nothing(operator: Actor) -> None:
    api, web = factories.a_component(), factories.a_component()
    schedule = factories.a_window(impacts=[(api, DOWN), (web, SLOW)])
    same = ScheduleChanges(
        name="New disks", completed_at=None, impacts=(impact(web, SLOW), impact(api, DOWN)), meta={}
    )

    with nothing_written():
        update_schedule(schedule.pk, ScheduleChanges(), actor=operator)
        update_schedule(schedule.pk, same, actor=operator)


def test_what_others_hang_on_it_does_not_make_it_newer(operator: Actor) -> None:
    schedule = factories.a_window(updated_at=YESTERDAY)

    update_schedule(schedule.pk, ScheduleChanges(meta={"ticket": 7}), actor=operator)

    schedule.refresh_from_db()
    assert (schedule.meta, schedule.updated_at) == ({"ticket": 7}, YESTERDAY)
    assert the_event().payload["before"] == {"meta": {}}


def test_a_component_that_there_is_not_is_named_and_nothing_else_changes(operator: Actor) -> None:
    api, deleted = factories.a_component(), factories.a_component(deleted_at=clock.now())
    schedule = factories.a_window(impacts=[(api, DOWN)])
    changes = ScheduleChanges(name="New racks", impacts=(impact(api, SLOW), impact(deleted, DOWN)))

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_schedule(schedule.pk, changes, actor=operator)

    assert set(refused.value.errors) == {"components.1.id"}


def test_a_component_named_twice_is_refused_at_both_places(operator: Actor) -> None:
    api = factories.a_component()
    schedule = factories.a_window(impacts=[(api, DOWN)])
    changes = ScheduleChanges(impacts=(impact(api, DOWN), impact(api, SLOW)))

    with nothing_written(), pytest.raises(Invalid) as refused:
        update_schedule(schedule.pk, changes, actor=operator)

    assert set(refused.value.errors) == {"components.0.id", "components.1.id"}


def test_a_deleted_one_is_not_found(operator: Actor) -> None:
    schedule = factories.a_window(deleted_at=clock.now())

    with nothing_written(), pytest.raises(NotFound):
        update_schedule(schedule.pk, ScheduleChanges(name="x"), actor=operator)
