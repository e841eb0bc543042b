"""Taking deliveries: each by one worker, of each announcement a fair share, no more than is allowed."""

from datetime import timedelta

import pytest
import time_machine

from heliograph.actors import Actor
from heliograph.delivery import outbox
from heliograph.delivery.channel import Attempt, Outcome, Verdict
from heliograph.delivery.channels.email import EmailChannel
from heliograph.delivery.models import Announcement, Delivery
from heliograph.delivery.outbox import LEASE, MOST_ATTEMPTS, pause_after
from heliograph.delivery.vocabulary import ChannelKind, DeliveryState
from heliograph.delivery.workers import own_name
from heliograph.lib import clock
from heliograph.site.settings import change_setting

pytestmark = pytest.mark.django_db

CHANNEL = EmailChannel()
LATER = Outcome(verdict=Verdict.LATER, code=451, error="Not now")


def an_announcement(*, recipients: int) -> Announcement:
    now = clock.now()
    announcement = Announcement.objects.create(
        key=f"incident-{Announcement.objects.count()}",
        channel=ChannelKind.EMAIL,
        event_id=1,
        subject_type="incident",
        subject_id=1,
        due_at=now,
        begun_at=now,
        fanned_out_at=now,
    )
    Delivery.objects.bulk_create(
        Delivery(announcement=announcement, recipient_id=number, due_at=now) for number in range(recipients)
    )
    return announcement


def taken(most: int = 10, worker: str = "one") -> list[Delivery]:
    return outbox.take(CHANNEL, most=most, worker=worker)


def test_what_one_has_taken_no_other_takes_until_its_lease_ends() -> None:
    an_announcement(recipients=3)
    assert (len(taken()), len(taken(worker="another"))) == (3, 0)
    with time_machine.travel(clock.now() + LEASE):
        assert len(taken(worker="another")) == 3


def test_an_old_crowd_leaves_room_for_what_is_new() -> None:
    an_announcement(recipients=500)
    new = an_announcement(recipients=3)
    assert len([one for one in taken(100) if one.announcement_id == new.pk]) == 3


def test_what_came_too_late_is_the_other_s_to_record() -> None:
    an_announcement(recipients=1)
    (late,) = taken(worker="one")
    with time_machine.travel(clock.now() + LEASE):
        taken(worker="another")
        attempt = Attempt(delivery=late, outcome=Outcome(verdict=Verdict.REFUSED))
        outbox.record(CHANNEL, [attempt], worker="one")
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_a_minute_has_only_so_many(operator: Actor) -> None:
    change_setting("mails_a_minute", 7, actor=operator)
    an_announcement(recipients=20)
    assert (len(taken(5)), len(taken(5)), len(taken(5))) == (5, 2, 0)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        assert len(taken(10)) == 7


def test_what_fails_for_a_day_is_given_up() -> None:
    an_announcement(recipients=1)
    now, attempts = clock.now(), 0
    while Delivery.objects.get().state == DeliveryState.WAITING:
        now = max(now, Delivery.objects.get().due_at)
        with time_machine.travel(now):
            outbox.record(CHANNEL, [Attempt(delivery=one, outcome=LATER) for one in taken()], worker="one")
        attempts += 1
    given_up = Delivery.objects.get()
    assert (given_up.state, given_up.code, given_up.error) == (DeliveryState.FAILED, 451, "Not now")
    assert attempts == MOST_ATTEMPTS
    assert timedelta(hours=18) < now - clock.now() < timedelta(hours=30)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 15), (2, 30), (5, 240), (11, 15_360), (14, 18_000)])
def test_each_pause_is_twice_as_long_and_no_two_are_the_same(attempts: int, seconds: float) -> None:
    pauses = {pause_after(attempts).total_seconds() for _ in range(50)}
    assert len(pauses) > 1
    assert seconds * 0.8 <= min(pauses) <= max(pauses) <= seconds * 1.2


def test_what_a_killed_worker_had_in_hand_is_due_at_once() -> None:
    an_announcement(recipients=3)
    node = own_name().partition("-")[0]
    gone = f"{node}-{2**22 + 1}-0000"  # no process has such a number
    elsewhere = "ffffffff-1-0000"
    for worker in (gone, own_name(), elsewhere):
        taken(1, worker=worker)
    outbox.take_over()
    assert {one.claimed_by for one in Delivery.objects.all()} == {"", own_name(), elsewhere}


def test_a_delivery_that_kills_whoever_tries_it_is_given_up() -> None:
    an_announcement(recipients=1)
    Delivery.objects.update(attempts=MOST_ATTEMPTS)
    outbox.give_up_lost()
    assert Delivery.objects.get().state == DeliveryState.FAILED
