"""From events to announcements, however many turns it takes."""

import pytest
from django.db import Error as DatabaseFailed
from django.db import connection
from django.db.transaction import TransactionManagementError

from heliograph.actors import Actor
from heliograph.delivery import fan_out
from heliograph.events.models import Event, Untold
from heliograph.lib import clock
from heliograph.status.drafts import IncidentDraft, IncidentUpdateDraft
from heliograph.status.incidents import create_incident
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests.delivery.post import mailbox, settle_after
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ada() -> None:
    a_subscriber(email="ada@example.com", verified_at=clock.now())


def a_draft(name: str) -> IncidentDraft:
    return IncidentDraft(
        name=name,
        message="It broke.",
        status=IncidentStatus.INVESTIGATING,
        visible=Visibility.EVERYONE,
        notifications=True,
    )


@pytest.mark.parametrize("turn", [0.0, 60.0])
def test_what_is_looked_at_in_several_turns_is_told_as_in_one(
    turn: float, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "_TURN", turn)
    for name in ("First", "Second", "Third"):
        incident = create_incident(a_draft(name), actor=operator)
        fixed = IncidentUpdateDraft(incident_id=incident.pk, status=IncidentStatus.FIXED, message="Again.")
        record_incident_update(fixed, actor=operator)

    settle_after(seconds=11)

    assert [letter["Subject"].rpartition(" ")[2] for letter in mailbox()] == ["First", "Second", "Third"]
    assert not Untold.objects.exists()


@pytest.mark.parametrize("turn", [0.0, 60.0])
def test_events_that_cannot_be_announced_hold_up_no_other(
    turn: float, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "_TURN", turn)
    broken = [broken_event().pk for _ in range(fan_out._EVENTS_AT_ONCE + 1)]  # noqa: SLF001 - more than a look
    for name in ("First", "Second"):
        create_incident(a_draft(name), actor=operator)

    settle_after(seconds=11)

    assert len(mailbox()) == 2
    assert sorted(one.event_id for one in Untold.objects.all()) == broken


def test_an_event_that_could_not_be_announced_is_told_once_it_can(
    operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(fan_out, "CHANNELS", [Unready()])
        create_incident(a_draft("First"), actor=operator)
        settle_after(seconds=1)
    assert Untold.objects.get().put_off_until is not None

    settle_after(seconds=2)
    assert not mailbox(), "it was tried again at once"

    settle_after(seconds=11)
    assert len(mailbox()) == 1
    assert not Untold.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_is_no_fault_of_the_event(
    operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(fan_out, "CHANNELS", [Disconnecting()])
        create_incident(a_draft("First"), actor=operator)
        with pytest.raises(DatabaseFailed) as failed:
            fan_out.look_at_events()
    connection.close()

    assert not isinstance(failed.value, TransactionManagementError), "it says what failed"
    assert Untold.objects.get().put_off_until is None
    settle_after(seconds=11)
    assert len(mailbox()) == 1


def broken_event() -> Event:
    event = Event.objects.create(
        kind="incident_ran_long", subject_type="incident", subject_id=1, payload={}, at=clock.now()
    )
    Untold.objects.create(event=event)
    return event


class Disconnecting:
    """A channel that finds the database gone."""

    kind = "mail"

    def telling(self, event: Event) -> None:
        connection.connection.close()
        event.refresh_from_db()


class Unready:
    """A channel that cannot tell of anything."""

    kind = "mail"

    def telling(self, event: Event) -> None:
        raise ValueError(event)
