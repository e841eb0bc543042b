"""What the clock does, recorded once."""

from datetime import timedelta

import pytest
import time_machine

from heliograph.actors import Actor, Door
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.due import record_due
from heliograph.status.models import Schedule
from heliograph.status.vocabulary import IncidentStatus
from tests.factories import a_window, an_incident, an_update

pytestmark = pytest.mark.django_db

system = Actor.system(door=Door.CLOCK)
HOUR = timedelta(hours=1)


def recorded(*, after: timedelta = timedelta()) -> list[str]:
    """The kinds of what has been recorded once the clock has been looked at then, and again and again."""
    record_due(actor=system)
    with time_machine.travel(clock.now() + after):
        for _ in range(3):
            record_due(actor=system)
    clocks_own = Event.objects.filter(door=Door.CLOCK).exclude(kind="setting_changed")
    return list(clocks_own.order_by("pk").values_list("kind", flat=True))


def test_an_embargo_ends_once() -> None:
    an_incident(published_at=clock.now() + HOUR)
    a_window(published_at=clock.now() + HOUR, scheduled_at=clock.now() + 9 * HOUR)
    assert recorded(after=HOUR + timedelta(seconds=5)) == ["incident_published", "schedule_published"]


def test_before_its_time_nothing_is_recorded() -> None:
    an_incident(published_at=clock.now() + HOUR)
    a_window(scheduled_at=clock.now() + HOUR)
    assert recorded(after=HOUR - timedelta(seconds=5)) == []


def test_a_window_starts_and_completes() -> None:
    a_window(scheduled_at=clock.now() + HOUR, completed_at=clock.now() + 2 * HOUR)
    assert recorded(after=HOUR + timedelta(seconds=5)) == ["schedule_started"]
    assert recorded(after=3 * HOUR) == ["schedule_started", "schedule_completed"]


def test_one_that_is_moved_starts_again() -> None:
    window = a_window(scheduled_at=clock.now() + HOUR)
    recorded(after=HOUR + timedelta(seconds=5))
    window.scheduled_at = clock.now() + 5 * HOUR
    window.save(update_fields=["scheduled_at"])
    assert recorded(after=6 * HOUR) == ["schedule_started"] * 2


@pytest.mark.parametrize("changes", [{"deleted_at": clock.now()}, {"published_at": clock.now() + 9 * HOUR}])
def test_what_nobody_sees_does_not_start(changes: dict[str, object]) -> None:
    a_window(scheduled_at=clock.now() + HOUR)
    Schedule.objects.update(**changes)
    assert recorded(after=2 * HOUR) == []


def test_what_is_past_when_the_clock_is_first_read_never_comes_due() -> None:
    an_incident(created_at=clock.now() - 9 * HOUR, published_at=clock.now() - HOUR)
    assert recorded() == []


def test_a_worker_that_was_away_for_days_records_what_it_missed() -> None:
    a_window(scheduled_at=clock.now() + HOUR, completed_at=clock.now() + 2 * HOUR)
    assert recorded(after=timedelta(days=4)) == ["schedule_started", "schedule_completed"]


def test_of_an_incident_without_a_word_operators_are_reminded_once_a_silence(operator: Actor) -> None:
    change_setting("notify_long_running_incidents", True, actor=operator)  # noqa: FBT003 - the value
    incident = an_incident()
    an_incident(status=IncidentStatus.FIXED)
    assert recorded(after=5 * HOUR) == []
    assert recorded(after=7 * HOUR) == ["incident_ran_long"]
    an_update(incident, created_at=clock.now() + 7 * HOUR)
    assert recorded(after=12 * HOUR) == ["incident_ran_long"]
    assert recorded(after=14 * HOUR) == ["incident_ran_long"] * 2


def test_nobody_is_reminded_unless_the_owner_wants_it() -> None:
    an_incident()
    assert recorded(after=9 * HOUR) == []
