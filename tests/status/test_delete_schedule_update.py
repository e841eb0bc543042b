from datetime import UTC, datetime, timedelta

import pytest

from heliograph.actors import Ability, Actor
from heliograph.errors import NotFound
from heliograph.lib import clock
from heliograph.status.models import Schedule, Update
from heliograph.status.updates import delete_schedule_update
from tests import factories
from tests.factories import Key
from tests.ledger import nothing_written, the_event
from tests.people import actor_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def an_update(schedule: Schedule) -> Update:
    return Update.objects.create(schedule=schedule, message="Half done.")


def test_it_is_gone_and_the_window_stays_as_it_was(operator: Actor) -> None:
    schedule = factories.a_window(scheduled_at=NOW, completed_at=NOW, updated_at=NOW)
    first, second = an_update(schedule), an_update(schedule)

    delete_schedule_update(schedule.pk, second.pk, actor=operator)

    schedule.refresh_from_db()
    assert list(Update.objects.all()) == [first]
    assert (schedule.completed_at, schedule.updated_at) == (NOW, NOW)


def test_it_is_one_event_of_the_window_with_the_row_as_it_was(operator: Actor) -> None:
    schedule = factories.a_window()
    update = an_update(schedule)

    delete_schedule_update(schedule.pk, update.pk, actor=operator)

    event = the_event()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "schedule_update_deleted",
        "schedule",
        schedule.pk,
    )
    assert event.payload["row"].items() >= {"id": update.pk, "message": "Half done."}.items()
    assert (event.actor_id, event.door) == (operator.user_id, operator.door)


def test_it_is_only_reached_through_its_own_window(operator: Actor) -> None:
    schedule, other = factories.a_window(), factories.a_window()
    of_incident = factories.an_update(factories.an_incident())

    for update in (an_update(other), of_incident):
        with nothing_written(), pytest.raises(NotFound):
            delete_schedule_update(schedule.pk, update.pk, actor=operator)


def test_a_second_time_there_is_nothing(operator: Actor) -> None:
    schedule = factories.a_window()
    update = an_update(schedule)
    delete_schedule_update(schedule.pk, update.pk, actor=operator)

    with nothing_written(), pytest.raises(NotFound):
        delete_schedule_update(schedule.pk, update.pk, actor=operator)


def test_before_its_publication_it_is_only_there_for_who_manages_schedules(
    readers_key: Key, operator: Actor
) -> None:
    embargoed = factories.a_window(published_at=clock.now() + timedelta(hours=1))
    update = an_update(embargoed)
    sweeper = actor_of(readers_key, Ability.SCHEDULE_UPDATES_DELETE)

    with nothing_written(), pytest.raises(NotFound):
        delete_schedule_update(embargoed.pk, update.pk, actor=sweeper)

    delete_schedule_update(embargoed.pk, update.pk, actor=operator)
    assert not Update.objects.exists()
