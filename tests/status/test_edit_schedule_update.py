from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.drafts import ScheduleUpdateChanges
from heliograph.status.models import Schedule, Update
from heliograph.status.updates import edit_schedule_update
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written, the_event
from tests.people import actor_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
DONE = ScheduleUpdateChanges(message="Done.")


def an_update(schedule: Schedule) -> Update:
    return Update.objects.create(schedule=schedule, message="Half done.", updated_at=YESTERDAY)


def test_its_message_changes_and_the_window_stays(operator: Actor, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    schedule = factories.a_window(updated_at=YESTERDAY)
    update = an_update(schedule)

    edit_schedule_update(schedule.pk, update.pk, DONE, actor=operator)

    update.refresh_from_db()
    schedule.refresh_from_db()
    assert (update.message, update.status, update.updated_at) == ("Done.", None, NOW)
    assert (schedule.completed_at, schedule.updated_at) == (None, YESTERDAY)


def test_it_is_one_event_of_the_window_with_what_was_before(operator: Actor) -> None:
    schedule = factories.a_window()
    update = an_update(schedule)

    edit_schedule_update(schedule.pk, update.pk, DONE, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "schedule_update_edited",
        "schedule",
        schedule.pk,
    )
    assert event.payload["before"] == {"message": "Half done."}
    assert event.payload["row"].items() >= {"id": update.pk, "message": "Done."}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


@pytest.mark.parametrize("changes", [ScheduleUpdateChanges(), ScheduleUpdateChanges(message="Half done.")])
def test_saying_what_is_already_so_changes_nothing(changes: ScheduleUpdateChanges, operator: Actor) -> None:
    schedule = factories.a_window()
    update = an_update(schedule)

    with nothing_written():
        edit_schedule_update(schedule.pk, update.pk, changes, actor=operator)


def test_it_is_only_reached_through_its_own_window(operator: Actor) -> None:
    schedule, other = factories.a_window(), factories.a_window()
    of_incident = factories.an_update(factories.an_incident())

    for update in (an_update(other), of_incident):
        with nothing_written(), pytest.raises(NotFound):
            edit_schedule_update(schedule.pk, update.pk, DONE, actor=operator)


def test_what_was_deleted_with_its_window_is_not_found(operator: Actor) -> None:
    update = an_update(schedule := factories.a_window(deleted_at=clock.now()))

    with nothing_written(), pytest.raises(NotFound):
        edit_schedule_update(schedule.pk, update.pk, DONE, actor=operator)


def test_before_its_publication_it_is_only_there_for_who_manages_schedules(
    readers_key: Key, operator: Actor
) -> None:
    embargoed = factories.a_window(published_at=clock.now() + timedelta(hours=1))
    update = an_update(embargoed)
    writer = actor_of(readers_key, Ability.SCHEDULE_UPDATES_MANAGE)

    with nothing_written(), pytest.raises(NotFound):
        edit_schedule_update(embargoed.pk, update.pk, DONE, actor=writer)

    assert edit_schedule_update(embargoed.pk, update.pk, DONE, actor=operator).message == "Done."
