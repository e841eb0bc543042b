from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.maintenance import delete_schedule
from heliograph.status.models import Schedule, Update
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written, the_event
from tests.people import actor_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_it_is_kept_as_a_deleted_row_with_its_updates(
    operator: Actor, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    schedule, other = factories.a_window(), factories.a_window()
    update = Update.objects.create(schedule=schedule, message="Half done.")

    delete_schedule(schedule.pk, actor=operator)

    schedule.refresh_from_db()
    assert schedule.deleted_at == NOW
    assert list(Schedule.objects.existing()) == [other]
    assert list(Schedule.objects.counting(at=NOW)) == [other]
    assert Update.objects.get() == update


def test_it_is_one_event_with_the_row_as_it_was(operator: Actor) -> None:
    schedule = factories.a_window()

    delete_schedule(schedule.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == ("schedule_deleted", "schedule", schedule.pk)
    assert event.payload["row"].items() >= {"id": schedule.pk, "name": "New disks"}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_a_second_time_there_is_nothing(operator: Actor) -> None:
    schedule = factories.a_window()
    delete_schedule(schedule.pk, actor=operator)

    with nothing_written(), pytest.raises(NotFound):
        delete_schedule(schedule.pk, actor=operator)


def test_before_its_publication_it_is_only_there_for_who_manages_schedules(
    readers_key: Key, operator: Actor
) -> None:
    embargoed = factories.a_window(published_at=clock.now() + timedelta(hours=1))
    sweeper = actor_of(readers_key, Ability.SCHEDULES_DELETE)

    with nothing_written(), pytest.raises(NotFound):
        delete_schedule(embargoed.pk, actor=sweeper)

    delete_schedule(embargoed.pk, actor=operator)
    assert the_event().subject_id == embargoed.pk
