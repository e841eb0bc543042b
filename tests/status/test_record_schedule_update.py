from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Ability, Actor, ActorKind
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.drafts import ScheduleUpdateDraft
from heliograph.status.models import Schedule
from heliograph.status.updates import record_schedule_update
from heliograph.status.vocabulary import ScheduleStatus
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written, the_event
from tests.people import actor_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def half_done(schedule: Schedule) -> ScheduleUpdateDraft:
    return ScheduleUpdateDraft(schedule_id=schedule.pk, message="Half done.")


def test_an_update_is_kept_and_has_no_status(operator: Actor) -> None:
    schedule = factories.a_window()

    update = record_schedule_update(half_done(schedule), actor=operator)

    update.refresh_from_db()
    assert (update.schedule, update.incident) == (schedule, None)
    assert (update.status, update.message) == (None, "Half done.")


def test_a_person_signs_it_and_a_token_does_not(operator: Actor) -> None:
    schedule = factories.a_window()
    person = replace(operator, kind=ActorKind.USER)

    assert record_schedule_update(half_done(schedule), actor=person).user_id == operator.user_id
    assert record_schedule_update(half_done(schedule), actor=operator).user_id is None


@pytest.mark.parametrize("planned", [None, NOW + HOUR, NOW - HOUR])
def test_the_window_stays_as_it_is(planned: datetime | None, operator: Actor) -> None:
    schedule = factories.a_window(scheduled_at=NOW - 2 * HOUR, completed_at=planned, updated_at=NOW)

    record_schedule_update(half_done(schedule), actor=operator)

    schedule.refresh_from_db()
    assert (schedule.completed_at, schedule.updated_at) == (planned, NOW)


def test_an_end_that_is_said_ends_the_window(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    schedule = factories.a_window(scheduled_at=NOW - HOUR, completed_at=NOW + HOUR, updated_at=NOW - HOUR)

    record_schedule_update(replace(half_done(schedule), completed_at=NOW), actor=operator)

    schedule.refresh_from_db()
    assert (schedule.completed_at, schedule.updated_at) == (NOW, NOW)
    assert schedule.status_at(NOW) is ScheduleStatus.COMPLETE


@pytest.mark.parametrize(("end", "said"), [(None, None), (NOW, "2026-11-23T12:00:00.000000Z")])
def test_it_is_one_event_of_the_window(end: datetime | None, said: str | None, operator: Actor) -> None:
    schedule = factories.a_window(scheduled_at=NOW - HOUR)

    update = record_schedule_update(replace(half_done(schedule), completed_at=end), actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "schedule_update_recorded",
        "schedule",
        schedule.pk,
    )
    row = {"id": update.pk, "schedule_id": schedule.pk, "message": "Half done."}
    assert event.payload["row"].items() >= row.items()
    assert event.payload["completed_at"] == said
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_window_that_there_is_not_is_not_found(operator: Actor) -> None:
    gone = factories.a_window(deleted_at=clock.now())

    with nothing_written(), pytest.raises(NotFound):
        record_schedule_update(half_done(gone), actor=operator)


def test_before_its_publication_it_is_only_there_for_who_manages_schedules(
    readers_key: Key, operator: Actor
) -> None:
    embargoed = factories.a_window(published_at=clock.now() + HOUR)
    writer = actor_of(readers_key, Ability.SCHEDULE_UPDATES_MANAGE)

    with nothing_written(), pytest.raises(NotFound):
        record_schedule_update(half_done(embargoed), actor=writer)

    assert record_schedule_update(half_done(embargoed), actor=operator).schedule == embargoed
